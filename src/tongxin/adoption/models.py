"""Which unit follows which pack, in which version, since when."""

from django.db import models
from django.db.models import Q

from tongxin.orgs.models import Company, Person, Unit


class PackVersion(models.Model):
    """A pack as it was when somebody kept it; never rewritten (a trigger refuses).

    `company` is set for a pack that the company wrote itself.
    """

    company = models.ForeignKey(Company, null=True, on_delete=models.PROTECT, related_name="+")
    kept_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    pack = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    spec = models.JSONField()
    kept_at = models.DateTimeField()

    personal: set[str] = set()
    plain = {"id", "company", "pack", "version", "digest", "spec", "kept_at", "kept_by"}

    class Meta:
        constraints = [
            # Two, since SQLite knows no NULLS NOT DISTINCT.
            models.UniqueConstraint(
                fields=["pack", "version"], condition=Q(company__isnull=True), name="pack_version_once"
            ),
            models.UniqueConstraint(
                fields=["company", "pack", "version"],
                condition=Q(company__isnull=False),
                name="own_pack_version_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack}@{self.version}"


class Adoption(models.Model):
    """A unit and all below it follow a pack; `overlay` is the company's own changes (CF-33).

    Never rewritten but for its end: items and records keep the pack under which they were made.
    `reason` is why it was adopted although a post has more to do than its budget allows.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    overlay = models.JSONField(default=dict)
    basis = models.CharField(max_length=120, blank=True)
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)
    adopted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    adopted_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    personal: set[str] = set()
    plain = {
        "id", "unit", "pack_version", "overlay", "basis", "starts_date", "ends_date",
        "adopted_by", "adopted_at", "reason", "ended_by", "ended_at", "ended_reason",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "pack_version"],
                condition=Q(ends_date__isnull=True),
                name="one_open_adoption_of_a_version",
            )
        ]
        indexes = [models.Index(fields=["unit"], condition=Q(ends_date__isnull=True), name="adoption_open")]

    def __str__(self) -> str:
        return f"{self.unit_id} follows {self.pack_version_id}"
