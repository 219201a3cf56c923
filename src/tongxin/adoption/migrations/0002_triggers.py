"""Versions are never rewritten; of an adoption only the end may be entered."""

from django.db import migrations

from tongxin.facts.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("adoption", "0001_initial")]

    operations = [
        append_only(
            "adoption_packversion",
            but=("kept_by_id",),
            same=(
                "id = NEW.id",
                "company_id IS NEW.company_id AND pack = NEW.pack AND version = NEW.version",
            ),
        ),
        append_only(
            "adoption_adoption",
            but=("ends_date", "ended_by_id", "ended_at", "ended_reason", "adopted_by_id"),
        ),
    ]
