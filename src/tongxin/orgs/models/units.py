"""Companies and their units in three lines."""

from django.db import models
from django.db.models import F, Q


class Line(models.TextChoices):
    """The three lines of a company."""

    PARTY = "party", "党组织"
    ADMINISTRATION = "administration", "行政"
    UNION = "union", "工会"


class Company(models.Model):
    """A group with its own words; nothing crosses from one company to another."""

    name = models.CharField(max_length=80, unique=True)
    short_name = models.CharField(max_length=20, blank=True)
    trade_words = models.JSONField(default=dict)  # kind of unit or post -> this company's word
    shift_day = models.CharField(max_length=10, default="start")  # start | end | mine: CA-20, CF-29
    mine_day_hour = models.PositiveSmallIntegerField(default=8)  # after noon: the mine day of the next date
    strict_quorum = models.BooleanField(default=False)  # CF-01: read 半数以上 as more than half
    elects_by_entitled = models.BooleanField(default=False)  # CF-02: yes votes over half of the entitled
    is_demo = models.BooleanField(default=False)

    personal: set[str] = set()
    plain = {
        "id", "name", "short_name", "trade_words", "shift_day", "mine_day_hour", "strict_quorum",
        "elects_by_entitled", "is_demo",
    }  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A node of one line's tree.

    `kind`: company, mine, section, team (administration); committee, general_branch, branch,
    joint_branch, temporary_branch, party_group (party); union, section_union, union_group (union).
    `path` is the ids from the root, each followed by a dot ("1.5.23."), of the tree as it is now;
    `Placement` keeps the tree of any day.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=14, choices=Line)
    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=40, blank=True)
    trade = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=120, blank=True, db_index=True)
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)  # the last day
    elected_date = models.DateField(null=True)  # the last election; the term counts from here, see `Election`

    personal: set[str] = set()
    plain = {
        "id", "company", "line", "kind", "name", "code", "trade", "parent", "path",
        "starts_date", "ends_date", "elected_date",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "line", "parent", "name"],
                condition=Q(ends_date__isnull=True),
                name="unit_name_once_under_parent",
            ),
            models.CheckConstraint(
                condition=Q(ends_date__isnull=True) | Q(ends_date__gte=F("starts_date")),
                name="unit_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "kind"], name="unit_by_kind"),
            models.Index(fields=["parent"], name="unit_by_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Election(models.Model):
    """A committee's election before the last one, which `Unit.elected_date` keeps."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    held_date = models.DateField()

    personal: set[str] = set()
    plain = {"id", "unit", "held_date"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "held_date"], name="election_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.held_date}"


class Placement(models.Model):
    """Under which parent and name a unit stood from day to day.

    Moving or renaming a unit closes one and opens the next. `name` is empty where the unit's
    present name held.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60, blank=True)
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)

    personal: set[str] = set()
    plain = {"id", "unit", "parent", "name", "starts_date", "ends_date"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_date__isnull=True) | Q(ends_date__gte=F("starts_date")),
                name="placement_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(ends_date__isnull=True), name="one_open_placement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} under {self.parent_id}"


class Link(models.Model):
    """Two units of different lines belong together for a time (SO-11): many to many, dated.

    `left` is always of the party or union line, `right` of the administration line, except
    party_group ↔ union_group where `left` is the party group.
    """

    left = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)

    personal: set[str] = set()
    plain = {"id", "left", "right", "starts_date", "ends_date"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["left", "right"], condition=Q(ends_date__isnull=True), name="one_open_link"
            )
        ]
        indexes = [models.Index(fields=["right"], name="link_by_right")]

    def __str__(self) -> str:
        return f"{self.left_id} ↔ {self.right_id}"
