"""When people work: the calendar, rotations, shifts, leave."""

from django.db import models
from django.db.models import F, Q

from tongxin.orgs.models.people import Person
from tongxin.orgs.models.units import Company, Unit


class DayKind(models.TextChoices):
    """CA-04. Only days that differ from their weekday have a row."""

    WORKDAY = "workday", "工作日"
    WEEKEND = "weekend", "休息日"
    STATUTORY = "statutory_holiday", "法定节假日"
    ADJUSTED_OFF = "adjusted_off", "调休放假"
    LIEU_WORKDAY = "lieu_workday", "调休上班"


class CalendarDay(models.Model):
    """A day that a yearly notice names; the notices that come with the product are in `kernel/data`.

    A company's own notice of a year takes the place of the national one, whose `company` is empty.
    A notice may name days of the December before: `notice_year` is the year that it is for.
    """

    company = models.ForeignKey(Company, null=True, on_delete=models.CASCADE, related_name="+")
    notice_year = models.PositiveSmallIntegerField()
    day = models.DateField()
    kind = models.CharField(max_length=20, choices=DayKind)
    name = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=80)

    personal: set[str] = set()
    plain = {"id", "company", "notice_year", "day", "kind", "name", "source"}

    class Meta:
        constraints = [
            # Two, since SQLite knows no NULLS NOT DISTINCT.
            models.UniqueConstraint(
                fields=["notice_year", "day"],
                condition=Q(company__isnull=True),
                name="calendar_day_once",
            ),
            models.UniqueConstraint(
                fields=["company", "notice_year", "day"],
                condition=Q(company__isnull=False),
                name="calendar_day_once_a_company",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class Rotation(models.Model):
    """A shift system. `shifts`: [{"key", "name", "starts": "HH:MM", "ends": "HH:MM", "pause": minutes}],
    where "24:00" starts at the end of the day; `cycle`: shift keys or "" for rest, one a day, repeated."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    shifts = models.JSONField()
    cycle = models.JSONField()
    workdays_only = models.BooleanField(default=False)  # 长白班: no shift on a day off

    personal: set[str] = set()
    plain = {"id", "company", "key", "name", "shifts", "cycle", "workdays_only"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "key"], name="rotation_key_once")]

    def __str__(self) -> str:
        return self.name


class TeamRotation(models.Model):
    """A team follows a rotation from a day on; on `anchor_date` it is at `cycle[0]`."""

    team = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    rotation = models.ForeignKey(Rotation, on_delete=models.PROTECT, related_name="+")
    anchor_date = models.DateField()
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)

    personal: set[str] = set()
    plain = {"id", "team", "rotation", "anchor_date", "starts_date", "ends_date"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(ends_date__isnull=True), name="one_open_rotation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.team_id} on {self.rotation_id}"


class Shift(models.Model):
    """One team's one shift, known by its start; `day` is the day it belongs to (CA-20), not always the
    day it starts: where the company's rule changes, two nights may belong to one day.

    `cancelled_reason`: a key of `shifts.texts.REASONS`; "rotation" where a new rotation took its place.
    """

    team = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    key = models.CharField(max_length=20)
    name = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cancelled = models.BooleanField(default=False)
    cancelled_reason = models.CharField(max_length=12, blank=True, default="")

    personal: set[str] = set()
    plain = {"id", "team", "day", "key", "name", "starts_at", "ends_at", "cancelled", "cancelled_reason"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "starts_at"], name="shift_once")]
        indexes = [
            models.Index(fields=["day", "team"], name="shift_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Leave(models.Model):
    """Off work; the kind is chosen from a short list and no reason is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)  # annual, sick, family, training, lent, other
    starts_date = models.DateField()
    ends_date = models.DateField()

    personal = {"person", "kind", "starts_date", "ends_date"}
    plain = {"id"}
    subject_path = "person_id"

    class Meta:
        indexes = [models.Index(fields=["person", "starts_date"], name="leave_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_date__gte=F("starts_date")), name="leave_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_date}"
