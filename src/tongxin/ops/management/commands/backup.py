"""tongxin backup [FILE]: everything into one file, while people work."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tongxin import clock
from tongxin.ops.archive.commands import backup, verify
from tongxin.sync.commands import mark_backed_up


class Command(BaseCommand):
    help = "Writes the database and all uploads into one file, with a list of hashes, and reads it back. Nobody has to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="default: a new one in TONGXIN_BACKUP_DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.read()
        target = options["file"] or _new_one(at)
        backup(target, at=at)
        manifest = verify(target)
        mark_backed_up(
            manifest.synced, made_at=at, at=clock.read()
        )  # so far phones may forget what they sent
        rows, files = sum(manifest.rows.values()), len(manifest.sha256) - 1
        self.stdout.write(f"{target}: {rows} rows of {len(manifest.rows)} tables, {files} files.")


def _new_one(at: datetime) -> Path:
    """Where the system page looks for it."""
    settings.BACKUP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(settings.BACKUP_DIR) / f"tongxin-{timezone.localtime(at):%Y-%m-%d-%H%M}.tar"
