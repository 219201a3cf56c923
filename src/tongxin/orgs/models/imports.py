"""Imports of the roster."""

from django.db import models
from django.db.models import Q

from tongxin.orgs.models.people import Person
from tongxin.orgs.models.units import Company, Unit


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
