"""Facts are only ever added."""

from django.db import migrations

from tongxin.facts.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_initial")]
    operations = [append_only("facts_fact", same=("id = NEW.id", "key = NEW.key"))]
