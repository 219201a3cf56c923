"""Units in three lines, the people in them, their posts, and when teams work."""

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
    is_demo = models.BooleanField(default=False)

    personal: set[str] = set()
    plain = {
        "id", "name", "short_name", "trade_words", "shift_day", "mine_day_hour", "strict_quorum", "is_demo",
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
    elected_date = models.DateField(null=True)  # a committee's last election; its term counts from here

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


class Person(models.Model):
    """A worker. Not an account: most people never log in."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    employee_no = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=20, blank=True)  # initials, for search
    trade = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    hired_date = models.DateField(null=True)
    left_date = models.DateField(null=True)

    personal = {"employee_no", "name", "pinyin", "trade", "phone", "hired_date", "left_date"}
    plain = {"id", "company"}
    subject_path = "id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "employee_no"], name="employee_no_once")]
        indexes = [models.Index(fields=["company", "name"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person belongs to a unit of each line for a time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=14, choices=Line)
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)

    personal = {"person", "unit", "line", "starts_date", "ends_date"}
    plain = {"id"}
    subject_path = "person_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "line"],
                condition=Q(ends_date__isnull=True),
                name="one_open_membership_a_line",
            )
        ]
        indexes = [models.Index(fields=["unit", "person"], name="membership_by_unit")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.unit_id}"


class Standing(models.TextChoices):
    """A person's standing towards the Party, as the organisation has decided it."""

    FULL = "full", "正式党员"
    PROBATIONARY = "probationary", "预备党员"
    DEVELOPMENT = "development", "发展对象"
    ACTIVIST = "activist", "入党积极分子"
    APPLICANT = "applicant", "入党申请人"


class PartyStanding(models.Model):
    """From when to when; `rights_suspended` for 留党察看 or custody (BR-45), no reason is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    standing = models.CharField(max_length=14, choices=Standing)
    rights_suspended = models.BooleanField(default=False)
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)

    personal = {"person", "standing", "rights_suspended", "starts_date", "ends_date"}
    plain = {"id"}
    subject_path = "person_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ends_date__isnull=True), name="one_open_standing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.standing}"


class Appointment(models.Model):
    """A person holds a post in a unit for a term; rights are computed from it at each request.

    `post` is a key of a pack's `posts/`; the pack gives its title, capabilities and reach.
    A substitute has `stands_in_for` and the same post.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    post = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)  # the last day; empty for posts without a term
    basis = models.CharField(max_length=120, blank=True)  # the paper that appoints
    stands_in_for = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    appointed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    appointed_at = models.DateTimeField()

    personal = {"person", "post", "unit", "starts_date", "ends_date", "basis", "stands_in_for"}
    plain = {"id", "appointed_by", "appointed_at"}
    subject_path = "person_id"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_date__isnull=True) | Q(ends_date__gte=F("starts_date")),
                name="appointment_ends_after_it_starts",
            )
        ]
        indexes = [
            models.Index(fields=["person", "ends_date"], name="appointment_by_person"),
            models.Index(fields=["unit", "post"], name="appointment_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.post} at {self.unit_id}"


class DayKind(models.TextChoices):
    """CA-04. Only days that differ from their weekday have a row."""

    WORKDAY = "workday", "工作日"
    WEEKEND = "weekend", "休息日"
    STATUTORY = "statutory_holiday", "法定节假日"
    ADJUSTED_OFF = "adjusted_off", "调休放假"
    LIEU_WORKDAY = "lieu_workday", "调休上班"


class CalendarDay(models.Model):
    """A day that a yearly notice names; the notices that come with the product are in `kernel/data`."""

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=20, choices=DayKind)
    name = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=80)

    personal: set[str] = set()
    plain = {"day", "kind", "name", "source"}

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
    """One team's one shift; `day` is the day it belongs to (CA-20), not always the day it starts.

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
        constraints = [models.UniqueConstraint(fields=["team", "day", "key"], name="shift_once")]
        indexes = [
            models.Index(fields=["day", "team"], name="shift_by_day"),
            models.Index(fields=["team", "starts_at"], name="shift_by_team"),
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


class RosterImport(models.Model):
    """One roster on its way in: looked through, written, taken back.

    `state`: waiting (to be looked through), checked, running, done, failed, undone, dropped.
    `unit` is the administration unit that the roster is for. `summary`: counts, and until it is
    written what would change; `undo` is kept for the company's last import only.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.SET_NULL, related_name="+")
    filename = models.CharField(max_length=120)
    complete = models.BooleanField(default=False)  # who is absent has left
    state = models.CharField(max_length=12)
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)  # added, changed, ended, unchanged, errors
    undo = models.JSONField(default=dict)
    message = models.CharField(max_length=300, blank=True)  # why it failed
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    personal = {"undo", "summary", "by"}
    plain = {
        "id", "company", "unit", "filename", "complete", "state", "rows", "rows_done", "message",
        "started_at", "ended_at",
    }  # fmt: skip
    subject_path = "by_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company"], condition=Q(state="running"), name="one_import_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["company", "started_at"], name="import_by_company")]

    def __str__(self) -> str:
        return self.filename
