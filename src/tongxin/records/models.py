"""Meetings, classes, talks, handovers: who was there, what was said, decided and must be done."""

import uuid

from django.db import models
from django.db.models import F, Q

from tongxin.files.models import StoredFile
from tongxin.orgs.models import Company, Person, Shift, Unit


class RecordState(models.TextChoices):
    """A draft may be thrown away; a closed record is only ever corrected by a new version."""

    DRAFT = "draft", "正在记"
    CLOSED = "closed", "已完成"
    UNHELD = "unheld", "没开成"  # too few came: kept as it was, and counts for nothing
    REFUSED = "refused", "拒绝接班"
    DROPPED = "dropped", "已作废"


class Origin(models.TextChoices):
    """Where what it says stood first; nothing is said of a record that was written here."""

    PAPER = "paper", "由纸质记录录入"


class Record(models.Model):
    """The record as it stands; `Version` keeps each text it ever had.

    `data` holds the fields of the pack's record spec, and under reserved keys what only people read:
    `agenda` (texts), `minutes` (text), `measures` (text, owner, day; tasks once it is closed) and
    `ballot` (seats, issued, returned), `ruling` (how the company counted) and `unheld` (why it was
    no meeting). `level` is C0, C1 or C2.
    `came_from` paper: `closed_by` typed it, who need not have been there; its signatures are on the sheet.
    `held_at` is when it happened, `written_at` when it was first closed: the day of writing.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    adoption_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=80)
    level = models.CharField(max_length=2, default="C1")
    state = models.CharField(max_length=8, choices=RecordState, default=RecordState.DRAFT)
    shift = models.ForeignKey(Shift, null=True, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=60, blank=True)
    guests = models.CharField(max_length=200, blank=True)  # who sat in and has no row in the roster
    sittings = models.JSONField(default=list)  # CA-21: [{"number": 2, "held_at": …, "place": …}]
    chair = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    recorder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    expected_count = models.PositiveIntegerField(default=0)
    present_count = models.PositiveIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)  # raised by each save; two editors find out
    written_at = models.DateTimeField(null=True)
    came_from = models.CharField(max_length=8, choices=Origin, blank=True, default="", db_default="")
    keep_until = models.DateField(null=True)  # set when it is closed; empty for an archive: nobody deletes it
    late_days = models.PositiveSmallIntegerField(default=0)  # 补记: how many days after it was held
    closed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    saved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    personal = {"chair", "recorder", "opened_by", "saved_by", "closed_by", "data", "guests"}
    plain = {
        "id", "key", "company", "unit", "kind", "adoption_id", "title", "level", "state", "shift",
        "held_at", "ended_at", "place", "sittings", "expected_count", "present_count", "version",
        "revision", "written_at", "came_from", "keep_until", "late_days", "saved_at", "created_at",
    }  # fmt: skip
    subject_path = "recorder_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "shift"],
                condition=Q(shift__isnull=False) & ~Q(state="dropped"),
                name="one_record_a_shift",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"]) | Q(written_at__isnull=False),
                name="closed_has_a_day_of_writing",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "held_at"], name="record_by_unit"),
            models.Index(fields=["company", "held_at"], name="record_by_company"),
            models.Index(fields=["unit", "kind", "held_at"], name="record_by_kind"),
            # Few of many: without these a list looks through the whole company's month for them.
            models.Index(fields=["company", "held_at"], condition=Q(level="C0"), name="record_for_all"),
            models.Index(fields=["company", "held_at"], condition=Q(level="C2"), name="record_for_few"),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """What the record said when it was closed or corrected; append-only."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    personal = {"content", "written_by"}
    plain = {"id", "record", "number", "reason", "written_at"}
    subject_path = "written_by_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="version_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="a_correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"


