"""Lets a test work on an SQLite database in a file, as in production, instead of in memory."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections


@contextmanager
def on_a_file(path: Path, **options: Any) -> Iterator[Any]:
    """The `default` database is a copy of the test's own in the file `path`; gives its connection."""
    memory: Any = connections["default"]
    memory.ensure_connection()
    with sqlite3.connect(path) as copy:
        memory.connection.backup(copy)
    copy.close()
    settings_dict = {**memory.settings_dict, "NAME": str(path)}
    settings_dict["OPTIONS"] = {**settings.SQLITE_OPTIONS, **options}
    wrapper = type(memory)(settings_dict, "default")
    connections["default"] = wrapper
    try:
        yield wrapper
    finally:
        wrapper.close()
        connections["default"] = memory
