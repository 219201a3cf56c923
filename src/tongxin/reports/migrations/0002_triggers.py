"""A filed report is kept as it was filed."""

from django.db import migrations

from tongxin.facts.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("facts", "0002_triggers")]
    operations = [
        append_only(
            "reports_report",
            when="OLD.filed_at IS NOT NULL",
            same=("id = NEW.id", "unit_id = NEW.unit_id AND kind = NEW.kind AND period = NEW.period"),
        )
    ]
