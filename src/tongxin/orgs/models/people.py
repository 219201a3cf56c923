"""People: where they belong, how they stand towards the Party, which posts they hold."""

from django.db import models
from django.db.models import F, Q

from tongxin.orgs.models.units import Company, Line, Unit


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
    """From when to when; `rights_suspended` for 留党察看 or custody (BR-45), no reason is kept.

    Without `starts_known`, `starts_date` is only the day on which we heard of it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    standing = models.CharField(max_length=14, choices=Standing)
    rights_suspended = models.BooleanField(default=False)
    starts_date = models.DateField()
    starts_known = models.BooleanField(default=True)
    ends_date = models.DateField(null=True)

    personal = {"person", "standing", "rights_suspended", "starts_date", "starts_known", "ends_date"}
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
