"""Writes the OpenAPI documents, or compares them with the committed ones."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

DOCS = Path(settings.ROOT).parents[1] / "docs"
# Surfaces do not import each other.
APIS = {"openapi.json": "tongxin.api.api.api", "openapi-sync.json": "tongxin.api.sync.sync_api"}


class Command(BaseCommand):
    help = "Write or check docs/openapi.json, and openapi-sync.json for the phone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--write", action="store_true")
        what.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        for name, api in APIS.items():
            schema = import_string(api).get_openapi_schema()
            text = json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            if options["write"]:
                (DOCS / name).write_text(text, encoding="utf-8")
            elif (DOCS / name).read_text(encoding="utf-8") != text:
                raise CommandError(f"docs/{name} is out of date: run `make openapi` and read the difference")
