"""Rows that no program may change or delete: triggers in both databases, made by migrations."""

from collections.abc import Sequence
from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {event} ON {table}
{condition} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION tongxin_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
POSTGRES = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {event} ON {table}
FOR EACH {each} {condition} EXECUTE FUNCTION tongxin_append_only()
"""
VERBS = ("update", "delete", "replace", "truncate")


def append_only(
    table: str, *, but: Sequence[str] = (), when: str = "", same: Sequence[str] = ("id = NEW.id",)
) -> migrations.RunPython:
    """Refuse DELETE, and UPDATE of any column but `but`, on `table`.

    `when` is a condition on OLD under which the refusal holds ("OLD.state <> 'draft'"). `same` say which
    row a new one would take the place of: SQLite's REPLACE deletes it without any trigger of DELETE, as
    PostgreSQL's TRUNCATE does.
    """

    def forwards(apps: Any, editor: Any) -> None:
        connection = editor.connection
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, table)
        columns = ", ".join(f'"{column.name}"' for column in described if column.name not in but)
        condition = f"WHEN ({when})" if when else ""
        if connection.vendor == "postgresql":
            editor.execute(POSTGRES_FUNCTION, params=None)
            _make(editor, POSTGRES, table, "truncate", "TRUNCATE", "", each="STATEMENT")
        else:
            there = f"SELECT 1 FROM {table} WHERE ({' OR '.join(f'({one})' for one in same)})"  # noqa: S608
            _make(editor, SQLITE, table, "replace", "INSERT", f"WHEN EXISTS ({there}{_kept(when, table)})")
        statement = POSTGRES if connection.vendor == "postgresql" else SQLITE
        _make(editor, statement, table, "update", f"UPDATE OF {columns}", condition, each="ROW")
        _make(editor, statement, table, "delete", "DELETE", condition, each="ROW")

    def backwards(apps: Any, editor: Any) -> None:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for verb in VERBS:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_{verb}_refused{on}")

    return migrations.RunPython(forwards, backwards)


def _kept(when: str, table: str) -> str:
    """The condition on OLD, said of a row that is there."""
    return f" AND ({when.replace('OLD.', f'{table}.')})" if when else ""


def _make(
    editor: Any, statement: str, table: str, verb: str, event: str, condition: str, **more: str
) -> None:
    given = {"table": table, "verb": verb, "event": event, "condition": condition, **more}
    editor.execute(statement.format(**given), params=None)
