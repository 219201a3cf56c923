"""The journal: what happened, and what must still follow from it."""

import uuid
from typing import Any, NoReturn

from django.db import models


class FactQuerySet(models.QuerySet["Fact"]):
    """Python is the courtesy; the trigger in the database is the guarantee."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("facts are not changed")

    def delete(self) -> NoReturn:
        raise TypeError("facts are not deleted")


class Fact(models.Model):
    """No foreign keys: a fact outlives what it is about.

    `happened_at` is when it happened, as the person says; `recorded_at` is when we heard.
    `data` holds ids, numbers and state names, never texts about a person.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    company_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    data = models.JSONField(default=dict)

    personal = {"by_id", "by_name"}
    plain = {
        "id", "key", "kind", "subject_type", "subject_id", "company_id", "unit_id",
        "happened_at", "recorded_at", "data",
    }  # fmt: skip
    subject_path = "by_id"

    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="fact_by_subject"),
            models.Index(fields=["unit_id", "kind", "happened_at"], name="fact_by_unit"),
            models.Index(fields=["company_id", "recorded_at"], name="fact_by_company"),
            models.Index(fields=["by_id", "recorded_at"], name="fact_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type}:{self.subject_id}"


class Pending(models.Model):
    """One reaction still owed to one fact; leased by raising `attempts` and `not_before`."""

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="+")
    reaction = models.CharField(max_length=80)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()

    personal: set[str] = set()
    plain = {"id", "fact", "reaction", "attempts", "not_before"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "reaction"], name="pending_once")]
        indexes = [models.Index(fields=["not_before", "id"], name="pending_next")]

    def __str__(self) -> str:
        return f"{self.reaction} for {self.fact_id}"


class Heartbeat(models.Model):
    """When the worker last turned; something other than the worker watches it."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    personal: set[str] = set()
    plain = {"id", "name", "beat_at"}

    def __str__(self) -> str:
        return f"{self.name} {self.beat_at}"
