"""On the way in: what is still to do, and what the demo offers."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from tongxin.access.models import Account, Administrator
from tongxin.access.queries.actors import actor_of, valid_on
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Appointment, Company, Line, Membership
from tongxin.regimes.load import posts


@dataclass(frozen=True, slots=True)
class Entering:
    """Somebody whose password was right; `step` is what is still to do, empty when nothing is.

    `demo`: the password stands on the log-in page, so a second factor would only be in the way;
    never in production, where it does not stand there.
    """

    account_id: int
    number: str
    actor: Actor
    step: str
    demo: bool


def account(account_id: int) -> Account:
    return Account.objects.get(id=account_id, is_active=True)


def entering(account_id: int, *, second_factor: bool, at: datetime) -> Entering:
    """The next step on the way in: password, code, set-up (TOTP is a must for administrators), none."""
    account = Account.objects.select_related("person__company").filter(id=account_id, is_active=True).first()
    if account is None:
        raise NotFound("这个账号已经停用，请找安全管理员")
    actor = actor_of(account.person_id, at=at)
    if actor.person_id is None:
        raise NotFound(f"{account.person.name}已离开，这个账号不能再登录")
    demo, step = account.person.company.is_demo and not settings.PRODUCTION, ""
    if account.must_change_password:
        step = "password"
    elif not second_factor and has_second_factor(account_id):
        step = "code"
    elif not second_factor and actor.administrator and not demo:
        step = "set-up"
    who = Actor(actor.person_id, actor.name, actor.company_id)
    return Entering(account.id, account.person.employee_no, who, step, demo)


def has_second_factor(account_id: int) -> bool:
    return bool(Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.TOTP).exists())


@dataclass(frozen=True, slots=True)
class DemoLogIn:
    """One post of a demo company and who may be tried for it."""

    title: str
    unit: str
    name: str
    number: str


def demo_log_ins(*, at: datetime) -> list[DemoLogIn]:
    """One log-in for each post and each administrator of demo companies; in production none."""
    if settings.PRODUCTION or not Company.objects.filter(is_demo=True).exists():
        return []
    day = timezone.localdate(at)
    demo = Q(person__company__is_demo=True)
    found: dict[str, DemoLogIn] = {}
    known = posts(settings.PACKS_DIR)
    rows = Appointment.objects.filter(valid_on(day), demo, person__in=Account.objects.values("person"))
    for row in rows.select_related("person", "unit").order_by("id"):
        if row.post in known and row.post not in found:
            title = known[row.post].title
            found[row.post] = DemoLogIn(title, row.unit.name, row.person.name, row.person.employee_no)
    worker = _worker(demo, day)
    if worker is not None:
        found["worker"] = worker
    keepers = Administrator.objects.filter(valid_on(day), demo).select_related("person", "company")
    for keeper in keepers.order_by("id"):
        title, person = keeper.get_kind_display(), keeper.person
        entry = DemoLogIn(title, keeper.company.name, person.name, person.employee_no)
        found.setdefault(f"admin:{keeper.kind}", entry)
    return list(found.values())


def _worker(demo: Q, day: date) -> DemoLogIn | None:
    """Somebody with a log-in and without a post."""
    placed = Membership.objects.filter(
        valid_on(day), demo, person__in=Account.objects.values("person"), line=Line.ADMINISTRATION
    )
    others = placed.exclude(person__in=Appointment.objects.values("person"))
    row = others.select_related("person", "unit").order_by("id").first()
    if row is None:
        return None
    return DemoLogIn("职工", row.unit.name, row.person.name, row.person.employee_no)
