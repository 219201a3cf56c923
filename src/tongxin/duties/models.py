"""Due items: what a unit owes for a period, and what met it."""

from django.db import models
from django.db.models import Q

from tongxin.orgs.models import Company, Person, Shift, Unit

OPEN = Q(met_at__isnull=True, waived_at__isnull=True)


class DutyItem(models.Model):
    """One obligation of one unit for one period, owed by whoever holds `post` there.

    `person` is set only for duties that each holder owes separately. `adoption_id` pins the
    spec: items are never re-read under a later version. `due_at` is the last moment in time;
    `due_date` the day it belongs to; what happened from `starts_date` to `ends_date` counts.
    `met_*` stays empty until `times` records have met it, and follows from `DutyMet` alone: `met_at` is
    from when it counts, in time or not; `met_held_at` earlier than that says that it was written late.
    `provisional`: its due day is counted in working days of a year whose notice was not known.
    `escalate_at` is when the next post above will see it; empty when there is none.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    duty = models.CharField(max_length=60)
    title = models.CharField(max_length=60)
    post = models.CharField(max_length=40)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    adoption_id = models.BigIntegerField()
    shift = models.ForeignKey(Shift, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.CharField(max_length=24)  # 2026-11-20/early, 2026-W47, 2026-M11, 2026-Q4
    starts_date = models.DateField()
    ends_date = models.DateField()
    due_date = models.DateField()
    due_at = models.DateTimeField()
    grace_days = models.PositiveSmallIntegerField(default=0)
    times = models.PositiveSmallIntegerField(default=1)
    met_times = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=0)
    provisional = models.BooleanField(default=False)
    met_at = models.DateTimeField(null=True)
    met_held_at = models.DateTimeField(null=True)  # when the last needed record says that it happened
    met_heard_at = models.DateTimeField(null=True)  # when the last of them was written down
    met_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    waived_at = models.DateTimeField(null=True)
    waived_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    waived_reason = models.CharField(max_length=200, blank=True)
    escalated_level = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    escalated_post = models.CharField(max_length=40, blank=True)
    escalated_unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    escalate_at = models.DateTimeField(null=True)

    personal = {"person", "met_by", "waived_by"}
    plain = {
        "id", "company", "unit", "duty", "title", "post", "adoption_id", "shift", "period",
        "starts_date", "ends_date", "due_date", "due_at", "grace_days", "times", "met_times", "minutes",
        "provisional", "met_at", "met_held_at", "met_heard_at", "waived_at", "waived_reason",
        "escalated_level", "escalated_at", "escalated_post", "escalated_unit", "escalate_at",
    }  # fmt: skip
    subject_path = "person_id"

    class Meta:
        constraints = [
            # Several, since SQLite knows no NULLS NOT DISTINCT; two shifts of a day may have one key.
            models.UniqueConstraint(
                fields=["unit", "duty", "period"],
                condition=Q(person__isnull=True, shift__isnull=True),
                name="duty_item_once",
            ),
            models.UniqueConstraint(
                fields=["shift", "duty"], condition=Q(shift__isnull=False), name="duty_item_once_a_shift"
            ),
            models.UniqueConstraint(
                fields=["person", "unit", "duty", "period"],
                condition=Q(person__isnull=False),
                name="duty_item_once_a_holder",
            ),
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True, waived_by__isnull=True)
                | (Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waived_reason="")),
                name="waived_with_reason_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_date"], name="duty_by_unit"),
            models.Index(fields=["unit", "due_at"], condition=OPEN, name="duty_open_by_unit"),
            models.Index(
                fields=["unit", "due_date"],
                condition=Q(met_at__gt=models.F("due_at")),
                name="duty_done_late",
            ),
            models.Index(fields=["escalate_at"], condition=OPEN, name="duty_to_escalate"),
            models.Index(
                fields=["escalated_unit", "escalated_post", "due_at"],
                condition=OPEN & ~Q(escalated_post=""),
                name="duty_escalated",
            ),
            models.Index(
                fields=["person", "due_date"], condition=Q(person__isnull=False), name="duty_by_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.period}"


class DutyMet(models.Model):
    """What counts for an item: a record, a report, or a step of a case (`source`); one counts for many.

    `record_id` is that of the record or report; of a step it is the fact that told of it.

    `person` is who chaired or filed it. An item may need several, and more than needed are kept:
    then it does not matter in which order we hear of them. `late`: written later than its kind allows.
    `part`: it counts only together with those of all other units below, and this is its unit.
    """

    item = models.ForeignKey(DutyItem, on_delete=models.CASCADE, related_name="+", db_index=False)
    source = models.CharField(max_length=6, default="record")  # record, report, case
    record_id = models.BigIntegerField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    happened_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    part = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    personal = {"person"}
    plain = {"id", "item", "source", "record_id", "happened_at", "heard_at", "late", "part"}
    subject_path = "person_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "source", "record_id"], name="met_once")]
        indexes = [models.Index(fields=["record_id", "source"], name="met_by_record")]

    def __str__(self) -> str:
        return f"{self.item_id} by {self.record_id}"


class DutyTally(models.Model):
    """Counts of a unit's items and of all below it, a day; moves in one transaction with the items.

    `due` of them `done` in time, `done_late`, `waived`; the rest is open, late or overdue.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
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
