"""What the audit administrator reads: who did what to which thing when, without content."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongxin.access.models import Account
from tongxin.access.texts import AREAS, SUBJECTS, fact_words
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Unit

PAGE = 100
CODES = ("account.opened", "account.code_given")
OF_NO_COMPANY = ("session.refused", "retention.applied")
LATELY = timedelta(days=90)
WHY = {"number": "没有这个工号", "password": "密码不对", "second_factor": "验证码不对", "left": "已经离开"}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """`area` is the first word of the kinds; `before` is the id from which the page goes back."""

    area: str = ""
    who: str = ""
    since: date | None = None
    until: date | None = None
    before: int = 0


@dataclass(frozen=True, slots=True)
class JournalLine:
    id: int
    recorded_at: datetime
    happened_at: datetime
    who: str
    words: str
    kind: str
    subject: str
    unit_id: int | None
    why: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class JournalPage:
    lines: list[JournalLine]
    before: int | None


def facts_seen_by(viewer: Actor) -> QuerySet[Fact]:
    """The company's journal, and what belongs to no company: log-ins refused for numbers that nobody has,
    and what the system deleted when its time was over. For the audit administrator alone."""
    if viewer.administrator != "audit":
        return Fact.objects.none()
    return Fact.objects.filter(
        Q(company_id=viewer.company_id) | Q(company_id__isnull=True, kind__in=OF_NO_COMPANY)
    )


def view_journal(narrowing: Narrowing, *, viewer: Actor) -> JournalPage:
    rows = list(_narrowed(narrowing, viewer)[: PAGE + 1])
    before = rows[PAGE - 1].id if len(rows) > PAGE else None
    names = dict(Unit.objects.filter(id__in={row.unit_id for row in rows}).values_list("id", "name"))
    lines = [replace(_line(row), unit=names.get(row.unit_id or 0, "")) for row in rows[:PAGE]]
    return JournalPage(lines, before)


def journal_lines(narrowing: Narrowing, *, viewer: Actor) -> Iterator[JournalLine]:
    """All lines, for the export; read in pieces."""
    return (_line(row) for row in _narrowed(narrowing, viewer).iterator(chunk_size=2000))


def _narrowed(narrowing: Narrowing, viewer: Actor) -> QuerySet[Fact]:
    rows = facts_seen_by(viewer)
    if narrowing.area == "refused":
        rows = rows.filter(kind="session.refused")
    elif narrowing.area in AREAS:
        rows = rows.filter(kind__startswith=f"{narrowing.area}.")
    if narrowing.who:
        rows = rows.filter(by_name=narrowing.who)
    if narrowing.since:
        rows = rows.filter(recorded_at__gte=_midnight(narrowing.since))
    if narrowing.until:
        rows = rows.filter(recorded_at__lt=_midnight(narrowing.until + timedelta(days=1)))
    if narrowing.before:
        rows = rows.filter(id__lt=narrowing.before)
    return rows.order_by("-id")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _line(fact: Fact) -> JournalLine:
    return JournalLine(
        fact.id,
        fact.recorded_at,
        fact.happened_at,
        fact.by_name,
        fact_words(fact.kind),
        fact.kind,
        f"{SUBJECTS.get(fact.subject_type, fact.subject_type)} {fact.subject_id}",
        fact.unit_id,
        WHY.get(fact.data.get("why", ""), "") if fact.kind == "session.refused" else "",
    )


def done_by_others(person_id: int, *, since: datetime) -> list[JournalLine]:
    """What others changed about the person or their account lately, newest first."""
    rows = Fact.objects.filter(
        Q(subject_type="person", subject_id=person_id) | _account_of(person_id), recorded_at__gte=since
    ).exclude(by_name="")
    return [_line(row) for row in rows.exclude(by_id=person_id).order_by("-id")[:20]]


def codes_given(person_id: int, *, since: datetime) -> list[JournalLine]:
    """Who has given a one-time code for the person's account, and with it a way in; newest first."""
    rows = Fact.objects.filter(_account_of(person_id), kind__in=CODES, recorded_at__gte=since)
    return [_line(row) for row in rows.order_by("-id")[:10]]


def _account_of(person_id: int) -> Q:
    accounts = Account.objects.filter(person=person_id).values("id")
    return Q(subject_type="account", subject_id__in=accounts)
