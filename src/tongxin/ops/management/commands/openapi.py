"""Writes the OpenAPI document, or compares it with the committed one."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

API = "tongxin.api.api.api"  # surfaces do not import each other
SNAPSHOT = Path(settings.ROOT).parents[1] / "docs" / "openapi.json"


class Command(BaseCommand):
    help = "Write or check docs/openapi.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--write", action="store_true")
        what.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        api = import_string(API)
        text = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        if options["write"]:
            SNAPSHOT.write_text(text, encoding="utf-8")
        elif SNAPSHOT.read_text(encoding="utf-8") != text:
            raise CommandError("docs/openapi.json is out of date: run `make openapi` and read the difference")
