"""Nobody is an administrator and holds a post at the same time: the database refuses either."""

from typing import Any

from django.db import migrations

OVERLAP = """
    {other}.person_id = NEW.person_id
    AND {other}.starts_date <= COALESCE(NEW.ends_date, '9999-12-31')
    AND NEW.starts_date <= COALESCE({other}.ends_date, '9999-12-31')
"""
SIDES = (
    ("access_administrator", "orgs_appointment", "somebody who holds a post is no administrator", "UPDATE"),
    ("orgs_appointment", "access_administrator", "an administrator holds no post", "KEY SHARE"),
)
SQLITE = """
CREATE TRIGGER {table}_apart_{event} BEFORE {event} ON {table}
WHEN EXISTS (SELECT 1 FROM {other} WHERE {overlap})
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
# Two transactions that write one person's two rows at once wait for each other at the person.
POSTGRES = """
CREATE FUNCTION {table}_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM orgs_person WHERE id = NEW.person_id FOR {lock};
    IF EXISTS (SELECT 1 FROM {other} WHERE {overlap}) THEN
        RAISE EXCEPTION '{words}';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_apart BEFORE INSERT OR UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_apart();
"""


def forwards(apps: Any, editor: Any) -> None:
    for table, other, words, lock in SIDES:
        overlap = OVERLAP.format(other=other)
        given = {"table": table, "other": other, "words": words, "lock": lock, "overlap": overlap}
        if editor.connection.vendor == "postgresql":
            editor.execute(POSTGRES.format(**given), params=None)
        else:
            for event in ("INSERT", "UPDATE"):
                editor.execute(SQLITE.format(event=event, **given), params=None)


def backwards(apps: Any, editor: Any) -> None:
    for table, *_ in SIDES:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION {table}_apart() CASCADE")
        else:
            for event in ("insert", "update"):
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_apart_{event}")


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("orgs", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
