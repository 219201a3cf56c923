"""Due items: what a unit owes for a period, and what met it."""

from django.db import models
from django.db.models import Q

from tongxin.orgs.models import Company, Person, Shift, Unit


class DutyItem(models.Model):
    """One obligation of one unit for one period, owed by whoever holds `post` there.

    `person` is set only for duties that each holder owes separately. `adoption_id` pins the
    spec: items are never re-read under a later version. `due_at` is the last moment in time;
    `due_date` the day it belongs to. `met_*` stays empty until `times` records have met it.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=60)
    title = models.CharField(max_length=60)
    post = models.CharField(max_length=40)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    adoption_id = models.BigIntegerField()
    shift = models.ForeignKey(Shift, null=True, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=24)  # 2026-11-20/early, 2026-W47, 2026-M11, 2026-Q4
    starts_date = models.DateField()
    due_date = models.DateField()
    due_at = models.DateTimeField()
    grace_days = models.PositiveSmallIntegerField(default=0)
    times = models.PositiveSmallIntegerField(default=1)
    met_times = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=0)
    met_at = models.DateTimeField(null=True)  # when the last needed record happened
    met_heard_at = models.DateTimeField(null=True)  # when it was written down
    met_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    waived_at = models.DateTimeField(null=True)
    waived_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    waived_reason = models.CharField(max_length=200, blank=True)
    escalated_level = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)

    personal = {"person", "met_by", "waived_by"}
    plain = {
        "id", "company", "unit", "duty", "title", "post", "adoption_id", "shift", "period",
        "starts_date", "due_date", "due_at", "grace_days", "times", "met_times", "minutes",
        "met_at", "met_heard_at", "waived_at", "waived_reason", "escalated_level", "escalated_at",
    }  # fmt: skip
    subject_path = "person_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "duty", "period", "person"], nulls_distinct=False, name="duty_item_once"
            ),
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True, waived_by__isnull=True)
                | (Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waived_reason="")),
                name="waived_with_reason_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_date"], name="duty_by_unit"),
            models.Index(
                fields=["company", "due_at"],
                condition=Q(met_at__isnull=True, waived_at__isnull=True),
                name="duty_open_by_company",
            ),
            models.Index(
                fields=["unit", "due_at"],
                condition=Q(met_at__isnull=True, waived_at__isnull=True),
                name="duty_open_by_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.period}"


class DutyMet(models.Model):
    """A record that met an item; one record meets many, one item may need several."""

    item = models.ForeignKey(DutyItem, on_delete=models.CASCADE, related_name="+")
    record_id = models.BigIntegerField()
    happened_at = models.DateTimeField()

    personal: set[str] = set()
    plain = {"id", "item", "record_id", "happened_at"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "record_id"], name="met_once")]
        indexes = [models.Index(fields=["record_id"], name="met_by_record")]

    def __str__(self) -> str:
        return f"{self.item_id} by {self.record_id}"


class DutyTally(models.Model):
    """Counts of a unit's items and of all below it, a day; moves in one transaction with the items.

    `due` of them `done` in time, `done_late`, `waived`; the rest is open, late or overdue.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    due_date = models.DateField()
    due = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    done_late = models.IntegerField(default=0)
    waived = models.IntegerField(default=0)

    personal: set[str] = set()
    plain = {"id", "unit", "due_date", "due", "done", "done_late", "waived"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "due_date"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.due_date}"
