"""What the security administrator sees: people and the state of their accounts, never content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tongxin.access.models import Account, Administrator, AdministratorKind, Proposal, Tries
from tongxin.access.queries.actors import valid_on
from tongxin.access.rules import key_of_account
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Appointment, Person

PAGE = 50
STATES = {
    "": "所有人",
    "with": "有账号",
    "code": "等着第一次登录",
    "paused": "输错暂停",
    "locked": "停用",
    "administrator": "管理员",
}


@dataclass(frozen=True, slots=True)
class AccountLine:
    """`state`: none, open, code, code_over, paused, locked."""

    person_id: int
    name: str
    number: str
    left: bool
    state: str
    until: datetime | None
    administrator: str
    last_log_in: datetime | None


@dataclass(frozen=True, slots=True)
class AccountsPage:
    lines: list[AccountLine]
    after: int | None


def people_seen_by(viewer: Actor) -> QuerySet[Person]:
    """Everybody of the company, for the security administrator alone."""
    if viewer.administrator != "security":
        return Person.objects.none()
    return Person.objects.filter(company_id=viewer.company_id or 0)


def view_accounts(
    *, viewer: Actor, at: datetime, search: str = "", state: str = "", after: int = 0
) -> AccountsPage:
    people = people_seen_by(viewer).filter(id__gt=after)
    if search:
        people = people.filter(Q(name__startswith=search) | Q(employee_no__startswith=search.upper()))
    people = _narrowed(people, state, at)
    found = list(people.order_by("id")[: PAGE + 1])
    return AccountsPage(_lines(found[:PAGE], at), found[PAGE - 1].id if len(found) > PAGE else None)


def _narrowed(people: QuerySet[Person], state: str, at: datetime) -> QuerySet[Person]:
    accounts = Account.objects.filter(person=OuterRef("id"))
    if state == "with":
        return people.filter(Exists(accounts))
    if state == "code":
        return people.filter(Exists(accounts.exclude(one_time_code="")))
    if state == "locked":
        return people.filter(Exists(accounts.filter(is_active=False)))
    if state == "paused":
        keys = Tries.objects.filter(_paused(at), key__startswith="account:")
        ids = [int(key.split(":")[1]) for key in keys.values_list("key", flat=True)[:1000]]
        return people.filter(Exists(accounts.filter(id__in=ids)))
    if state == "administrator":
        held = Administrator.objects.filter(valid_on(timezone.localdate(at)), person=OuterRef("id"))
        return people.filter(Exists(held))
    return people


def _paused(at: datetime) -> Q:
    """Locks of now; one that a clock ahead has written, further off than a pause is long, is none."""
    return Q(locked_until__gt=at, locked_until__lte=at + timedelta(minutes=settings.LOCK_MINUTES))


def _lines(people: Sequence[Person], at: datetime) -> list[AccountLine]:
    accounts = {row.person_id: row for row in Account.objects.filter(person__in=people)}
    keys = [key_of_account(account.id) for account in accounts.values()]
    paused = dict(Tries.objects.filter(_paused(at), key__in=keys).values_list("key", "locked_until"))
    day = timezone.localdate(at)
    kinds = {
        row.person_id: row.get_kind_display()
        for row in Administrator.objects.filter(valid_on(day), person__in=people)
    }
    lines = []
    for person in people:
        account = accounts.get(person.id)
        state, until = _state(account, paused, at)
        left = person.left_date is not None and person.left_date < day
        seen = account.last_login if account else None
        lines.append(
            AccountLine(
                person.id, person.name, person.employee_no, left, state, until, kinds.get(person.id, ""), seen
            )
        )
    return lines


def _state(
    account: Account | None, paused: dict[str, datetime | None], at: datetime
) -> tuple[str, datetime | None]:
    if account is None:
        return "none", None
    if not account.is_active:
        return "locked", None
    if until := paused.get(key_of_account(account.id)):
        return "paused", until
    if account.one_time_code:
        over = account.code_expires_at is None or account.code_expires_at <= at
        return ("code_over" if over else "code"), account.code_expires_at
    return "open", None


@dataclass(frozen=True, slots=True)
class AccountView:
    line: AccountLine
    account_id: int | None
    sessions: int
    second_factor: bool
    administrator: str
    posts: int
    waiting: str
    waiting_code: bool
    code_agreed: bool
    mine: bool


def view_account(person_id: int, *, viewer: Actor, at: datetime) -> AccountView:
    person = people_seen_by(viewer).filter(id=person_id).first()
    if person is None:
        raise NotFound("没有找到这个人")
    day = timezone.localdate(at)
    account = Account.objects.filter(person=person).first()
    held = Administrator.objects.filter(valid_on(day), person=person).first()
    waiting = Proposal.objects.filter(person=person, answered_at__isnull=True).first()
    return AccountView(
        line=_lines([person], at)[0],
        account_id=account.id if account else None,
        sessions=len(_alive(account.id)) if account else 0,
        second_factor=Authenticator.objects.filter(user=account, type="totp").exists() if account else False,
        administrator=held.kind if held else "",
        posts=Appointment.objects.filter(valid_on(day), person=person).count(),
        waiting=waiting.get_kind_display() if waiting else "",
        waiting_code=waiting is not None and waiting.code,
        code_agreed=codes_agreed(person.id, at).exists(),
        mine=person.id == viewer.person_id,
    )


def codes_agreed(person_id: int, at: datetime) -> QuerySet[Proposal]:
    """The words of second administrators, not used yet, that a code may be given to this one."""
    since = at - timedelta(hours=settings.CODE_HOURS)
    agreed = Proposal.objects.filter(person=person_id, code=True, agreed=True, used_at__isnull=True)
    return agreed.filter(answered_at__gt=since)


def _alive(account_id: int) -> list[UserSession]:
    rows = UserSession.objects.filter(
        user_id=account_id, session_key__in=Session.objects.values("session_key")
    )
    return list(rows.order_by("-last_seen_at"))


@dataclass(frozen=True, slots=True)
class SessionLine:
    id: int
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    current: bool


def my_sessions(*, viewer: Actor, current: str) -> list[SessionLine]:
    account = Account.objects.filter(person_id=viewer.person_id or 0).first()
    return [
        SessionLine(
            row.id, row.user_agent, row.ip, row.created_at, row.last_seen_at, row.session_key == current
        )
        for row in (_alive(account.id) if account else [])
    ]


@dataclass(frozen=True, slots=True)
class ProposalLine:
    id: int
    name: str
    number: str
    kind: str
    ends: bool
    code: bool
    asked_by: str
    asked_at: datetime
    may_answer: bool


def open_proposals(*, viewer: Actor) -> list[ProposalLine]:
    """What waits for a second administrator; any of the three may answer, not who asked nor who gets it."""
    if not viewer.administrator:
        raise NotFound("没有找到这一页")
    rows = Proposal.objects.filter(company_id=viewer.company_id or 0, answered_at__isnull=True)
    return [
        ProposalLine(
            row.id,
            row.person.name,
            row.person.employee_no,
            row.get_kind_display(),
            row.ends,
            row.code,
            row.asked_by.name if row.asked_by else "",
            row.asked_at,
            viewer.person_id not in (row.asked_by_id, row.person_id),
        )
        for row in rows.select_related("person", "asked_by").order_by("id")
    ]


def administrator_kinds() -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in AdministratorKind.choices]
