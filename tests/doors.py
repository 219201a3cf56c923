"""Past the log-in page without walking through it."""

from datetime import timedelta

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from tests.clock import NOW
from tests.factories import make_account
from tongxin.access.models import Account
from tongxin.orgs.models import Person

# Past every time-out, whatever a test does to the clock; the tests of time-outs set their own.
HOLDS = (NOW + timedelta(days=3650)).isoformat()


class QuickHasher(Argon2PasswordHasher):
    """Argon2 with the smallest cost: tests make many accounts and keep no secrets."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


def enter(client: Client, person: Person) -> None:
    """Log `person` in, as if password and second factor had just been right."""
    client.force_login(Account.objects.filter(person=person).first() or make_account(person))
    session = client.session
    session["entered_at"] = session["seen_at"] = HOLDS
    session["second_factor"] = True
    session.save()
