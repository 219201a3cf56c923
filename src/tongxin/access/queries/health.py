"""How the server is: worker, disk, database, backups, versions. Nothing of anybody."""

import platform
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.db.models import Min

from tongxin.facts.models import Pending
from tongxin.facts.queries import worker_age, worker_is_dead

SILENT = timedelta(minutes=2)
OLD_BACKUP = timedelta(hours=26)
LITTLE_DISK = 0.1
STUCK = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be wrong; `tone` is ok, warn or bad."""

    title: str
    tone: str
    word: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Backup:
    name: str
    made_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Health:
    checks: list[Check]
    backups: list[Backup]
    versions: list[tuple[str, str]]

    @property
    def wrong(self) -> int:
        return sum(check.tone != "ok" for check in self.checks)


def view_health(*, at: datetime) -> Health:
    backups = _backups()
    checks = [_database(), _worker(at), _reactions(at), _disk(), _backup(backups, at)]
    return Health(checks, backups[:10], _versions())


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    return Check("数据库", "ok", f"{names.get(connection.vendor, connection.vendor)} 正常")


def _worker(at: datetime) -> Check:
    """Judged as /healthz and the pages' notice judge it."""
    age = worker_age(at)
    if age is None:
        return Check("后台程序", "bad", "还没运行过", "请在服务器上运行 tongxin worker。")
    if worker_is_dead(at):
        minutes = int(age.total_seconds() // 60)
        return Check("后台程序", "bad", f"{minutes} 分钟没动静", "到期提醒会停。请重启 tongxin worker。")
    return Check("后台程序", "ok", "正在运行")


def _reactions(at: datetime) -> Check:
    stuck = Pending.objects.filter(attempts__gte=STUCK).count()
    if stuck:
        return Check("待处理的联动", "warn", f"{stuck} 件反复没成", "请看后台程序的日志，找供应方。")
    oldest = Pending.objects.aggregate(first=Min("fact__recorded_at"))["first"]
    if oldest is not None and at - oldest > SILENT:
        return Check("待处理的联动", "warn", f"{Pending.objects.count()} 件在排队", "后台程序可能停了。")
    return Check("待处理的联动", "ok", "没有积压")


def _disk() -> Check:
    folder = Path(settings.DATA_DIR)
    if not folder.is_dir():
        return Check("磁盘", "bad", "数据文件夹不在了", f"请建好 {folder}，并让程序能写。")
    usage = shutil.disk_usage(folder)
    free = usage.free / usage.total
    gib = usage.free / 1024**3
    if free < LITTLE_DISK:
        return Check("磁盘", "bad", f"只剩 {gib:.1f} GB", "满了就存不进去。请清理或加盘。")
    return Check("磁盘", "ok", f"还有 {gib:.1f} GB")


def _backups() -> list[Backup]:
    folder = Path(settings.BACKUP_DIR)
    files = [path for path in folder.glob("*.tar") if path.is_file()]
    made = [
        Backup(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC), path.stat().st_size)
        for path in files
    ]
    return sorted(made, key=lambda backup: backup.made_at, reverse=True)


def _backup(backups: list[Backup], at: datetime) -> Check:
    if not backups:
        return Check(
            "备份",
            "bad",
            "还没有备份",
            f"请每天运行 tongxin backup，并试着恢复一次。备份在 {settings.BACKUP_DIR} 里找。",
        )
    if at - backups[0].made_at > OLD_BACKUP:
        days = (at - backups[0].made_at).days
        return Check("备份", "warn", f"最近一份是 {max(days, 1)} 天前的", "请看每天的备份任务还在不在。")
    return Check("备份", "ok", "一天之内有")


def _versions() -> list[tuple[str, str]]:
    return [
        ("同心", version("tongxin")),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("运行方式", "正式" if settings.PRODUCTION else "本机"),
    ]
