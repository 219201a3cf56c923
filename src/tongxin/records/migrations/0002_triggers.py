"""A version stays as it was written; a closed record changes only together with a new version.

A closed record goes only as a whole, and not before the last day of its keeping (decision 0006).
"""

from typing import Any

from django.db import migrations

from tongxin.facts.triggers import append_only

REFUSED = "a closed record is only corrected"
KEPT = "a closed record is kept until its time is over"
WHOLE = "records_version is append-only"
CHANGED = "OLD.state <> 'draft' AND NEW.version = OLD.version"
STILL_KEPT = (
    "OLD.state IN ('closed', 'unheld', 'refused') AND (OLD.keep_until IS NULL OR OLD.keep_until > CURRENT_DATE)"
)
RECORD_THERE = "EXISTS (SELECT 1 FROM records_record WHERE id = OLD.record_id)"
RULES = (
    ("records_record", "records_record_closed", "UPDATE", CHANGED, REFUSED),
    ("records_record", "records_record_kept", "DELETE", STILL_KEPT, KEPT),
    ("records_version", "records_version_whole", "DELETE", RECORD_THERE, WHOLE),
)
# SQLite's REPLACE deletes without any trigger of DELETE; PostgreSQL has no such statement.
REPLACED = (
    "EXISTS (SELECT 1 FROM records_record WHERE state IN ('closed', 'unheld', 'refused')"
    " AND (id = NEW.id OR key = NEW.key))"
)
ONLY_SQLITE = (("records_record", "records_record_replaced", "INSERT", REPLACED, KEPT),)
SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when}
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
POSTGRES = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {when} THEN RAISE EXCEPTION '{words}'; END IF;
    RETURN {row};
END $$;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""


def forwards(apps: Any, editor: Any) -> None:
    postgres = editor.connection.vendor == "postgresql"
    # Of what `append_only` made, the refusal of any DELETE gives way to the narrower one.
    editor.execute(f"DROP TRIGGER records_version_delete_refused{' ON records_version' if postgres else ''}")
    for table, name, event, when, words in RULES if postgres else (*RULES, *ONLY_SQLITE):
        row = "OLD" if event == "DELETE" else "NEW"
        given = {"table": table, "name": name, "event": event, "when": when, "words": words, "row": row}
        editor.execute((POSTGRES if postgres else SQLITE).format(**given), params=None)


def backwards(apps: Any, editor: Any) -> None:
    for _, name, *_ in (*RULES, *ONLY_SQLITE):
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
        else:
            editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("facts", "0002_triggers")]
    operations = [
        append_only(
            "records_version", same=("id = NEW.id", "record_id = NEW.record_id AND number = NEW.number")
        ),
        migrations.RunPython(forwards, backwards),
    ]
