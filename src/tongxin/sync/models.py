"""The inbox of what was done without a network: devices, what they brought, and what became of it."""

import uuid

from django.db import models
from django.db.models import Q

from tongxin.files.models import StoredFile
from tongxin.orgs.models import Company, Person, Unit


class Device(models.Model):
    """A phone, or with `team` the terminal of a shift room, on which several people send."""

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Unit, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=60)  # “Chrome · 安卓”
    enrolled_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    personal = {"name", "enrolled_by"}
    plain = {"id", "key", "company", "team", "enrolled_at", "revoked_at"}
    subject_path = "enrolled_by_id"

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """One person's right to hand in from one device, and nothing else: reading needs a log-in."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the token
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    personal = {"person", "used_at"}
    plain = {"id", "device", "digest", "created_at", "expires_at", "revoked_at"}
    subject_path = "person_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "person"], condition=Q(revoked_at__isnull=True), name="one_grant_a_device"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.device_id}"


class Outcome(models.TextChoices):
    """What became of it; `duplicate` is an answer, never kept."""

    APPLIED = "applied", "收进来了"
    CONFLICT = "conflict", "和别的对不上"
    HELD = "held", "等前面的"
    NEEDS_REVIEW = "needs_review", "要人看"
    REJECTED = "rejected", "没有收"


class Decision(models.TextChoices):
    """What a person decided about what could not be taken in by itself."""

    TAKEN = "taken", "照交来的收"
    STANDS = "stands", "以现有的为准"


class Operation(models.Model):
    """One thing done on a phone, as it came, under the phone's own id: that it is unique is what makes
    sending twice safe. The row stays for ever; what is in it goes in its time (see held.py).

    `seq` counts what was taken in, without gaps, in the order of the commits. Of what was brought without
    a name neither person, device, page, `seq` nor the minute is kept. `happened_at` is the corrected time.
    """

    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(null=True, unique=True)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="+")
    type = models.CharField(max_length=40)
    schema = models.PositiveSmallIntegerField()
    object = models.UUIDField(null=True)
    base = models.BigIntegerField(null=True)
    body = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    wall = models.CharField(max_length=40, blank=True)
    mono = models.FloatField(null=True)
    boot = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    time_verified = models.BooleanField(default=False)
    flags = models.JSONField(default=list)  # see rules.flags
    outcome = models.CharField(max_length=12, choices=Outcome)
    sentence = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)  # what the phone is told: ids and states
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.SET_NULL, related_name="+")
    held_until = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    review_by = models.DateTimeField(null=True)
    decision = models.CharField(max_length=6, choices=Decision, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    emptied = models.BooleanField(default=False)  # only the id and what became of it are left

    personal = {"person", "body", "wall", "boot", "sentence", "reviewer", "decided_by", "reason"}
    plain = {
        "id", "seq", "company", "device", "type", "schema", "object", "base", "sha256", "mono", "received_at",
        "happened_at", "time_verified", "flags", "outcome", "data", "subject_type", "subject_id", "unit",
        "held_until", "applied_at", "review_by", "decision", "decided_at", "emptied",
    }  # fmt: skip
    subject_path = "person_id"

    class Meta:
        indexes = [
            models.Index(fields=["person", "-received_at"], name="operation_by_person"),
            models.Index(fields=["object"], condition=Q(object__isnull=False), name="operation_by_object"),
            models.Index(fields=["held_until"], condition=Q(outcome="held"), name="operation_held"),
            models.Index(
                fields=["subject_type", "subject_id"],
                condition=Q(subject_id__isnull=False),
                name="operation_by_subject",
            ),
            models.Index(
                fields=["company", "review_by"],
                condition=Q(review_by__isnull=False, decided_at__isnull=True),
                name="operation_to_review",
            ),
            models.Index(fields=["received_at"], condition=Q(emptied=False), name="operation_to_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.outcome}"

    @property
    def unnamed(self) -> bool:
        """Brought without a name: nothing else of that type lacks person and device."""
        return self.type == "case.open" and self.person_id is None and self.device_id is None


class Need(models.Model):
    """What a held operation still waits for."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(db_index=True)

    personal: set[str] = set()
    plain = {"id", "operation", "key"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["operation", "key"], name="need_once")]

    def __str__(self) -> str:
        return f"{self.operation_id} needs {self.key}"


class Twin(models.Model):
    """Another body that came under the same id: both are kept, and a person decides."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="+")
    seq = models.BigIntegerField(null=True, unique=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    body = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    reviewer = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    review_by = models.DateTimeField()
    decision = models.CharField(max_length=6, choices=Decision, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    emptied = models.BooleanField(default=False)

    personal = {"person", "body", "reviewer", "decided_by", "reason"}
    plain = {
        "id", "operation", "seq", "sha256", "received_at", "review_by", "decision", "decided_at", "emptied",
    }  # fmt: skip
    subject_path = "person_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["operation", "sha256"], name="twin_once")]
        indexes = [
            models.Index(fields=["review_by"], condition=Q(decided_at__isnull=True), name="twin_to_review")
        ]

    def __str__(self) -> str:
        return f"twin of {self.operation_id}"


class Photo(models.Model):
    """A picture that belongs to an operation; it may come later than the report ('照片 2/5')."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.SET_NULL, related_name="+")
    joined_at = models.DateTimeField(null=True)

    personal: set[str] = set()
    plain = {"id", "operation", "sha256", "file", "joined_at"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["operation", "sha256"], name="photo_once")]

    def __str__(self) -> str:
        return f"photo of {self.operation_id}"


class Epoch(models.Model):
    """Begins anew at each restore: phones that see another one offer everything again."""

    number = models.PositiveIntegerField(unique=True)
    key = models.UUIDField(default=uuid.uuid4)
    began_at = models.DateTimeField()

    personal: set[str] = set()
    plain = {"id", "number", "key", "began_at"}

    def __str__(self) -> str:
        return str(self.key)


class Counter(models.Model):
    """The last `seq`: raised at the end of a transaction, so that numbers follow the commits."""

    name = models.CharField(max_length=20, unique=True)
    value = models.BigIntegerField(default=0)

    personal: set[str] = set()
    plain = {"id", "name", "value"}

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class BackupMark(models.Model):
    """A backup that was read back and found whole holds everything up to `through`."""

    through = models.BigIntegerField()
    made_at = models.DateTimeField()
    verified_at = models.DateTimeField()

    personal: set[str] = set()
    plain = {"id", "through", "made_at", "verified_at"}

    def __str__(self) -> str:
        return f"through {self.through}"
