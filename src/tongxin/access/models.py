"""Accounts, administrators, tokens. A person is not an account."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from tongxin.orgs.models import Company, Person, Unit


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


class FormerPassword(models.Model):
    """The hash of a password once used: the last few may not come back."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    personal = {"account", "password"}
    plain = {"id", "set_at"}
    subject_path = "account__person_id"

    class Meta:
        indexes = [models.Index(fields=["account", "-set_at"], name="former_by_account")]

    def __str__(self) -> str:
        return f"former password of {self.account_id}"


class Tries(models.Model):
    """How many log-ins failed lately for one typed number or address; and who is paused for it.

    `key` is "account:ID", "number:DIGEST" (what was typed is not kept) or "address:IP".
    A slot is taken before the password is looked at, so tries in parallel win nothing.
    """

    key = models.CharField(max_length=80, unique=True)
    used = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    personal: set[str] = set()
    plain = {"id", "key", "used", "last_at", "locked_until"}

    def __str__(self) -> str:
        return f"{self.key}: {self.used}"


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


class Proposal(models.Model):
    """To make somebody an administrator, to end it, or to give one a one-time code takes a second
    administrator's word. A `code` agreed to is good for one code (`used_at`) and for a while."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=AdministratorKind)
    ends = models.BooleanField(default=False)  # asks to end, not to begin
    code = models.BooleanField(default=False)  # asks for a one-time code; the grant stays as it is
    used_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    personal = {"person", "kind", "ends", "code", "agreed"}
    plain = {"id", "company", "asked_by", "asked_at", "answered_by", "answered_at", "used_at"}
    subject_path = "person_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(answered_at__isnull=True), name="one_open_proposal"
            ),
            models.CheckConstraint(
                condition=~Q(answered_by=F("asked_by"))
                & ~Q(answered_by=F("person"))
                & ~Q(asked_by=F("person")),
                name="proposal_takes_two_others",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"


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


class Pin(models.Model):
    """Four to six digits by which a person is known at a terminal of a shift room, and nowhere else.

    `wrong` counts since the last right one; at too many it is over (`spent_at`) until the person sets another.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=128)  # Argon2
    wrong = models.PositiveSmallIntegerField(default=0)
    set_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)

    personal = {"person", "digest", "wrong", "set_at", "spent_at"}
    plain = {"id"}
    subject_path = "person_id"

    def __str__(self) -> str:
        return f"pin of {self.person_id}"


class Terminal(models.Model):
    """A device of a team's shift room that all of the team use. It has a secret, and no rights of its own.

    Offered with a code (`code`) that is typed on the device, which then gets the secret (`digest`).
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=64, blank=True)  # SHA-256; empty once it was used
    code_expires_at = models.DateTimeField()
    digest = models.CharField(max_length=64, null=True, unique=True)  # SHA-256 of the secret
    offered_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    offered_at = models.DateTimeField()
    enrolled_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    personal = {"offered_by", "revoked_by"}
    plain = {
        "id", "company", "team", "name", "code", "code_expires_at", "digest", "offered_at", "enrolled_at",
        "expires_at", "used_at", "revoked_at",
    }  # fmt: skip
    subject_path = "offered_by_id"

    class Meta:
        indexes = [models.Index(fields=["company", "team"], name="terminal_by_team")]

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
