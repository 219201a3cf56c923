"""Reports drafted from facts; the author adds own words only."""

from django.db import models
from django.db.models import F, Q

from tongxin.orgs.models import Company, Person, Unit


class Report(models.Model):
    """One unit's report for one period. `sections`: [{"key", "title", "lines": [{"text", "links"}]}]
    as drafted from facts; `own_words`: section key -> the author's text. Filed once, then kept."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    period = models.CharField(max_length=24)
    title = models.CharField(max_length=80)
    sections = models.JSONField(default=list)
    own_words = models.JSONField(default=dict)
    drafted_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    filed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)

    personal = {"own_words", "filed_by", "sections"}
    plain = {"id", "company", "unit", "kind", "period", "title", "drafted_at", "filed_at", "revision"}
    subject_path = "filed_by_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "period"], name="report_once"),
            models.CheckConstraint(
                condition=Q(filed_at__isnull=True, filed_by__isnull=True)
                | Q(filed_at__isnull=False, filed_by__isnull=False),
                name="filed_by_somebody",
            ),
        ]
        indexes = [models.Index(F("unit"), F("period").desc(), name="report_by_unit")]

    def __str__(self) -> str:
        return self.title
