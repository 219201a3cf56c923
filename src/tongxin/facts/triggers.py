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
FOR EACH ROW {condition} EXECUTE FUNCTION tongxin_append_only()
"""


def append_only(table: str, *, but: Sequence[str] = (), when: str = "") -> migrations.RunPython:
    """Refuse DELETE, and UPDATE of any column but `but`, on `table`.

    `when` is a condition on OLD under which the refusal holds ("OLD.state <> 'draft'").
    """

    def forwards(apps: Any, editor: Any) -> None:
        connection = editor.connection
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, table)
        columns = ", ".join(f'"{column.name}"' for column in described if column.name not in but)
        if connection.vendor == "postgresql":
            editor.execute(POSTGRES_FUNCTION, params=None)
        statement = POSTGRES if connection.vendor == "postgresql" else SQLITE
        condition = f"WHEN ({when})" if when else ""
        for verb, event in (("update", f"UPDATE OF {columns}"), ("delete", "DELETE")):
            trigger = statement.format(table=table, verb=verb, event=event, condition=condition)
            editor.execute(trigger, params=None)

    def backwards(apps: Any, editor: Any) -> None:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_{verb}_refused{on}")

    return migrations.RunPython(forwards, backwards)
