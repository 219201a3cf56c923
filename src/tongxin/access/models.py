"""Accounts, administrators, tokens. A person is not an account."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from tongxin.orgs.models import Company, Person


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name; makes none: `access.commands` does."""


class Account(AbstractBaseUser):
    """A log-in of one person. `username` is the employee number, prefixed where companies collide."""

    username = models.CharField(max_length=60, unique=True)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    one_time_code = models.CharField(max_length=128, blank=True)  # hashed, for the first log-in
    code_expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"

    personal = {"username", "person", "password", "last_login", "one_time_code"}
    plain = {"id", "is_active", "must_change_password", "code_expires_at", "created_at"}
    subject_path = "person_id"

    objects = AccountManager()

    def __str__(self) -> str:
        return self.username


class AdministratorKind(models.TextChoices):
    """DP-10: exclusive, and none of them sees content."""

    SYSTEM = "system", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDIT = "audit", "审计管理员"


class Administrator(models.Model):
    """One row a person: nobody can hold two of the three. A trigger keeps appointments away."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=AdministratorKind)
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)

    personal = {"person", "kind", "starts_date", "ends_date"}
    plain = {"id", "company"}
    subject_path = "person_id"

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class Token(models.Model):
    """An API token of a person: never more than the person's own rights at the time of the request."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the token
    scopes = models.JSONField(default=list)  # records:read, duties:read, people:read, orgs:read
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    personal = {"person", "name", "used_at"}
    plain = {"id", "digest", "scopes", "created_at", "expires_at", "revoked_at"}
    subject_path = "person_id"

    def __str__(self) -> str:
        return self.name


class FeedSecret(models.Model):
    """The secret part of a person's calendar feed address."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    personal = {"person"}
    plain = {"id", "digest", "created_at"}
    subject_path = "person_id"

    def __str__(self) -> str:
        return f"feed of {self.person_id}"
