"""A step stays as it was written: who made it may be forgotten, and it goes only with its case."""

from typing import Any

from django.db import migrations

from tongxin.facts.triggers import append_only

CASE_THERE = "EXISTS (SELECT 1 FROM cases_case WHERE id = OLD.case_id)"
SQLITE = """
CREATE TRIGGER cases_deed_whole BEFORE DELETE ON cases_deed WHEN {when}
BEGIN SELECT RAISE(ABORT, 'cases_deed is append-only'); END
"""
POSTGRES = """
CREATE FUNCTION cases_deed_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {when} THEN RAISE EXCEPTION 'cases_deed is append-only'; END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER cases_deed_whole BEFORE DELETE ON cases_deed FOR EACH ROW EXECUTE FUNCTION cases_deed_whole();
"""


def forwards(apps: Any, editor: Any) -> None:
    postgres = editor.connection.vendor == "postgresql"
    editor.execute(f"DROP TRIGGER cases_deed_delete_refused{' ON cases_deed' if postgres else ''}")
    editor.execute((POSTGRES if postgres else SQLITE).format(when=CASE_THERE), params=None)


def backwards(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION IF EXISTS cases_deed_whole() CASCADE")
    else:
        editor.execute("DROP TRIGGER IF EXISTS cases_deed_whole")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("facts", "0002_triggers")]
    operations = [
        append_only(
            "cases_deed",
            but=("by_id", "by_title", "late_reason"),
            same=("id = NEW.id", "case_id = NEW.case_id AND number = NEW.number"),
        ),
        migrations.RunPython(forwards, backwards),
        append_only("cases_reading", but=("reader_id",), when="OLD.keep_until > CURRENT_DATE"),
    ]