class Presence(models.Model):
    """One person at one record. `reason` is a short code (leave, training, on_the_way, missing …).

    `exclusion` says why a member is left out of the voters' count (BR-46).
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sitting = models.PositiveSmallIntegerField(default=1)
    expected = models.BooleanField(default=True)
    present = models.BooleanField(default=True)
    party = models.BooleanField(default=False)  # a member or probationary member on that day
    voter = models.BooleanField(default=False)
    exclusion = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_via = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    signed_version = models.PositiveSmallIntegerField(null=True)

    personal = {
        "person", "expected", "present", "party", "voter", "exclusion", "reason",
        "signed_at", "signed_via", "signed_version",
    }  # fmt: skip
    plain = {"id", "record", "sitting"}
    subject_path = "person_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "person", "sitting"], name="presence_once")]
        indexes = [models.Index(fields=["person", "record"], name="presence_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.record_id}"


class How(models.TextChoices):
    CODE = "code", "现场扫码"
    TERMINAL = "terminal", "终端"
    NAMED = "named", "别人确认"


class Arrival(models.Model):
    """That somebody came and how it is known: by the code on the host's screen, at the terminal of the team, or
    confirmed by another. Whoever has no row was called by the roll. No place and no address is kept.

    `step` is the last code that this person used: the same again changes nothing.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=How)
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField()
    step = models.BigIntegerField(null=True)

    personal = {"person", "how", "confirmed_by", "arrived_at", "step"}
    plain = {"id", "record"}
    subject_path = "person_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "person"], name="arrival_once"),
            models.CheckConstraint(
                condition=Q(how="named", confirmed_by__isnull=False) & ~Q(confirmed_by=F("person"))
                | Q(how__in=["code", "terminal"], confirmed_by__isnull=True),
                name="confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} came to {self.record_id}"


class Fitness(models.Model):
    """Result and arrangement only, never a reason; deleted when the shift ends (SG-05)."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    result = models.CharField(max_length=10)  # watch, unfit
    arrangement = models.CharField(max_length=20)  # partner, other_post, rest, ask_again
    partner = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField(db_index=True)

    personal = {"person", "result", "arrangement", "partner"}
    plain = {"id", "record", "expires_at"}
    subject_path = "person_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "person"], name="fitness_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.result}"


class Decision(models.Model):
    """One thing decided; `rule` (BR-40 …) computes from the counts whether it passed and why not.

    With an `owner` it becomes a task when the record is closed, unless it did not pass.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    rule = models.CharField(max_length=10, blank=True)
    secret = models.BooleanField(default=False)
    yes = models.PositiveSmallIntegerField(default=0)
    no = models.PositiveSmallIntegerField(default=0)
    abstain = models.PositiveSmallIntegerField(default=0)
    written_yes = models.PositiveSmallIntegerField(default=0)
    written_no = models.PositiveSmallIntegerField(default=0)
    passed = models.BooleanField(null=True)
    outcome = models.CharField(max_length=200, blank=True)  # the sentence that explains it
    owner = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField(null=True)

    personal = {"owner"}
    plain = {
        "id", "record", "position", "text", "rule", "secret", "yes", "no", "abstain",
        "written_yes", "written_no", "passed", "outcome", "due_date",
    }  # fmt: skip
    subject_path = "owner_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "position"], name="decision_once")]

    def __str__(self) -> str:
        return self.text


class Task(models.Model):
    """A dated thing to do that came out of a record: decision, measure, or point left open.

    Shown at the next pre-shift meeting of `unit` until it is done.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=12)  # decision, measure, open_point, focus
    text = models.CharField(max_length=200)
    owner = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=2, default="C1")  # of the record that it came out of
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    personal = {"owner", "done_by", "opened_by", "text", "note"}
    plain = {
        "id", "company", "unit", "record", "decision", "kind", "level", "due_date", "done_at", "created_at",
    }  # fmt: skip
    subject_path = "owner_id"

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "due_date"], condition=Q(done_at__isnull=True), name="task_open_by_unit"
            ),
            models.Index(
                fields=["owner", "due_date"], condition=Q(done_at__isnull=True), name="task_open_by_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Attachment(models.Model):
    """A file that belongs to a record; a correction takes it off from a version on, and it stays in those
    before."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()
    removed_in = models.PositiveSmallIntegerField(null=True)  # the first version without it

    personal: set[str] = set()
    plain = {"id", "record", "file", "attached_at", "removed_in"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "file"], condition=Q(removed_in__isnull=True), name="attached_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id} of {self.record_id}"
