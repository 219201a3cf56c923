"""The three administrators: each is made and ended by two others together."""

from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from tongxin.access.commands import sessions
from tongxin.access.models import Account, Administrator, AdministratorKind, Proposal
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, NotFound, Refused
from tongxin.orgs.models import Person

HAS_A_POST = "这个人还有任职。管理员不能兼任职务，请先结束任职。"


@transaction.atomic
def propose(person_id: int, kind: str, *, ends: bool = False, by: Actor, at: datetime) -> Fact:
    """The security administrator asks that somebody become, or stop being, an administrator."""
    person = Person.objects.filter(id=person_id, company_id=by.company_id or 0).first()
    if by.administrator != "security" or person is None:
        raise NotFound("没有找到这个人")
    if person.id == by.person_id:
        raise NotAllowed("不能给自己授权，请另一位安全管理员来办")
    if kind not in AdministratorKind.values:
        raise Refused("请选一种管理员")
    held = held_by(person.id, at)
    if ends != (held is not None and held.kind == kind):
        raise Refused(f"{person.name}现在{'不是' if ends else '已经是'}管理员，请刷新后再看")
    return _ask(person, kind, ends=ends, by=by, at=at)


def _ask(person: Person, kind: str, *, by: Actor, at: datetime, **what: bool) -> Fact:
    if Proposal.objects.filter(person=person, answered_at__isnull=True).exists():
        raise Refused(f"{person.name}已有一件授权在等确认，请先办完那一件")
    proposal = Proposal.objects.create(
        person=person,
        company_id=person.company_id,
        kind=kind,
        asked_by_id=by.person_id,
        asked_at=at,
        **what,
    )
    return _note("asked", proposal, by=by, at=at)


@transaction.atomic
def propose_code(person_id: int, *, by: Actor, at: datetime) -> Fact:
    """Nobody alone gets hold of an administrator's account: a one-time code for it takes two, too."""
    person = Person.objects.filter(id=person_id, company_id=by.company_id or 0).first()
    if by.administrator != "security" or person is None:
        raise NotFound("没有找到这个人")
    if person.id == by.person_id:
        raise NotAllowed("不能给自己开一次性码，请另一位安全管理员来开")
    held = held_by(person.id, at)
    if held is None:
        raise Refused(f"{person.name}不是管理员，一次性码可以直接开")
    return _ask(person, held.kind, code=True, by=by, at=at)


def held_by(person_id: int, at: datetime) -> Administrator | None:
    day = timezone.localdate(at)
    held = Administrator.objects.filter(person_id=person_id).first()
    return held if held and (held.ends_date is None or held.ends_date >= day) else None


@transaction.atomic
def answer(proposal_id: int, *, agreed: bool, by: Actor, at: datetime) -> Fact:
    """Another administrator agrees or refuses; only then is anything granted."""
    open_ones = Proposal.objects.select_related("person").filter(answered_at__isnull=True)
    proposal = open_ones.filter(id=proposal_id, company_id=by.company_id or 0).first()
    if not by.administrator or by.person_id is None or proposal is None:
        raise NotFound("没有找到这件授权，可能已经办完")
    if by.person_id in (proposal.asked_by_id, proposal.person_id):
        raise NotAllowed("提出的人和本人都不能确认，请另一位管理员来确认")
    taken = open_ones.filter(id=proposal.id).update(
        answered_by_id=by.person_id, answered_at=at, agreed=agreed
    )
    if not taken:
        raise Refused("这件授权刚刚已由他人办理，请刷新后再看")
    if agreed and not proposal.code:
        _carry_out(proposal, at)
    return _note("agreed" if agreed else "refused", proposal, by=by, at=at)


def _carry_out(proposal: Proposal, at: datetime) -> None:
    if proposal.ends:
        yesterday = timezone.localdate(at) - timedelta(days=1)
        Administrator.objects.filter(person=proposal.person).update(ends_date=yesterday)
    else:
        make(proposal.person, proposal.kind, at=at)
    account = Account.objects.filter(person=proposal.person).first()
    if account is not None:
        by = Actor(proposal.asked_by_id, "", proposal.company_id, administrator="security")
        sessions.end_sessions(account.id, by=by, at=at)


def make(person: Person, kind: str, *, at: datetime) -> None:
    """Write the row; the database refuses a second kind and somebody with a post."""
    today = timezone.localdate(at)
    try:
        with transaction.atomic():
            Administrator.objects.update_or_create(
                person=person,
                defaults={
                    "company_id": person.company_id,
                    "kind": kind,
                    "starts_date": today,
                    "ends_date": None,
                },
            )
    except DatabaseError as error:
        if "holds a post" not in str(error):
            raise
        raise Refused(HAS_A_POST) from error


@transaction.atomic
def found(person_id: int, kind: str, *, by: Actor, at: datetime) -> Fact:
    """The first administrator of a kind, made on the server itself: nobody is there to agree yet."""
    person = Person.objects.get(id=person_id)
    if Administrator.objects.filter(company_id=person.company_id, kind=kind, ends_date__isnull=True).exists():
        raise Refused("这家单位已经有这种管理员，请由安全管理员在页面上提出，另一位管理员确认")
    make(person, kind, at=at)
    data = {"person": person.id, "kind": kind}
    return record("account.administrator_founded", subject=("person", person.id), by=by, at=at, data=data)


def _note(what: str, proposal: Proposal, *, by: Actor, at: datetime) -> Fact:
    data = {"person": proposal.person_id, "kind": proposal.kind, "ends": proposal.ends}
    about = "code" if proposal.code else "administrator"
    return record(f"account.{about}_{what}", subject=("person", proposal.person_id), by=by, at=at, data=data)
