"""`tongxin packs`: check, show, simulate and compare regimes; write their schema and reference."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tongxin import clock
from tongxin.adoption.queries.simulation import Trial, find_unit, try_packs
from tongxin.kernel.workdays import Calendar, noticed_days
from tongxin.regimes import reference, texts
from tongxin.regimes.check import check_folder
from tongxin.regimes.diff import diff
from tongxin.regimes.load import PackError, library, load_pack, posts
from tongxin.regimes.schedule import owed_periods
from tongxin.regimes.schema.duty import DutySpec
from tongxin.regimes.schema.pack import Pack

SHOWN = 14  # due days of one duty


class Command(BaseCommand):
    help = "检查、查看、试算、比较制度包"

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="检查制度包，有错时退出码是 1")
        check.add_argument("folder", nargs="?", type=Path, default=settings.PACKS_DIR)
        check.add_argument("--release", action="store_true", help="发布前：每条依据都要有人对过原文")
        check.add_argument("--json", action="store_true")
        show = actions.add_parser("show", help="职责、依据和往后十二个月的到期日")
        show.add_argument("pack")
        show.add_argument("--on", type=date.fromisoformat)
        trial = actions.add_parser("simulate", help="谁要做什么、每周几分钟")
        trial.add_argument("packs", nargs="+")
        trial.add_argument("--company", required=True)
        trial.add_argument("--unit", default="")
        trial.add_argument("--from", dest="since", type=date.fromisoformat)
        trial.add_argument("--weeks", type=int, default=4)
        trial.add_argument("--json", action="store_true")
        compare = actions.add_parser("diff", help="两个包（或两个文件夹）差在哪里")
        compare.add_argument("old")
        compare.add_argument("new")
        for name, text in (("schema", "JSON Schema"), ("reference", "制度包一览")):
            written = actions.add_parser(name, help=text)
            written.add_argument("--write", type=Path)
            written.add_argument("--check", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        action = getattr(self, f"_{options['action']}")
        try:
            action(**options)
        except PackError as error:
            raise CommandError(str(error)) from None

    def _check(self, *, folder: Path, release: bool, json: bool, **_: Any) -> None:
        problems = check_folder(folder, release=release)
        if json:
            self._print([asdict(problem) for problem in problems])
        else:
            for problem in problems:
                self.stdout.write(str(problem))
        if problems:
            raise CommandError(f"有 {len(problems)} 处要改", returncode=1)
        if not json:
            self.stdout.write("没有发现问题")

    def _show(self, *, pack: str, on: date | None, **_: Any) -> None:
        found, day = _pack(pack), on or clock.read().date()
        known, days = posts(settings.PACKS_DIR), calendar_without_database()
        meta, names = found.meta, texts.titles([*library(settings.PACKS_DIR).values(), found])
        self.stdout.write(f"{meta.title} {meta.version}（{meta.key}）\n{meta.summary}")
        for duty in found.duties:
            post = known[duty.owed_by.post].title if duty.owed_by.post in known else duty.owed_by.post
            self.stdout.write(f"\n{duty.title}：{post}，{texts.how_often(duty)}，{texts.grace(duty)}")
            checked = duty.basis.checked
            compared = f"{checked.by} {checked.on} 对过原文" if checked else "还没有人对过原文"
            self.stdout.write(f"  依据 {texts.article(duty)}，{compared}")
            self.stdout.write(f"  算做到：{texts.how_met(duty, names)}")
            self.stdout.write(f"  往后十二个月：{_next_year(duty, day, days)}")

    def _simulate(
        self,
        *,
        packs: list[str],
        company: str,
        unit: str,
        since: date | None,
        weeks: int,
        json: bool,
        **_: Any,
    ) -> None:
        place = find_unit(company, unit)
        if place is None:
            raise CommandError(f"没有找到单位“{unit or company}”。请写全名")
        if not 1 <= weeks <= 52:
            raise CommandError("--weeks 写 1 到 52")
        chosen = [_pack(key) for key in packs]
        trial = try_packs(chosen, unit=place, since=since or clock.read().date(), weeks=weeks)
        if json:
            self._print(reference.trial_json(trial.then) | {"over": [row.then.post for row in trial.over]})
        else:
            self._print_trial(trial)

    def _print_trial(self, trial: Trial) -> None:
        then = trial.then
        self.stdout.write(
            f"{trial.unit}：{trial.units} 个单位，{trial.people} 人，{then.weeks} 周 {then.items} 项"
        )
        for row in trial.rows:
            load = row.then
            verdict = f"超 {load.over} 分钟" if load.over else f"剩 {load.left} 分钟"
            self.stdout.write(
                f"{load.title} {load.holders} 人：每周 {round(load.most)} 分钟，上限 {load.budget}，{verdict}"
            )
            for duty in load.duties:
                self.stdout.write(
                    f"    {duty.title}（{duty.how_often}）{round(duty.minutes)} 分钟，{duty.items} 项，"
                    f"第一次到期：{duty.first_due_words}"
                )
        for gap in then.vacancies:
            self.stdout.write(f"没有责任人：{gap.unit}缺{gap.title}，落空 {'、'.join(gap.duties)}")
        if then.without_shifts:
            self.stdout.write(f"没有排班的班组：{'、'.join(then.without_shifts)}")

    def _diff(self, *, old: str, new: str, **_: Any) -> None:
        found = diff(_pack(old), _pack(new), since=clock.read().date(), calendar=calendar_without_database())
        names = {"added": "新增", "dropped": "取消", "changed": "改动"}
        for change in found.duties:
            words = "；".join(change.words)
            self.stdout.write(
                f"{names[change.how]}：{change.title}，每周 {round(change.minutes):+} 分钟。{words}"
            )
        for line in (*found.records, *found.cases):
            self.stdout.write(line)
        if found.is_empty:
            self.stdout.write("没有差别")

    def _schema(self, **options: Any) -> None:
        self._written(reference.json_schema(), **options)

    def _reference(self, **options: Any) -> None:
        self._written(
            reference.pages(library(settings.PACKS_DIR).values(), posts(settings.PACKS_DIR)), **options
        )

    def _written(self, text: str, *, write: Path | None, check: Path | None, **_: Any) -> None:
        """Print it, write it to a file, or fail when the file is not the same."""
        if write:
            write.parent.mkdir(parents=True, exist_ok=True)
            write.write_text(text, encoding="utf-8")
        elif check:
            if not check.exists() or check.read_text(encoding="utf-8") != text:
                raise CommandError(f"{check} 过时了，请用 --write 重写", returncode=1)
        else:
            self.stdout.write(text)

    def _print(self, data: object) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def _pack(name: str) -> Pack:
    """By key among the product's packs, or a folder."""
    known = library(settings.PACKS_DIR)
    if name in known:
        return known[name]
    if (Path(name) / "pack.yaml").exists():
        return load_pack(Path(name))
    raise CommandError(f"没有“{name}”这个制度包。有：{'、'.join(known)}；也可以写文件夹")


def _next_year(duty: DutySpec, day: date, days: Calendar) -> str:
    if duty.every == "shift":
        return f"每班，上班后 {duty.minutes_after_start} 分钟内"
    until = date(day.year + 1, day.month, min(day.day, 28))
    found = list(owed_periods(duty, day, until, days))
    shown = "、".join(texts.due_day(one.due_date, provisional=one.provisional) for one in found[:SHOWN])
    if len(found) <= SHOWN:
        return shown
    unknown = sorted({one.due_date.year for one in found[SHOWN:] if one.provisional})
    return f"{shown} 等 {len(found)} 次{''.join(f'，{year} 年的暂算' for year in unknown)}"


def calendar_without_database() -> Calendar:
    """Packs can be read before there is any database."""
    return Calendar({noticed.day: str(noticed.kind) for noticed in noticed_days()})
