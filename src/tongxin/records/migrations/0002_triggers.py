"""A version stays as it was written; a closed record changes only together with a new version."""

from typing import Any

from django.db import migrations

from tongxin.facts.triggers import append_only

REFUSED = "a closed record is only corrected"
SQLITE = f"""
CREATE TRIGGER records_record_closed BEFORE UPDATE ON records_record
WHEN OLD.state <> 'draft' AND NEW.version = OLD.version
BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
"""
POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION tongxin_record_closed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$
"""
POSTGRES = """
CREATE TRIGGER records_record_closed BEFORE UPDATE ON records_record
FOR EACH ROW WHEN (OLD.state <> 'draft' AND NEW.version = OLD.version)
EXECUTE FUNCTION tongxin_record_closed()
"""


def forwards(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRES_FUNCTION, params=None)
        editor.execute(POSTGRES, params=None)
    else:
        editor.execute(SQLITE, params=None)


def backwards(apps: Any, editor: Any) -> None:
    on = " ON records_record" if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"DROP TRIGGER IF EXISTS records_record_closed{on}")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("facts", "0002_triggers")]
    operations = [append_only("records_version"), migrations.RunPython(forwards, backwards)]
