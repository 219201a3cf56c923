"""tongxin restore FILE: a backup in place of what is there."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from tongxin import clock
from tongxin.ops import rounds
from tongxin.ops.archive.commands import restore
from tongxin.sync.commands import new_epoch


class Command(BaseCommand):
    help = "Checks a backup from end to end, then puts it in place. Stop the server and the worker before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="even if the database is not empty")

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = restore(options["file"], replace=options["replace"])
        call_command("migrate", verbosity=0)  # a backup of an older version gets the newer tables
        new_epoch(at=clock.read())  # phones offer again what they have sent since the backup was made
        rounds.retention(clock.read())  # what had to go since the backup was made goes again
        rows, files = sum(manifest.rows.values()), len(manifest.sha256) - 1
        self.stdout.write(
            f"Restored the backup of {manifest.made_at}: {rows} rows, {files} files; counts agree."
        )
