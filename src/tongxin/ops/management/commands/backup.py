"""tongxin backup FILE: everything into one file, while people work."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tongxin import clock
from tongxin.ops.archive.commands import backup


class Command(BaseCommand):
    help = "Writes the database and all uploads into one file, with a list of hashes. Nobody has to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = backup(options["file"], at=clock.read())
        rows, files = sum(manifest.rows.values()), len(manifest.sha256) - 1
        self.stdout.write(f"{options['file']}: {rows} rows of {len(manifest.rows)} tables, {files} files.")
