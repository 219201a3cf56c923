"""Where a record came from. Added by its own statement: SQLite would make the table anew, without its triggers."""

from django.db import migrations, models

ADD = "ALTER TABLE records_record ADD COLUMN came_from varchar(8) DEFAULT '' NOT NULL"
DROP = "ALTER TABLE records_record DROP COLUMN came_from"


class Migration(migrations.Migration):
    dependencies = [("records", "0002_triggers")]
    operations = [
        migrations.RunSQL(
            ADD,
            DROP,
            state_operations=[
                migrations.AddField(
                    "record",
                    "came_from",
                    models.CharField(
                        blank=True,
                        choices=[("paper", "由纸质记录录入")],
                        db_default="",
                        default="",
                        max_length=8,
                    ),
                )
            ],
        )
    ]
