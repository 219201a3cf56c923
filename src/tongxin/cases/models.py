"""Anything that is opened, worked on and closed: its state, its people, what was done, what is sealed."""

import uuid

from django.db import models
from django.db.models import Q

from tongxin.files.models import StoredFile
from tongxin.orgs.models import Company, Person, Unit


class Case(models.Model):
    """A case as it stands; `Deed` keeps each step that brought it here.

    `data` holds the fields of the pack's kind as they stand, but no people (they are `Part`s) and
    nothing of level C3 (that is `Sealed`). `title` names it in lists. `due_at` is what is due next,
    `due_move` which move, `climbs_at` when it climbs to the next rung, `rung` how far it has climbed; `lapses_at` is
    when the program makes the move that makes itself.
    `alike` are the values by which a recurrence is found; `recurs` the case before. `origin` is the
    case that opened it. `code_hash` is what an anonymous opener follows it by.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    adoption_id = models.BigIntegerField()
    title = models.CharField(max_length=80)
    level = models.CharField(max_length=2)
    state = models.CharField(max_length=60)
    state_since = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    due_at = models.DateTimeField(null=True)
    due_move = models.CharField(max_length=60, blank=True)
    climbs_at = models.DateTimeField(null=True)
    rung = models.PositiveSmallIntegerField(default=0)
    lapses_at = models.DateTimeField(null=True)
    alike = models.CharField(max_length=64, blank=True)
    recurs = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    origin = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    revision = models.PositiveIntegerField(default=0)  # raised by each step; two at once find out
    ended_at = models.DateTimeField(null=True)
    forget_text_date = models.DateField(null=True)
    forget_names_date = models.DateField(null=True)
    keep_until = models.DateField(null=True)

    personal = {"opened_by", "title", "data"}
    plain = {
        "id", "key", "company", "unit", "kind", "adoption_id", "level", "state", "state_since", "opened_at",
        "code_hash", "due_at", "due_move", "climbs_at", "rung", "lapses_at", "alike", "recurs", "origin", "revision",
        "ended_at", "forget_text_date", "forget_names_date", "keep_until",
    }  # fmt: skip
    subject_path = "opened_by_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="case_code_once")
        ]
        indexes = [
            models.Index(fields=["unit", "-opened_at"], name="case_by_unit"),
            models.Index(fields=["unit", "kind", "-opened_at"], name="case_by_kind"),
            models.Index(fields=["company", "-opened_at"], name="case_by_company"),
            models.Index(
                fields=["unit", "due_at"], condition=Q(ended_at__isnull=True), name="case_open_by_unit"
            ),
            models.Index(
                fields=["company", "kind", "state"], condition=Q(ended_at__isnull=True), name="case_waits"
            ),
            models.Index(fields=["climbs_at"], condition=Q(climbs_at__isnull=False), name="case_climbs"),
            models.Index(fields=["lapses_at"], condition=Q(lapses_at__isnull=False), name="case_lapses"),
            models.Index(fields=["keep_until"], condition=Q(keep_until__isnull=False), name="case_kept"),
            models.Index(fields=["unit", "kind", "alike"], condition=~Q(alike=""), name="case_alike"),
            models.Index(fields=["company", "-opened_at"], condition=Q(level="C0"), name="case_for_all"),
            models.Index(fields=["company", "-opened_at"], condition=Q(level="C2"), name="case_for_few"),
        ]

    def __str__(self) -> str:
        return self.title


class Part(models.Model):
    """A person's part in a case: opener, owner, subject, or a role of the kind.

    `text`: of a C3 case, whether what is sealed may be read in this role. `post`: what it came by, where it
    went to whoever holds a post: it is theirs as long as they hold it, and their successor's.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = models.BooleanField(default=False)
    sees = models.CharField(max_length=8, default="all")  # all, progress
    post = models.CharField(max_length=60, blank=True)

    personal = {"person", "role", "text", "sees", "post"}
    plain = {"id", "case"}
    subject_path = "person_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "role", "person"], name="part_once")]
        indexes = [
            models.Index(fields=["person", "case"], name="part_by_person"),
            models.Index(fields=["post", "case"], condition=~Q(post=""), name="part_by_post"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Deed(models.Model):
    """One step, append-only. `happened_at` is when it was done, `written_at` when we heard.

    `edition` is the pack and version under which it was made, `clause` its article there. `proof` is the
    record that it rests on: id, title, the sentence of the vote.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    move = models.CharField(max_length=60)
    title = models.CharField(max_length=40)
    node = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=60, blank=True)
    target = models.CharField(max_length=60)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    by_title = models.CharField(max_length=40, blank=True)  # the post or part in which it was done
    happened_at = models.DateTimeField()
    written_at = models.DateTimeField()
    data = models.JSONField(default=dict)
    due_at = models.DateTimeField(null=True)
    late_reason = models.CharField(max_length=200, blank=True)
    edition = models.CharField(max_length=80)
    clause = models.CharField(max_length=60, blank=True)
    proof = models.JSONField(null=True)

    personal = {"by", "by_title", "data", "late_reason", "proof"}
    plain = {
        "id", "case", "number", "move", "title", "node", "source", "target", "happened_at", "written_at",
        "due_at", "edition", "clause",
    }  # fmt: skip
    subject_path = "by_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="deed_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number} {self.move}"


class Named(models.Model):
    """Whom a step put into a role; apart from the step, so that a name can be dropped from what stays."""

    deed = models.ForeignKey(Deed, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    personal = {"person", "field"}
    plain = {"id", "deed"}
    subject_path = "person_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deed", "field", "person"], name="named_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.deed_id}"


class Evidence(models.Model):
    """A file that came with a step."""

    deed = models.ForeignKey(Deed, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    personal: set[str] = set()
    plain = {"id", "deed", "file"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deed", "file"], name="evidence_once")]

    def __str__(self) -> str:
        return f"{self.file_id} of {self.deed_id}"


class Sealed(models.Model):
    """A C3 text, encrypted; opened only by `queries.sealed.read_texts`, which writes a `Reading`."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    deed = models.ForeignKey(Deed, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=60)
    text = models.TextField()
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    personal = {"text", "author"}
    plain = {"id", "case", "deed", "field"}
    subject_path = "author_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deed", "field"], name="sealed_once")]

    def __str__(self) -> str:
        return f"sealed {self.field} of {self.deed_id}"


class Reading(models.Model):
    """Who read the sealed texts of a case, when and why; append-only (SG-04) until its time is over."""

    case_id = models.BigIntegerField(db_index=True)
    company_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    reader = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    as_role = models.CharField(max_length=60)
    read_at = models.DateTimeField()
    texts = models.PositiveSmallIntegerField()
    keep_until = models.DateField()

    personal = {"reader", "as_role"}
    plain = {"id", "case_id", "company_id", "unit_id", "read_at", "texts", "keep_until"}
    subject_path = "reader_id"

    class Meta:
        indexes = [models.Index(fields=["company_id", "read_at"], name="reading_by_company")]

    def __str__(self) -> str:
        return f"{self.reader_id} read {self.case_id}"
