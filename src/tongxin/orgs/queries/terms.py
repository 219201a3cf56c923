"""Who must hold an election soon, which posts are empty, which terms end: for the reminders page."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from tongxin.kernel.actor import Actor
from tongxin.kernel.periods import add_months
from tongxin.orgs import texts
from tongxin.orgs.models import Appointment, Company, Unit
from tongxin.orgs.queries.scope import company_of, holds_on, units_seen_by, within
from tongxin.orgs.queries.sizes import COUNTED, party_units
from tongxin.orgs.rules.posts import COMMITTEE_POSTS, SECRETARY
from tongxin.orgs.rules.size import Caution, cautions
from tongxin.orgs.rules.terms import (
    REMIND_MONTHS,
    TERM_YEARS,
    Term,
    TermState,
    elected_before,
    term_state,
)
from tongxin.regimes.load import posts
from tongxin.regimes.schema.post import PostSpec

PAGE = 50


@dataclass(frozen=True, slots=True)
class ElectionLine:
    unit_id: int
    name: str
    word: str
    elected: date | None
    state: TermState
    late: bool
    may_edit: bool

    @property
    def days_word(self) -> str:
        return f"过了 {-self.state.days} 天" if self.late else f"还有 {self.state.days} 天"


@dataclass(frozen=True, slots=True)
class Vacancy:
    unit_id: int
    unit: str
    place: str
    post: str
    word: str
    may_appoint: bool


@dataclass(frozen=True, slots=True)
class TermLine:
    appointment_id: int
    person_id: int
    person: str
    unit_id: int
    unit: str
    word: str
    ends: date
    days: int

    @property
    def days_word(self) -> str:
        return f"还有 {self.days} 天" if self.days else "今天到期"


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party organisation with its size and what there is to mind."""

    unit_id: int
    name: str
    word: str
    full: int
    probationary: int
    officers: int
    cautions: list[Caution]


@dataclass(frozen=True, slots=True)
class Reminders:
    on: date
    elections: list[ElectionLine]
    elections_more: bool
    unknown: int
    vacancies: list[Vacancy]
    vacancies_more: bool
    ending: list[TermLine]
    ending_more: bool


def view_reminders(*, viewer: Actor, on: date) -> Reminders:
    company = Company.objects.get(id=company_of(viewer))
    words = texts.words(company)
    elections = elections_due(viewer=viewer, on=on)
    empty = vacancies(viewer=viewer, on=on, words=words)
    ending = terms_ending(viewer=viewer, on=on, words=words)
    unknown = _electing(viewer, on).filter(elected_date__isnull=True)
    return Reminders(
        on,
        [_election(unit, words, viewer, on) for unit in elections[:PAGE]],
        len(elections) > PAGE,
        unknown.count(),
        empty[:PAGE],
        len(empty) > PAGE,
        ending[:PAGE],
        len(ending) > PAGE,
    )


def _electing(viewer: Actor, on: date) -> QuerySet[Unit]:
    scope = within(viewer.scope("org_view"), "")
    return units_seen_by(viewer).filter(holds_on(on), scope, kind__in=TERM_YEARS)


def elections_due(*, viewer: Actor, on: date, limit: int = PAGE + 1) -> list[Unit]:
    """BR-10: committees of the viewer's `org_view` whose term ends within six months or has ended."""
    due = Q()
    for kind in TERM_YEARS:
        due |= Q(kind=kind, elected_date__lte=elected_before(kind, on=on))
    return list(_electing(viewer, on).filter(due).order_by("elected_date", "id")[:limit])


def _election(unit: Unit, words: dict[str, str], viewer: Actor, on: date) -> ElectionLine:
    state = term_state(unit.kind, unit.elected_date, on=on)
    return ElectionLine(
        unit.id,
        unit.name,
        words[unit.kind],
        unit.elected_date,
        state,
        late=state.term in (Term.OVERDUE, Term.TOO_LATE),
        may_edit=viewer.may_in("org_edit", unit_id=unit.id, path=unit.path),
    )


def leading_posts(company_id: int, on: date) -> dict[str, PostSpec]:
    """The posts that every unit of their kind should fill: held by one person, in use in the company."""
    single = {
        key: post
        for key, post in posts(settings.PACKS_DIR).items()
        if post.per_unit == 1 and (key == SECRETARY or key not in COMMITTEE_POSTS)
    }
    used = Appointment.objects.filter(holds_on(on), unit__company=company_id, post__in=single)
    return {key: single[key] for key in sorted(used.values_list("post", flat=True).distinct())}


def vacancies(*, viewer: Actor, on: date, words: dict[str, str], limit: int = PAGE + 1) -> list[Vacancy]:
    """Units of the viewer's `org_view` that lack the holder of a leading post, in two queries."""
    wanted = leading_posts(company_of(viewer), on)
    scope = within(viewer.scope("org_view"), "")
    units = units_seen_by(viewer).filter(holds_on(on), scope).select_related("parent")
    lacks = Q(pk__in=())
    for key, post in wanted.items():
        held = Appointment.objects.filter(holds_on(on), unit=OuterRef("id"), post=key)
        units = units.annotate(**{f"has_{key}": Exists(held)})
        lacks |= Q(**{f"has_{key}": False}, kind__in=post.units)
    rows = units.filter(lacks).order_by("parent_id", "id")[:limit]
    found = [
        Vacancy(
            unit.id,
            unit.name,
            unit.parent.name if unit.parent else "",
            key,
            words[key],
            viewer.may_in("appointment_make", unit_id=unit.id, path=unit.path),
        )
        for unit in rows
        for key, post in wanted.items()
        if unit.kind in post.units and not getattr(unit, f"has_{key}")
    ]
    return found[:limit]


def terms_ending(*, viewer: Actor, on: date, words: dict[str, str], limit: int = PAGE + 1) -> list[TermLine]:
    """Appointments of the viewer's `org_view` whose term ends within six months, soonest first."""
    soon = add_months(on, REMIND_MONTHS)
    rows = Appointment.objects.filter(
        within(viewer.scope("org_view")),
        holds_on(on),
        unit__company_id=company_of(viewer),
        ends_date__lte=soon,
        stands_in_for__isnull=True,
    )
    return [
        TermLine(
            row.id,
            row.person_id,
            row.person.name,
            row.unit_id,
            row.unit.name,
            words.get(row.post, row.post),
            row.ends_date,
            (row.ends_date - on).days,
        )
        for row in rows.select_related("person", "unit").order_by("ends_date", "id")[:limit]
        if row.ends_date is not None
    ]


@dataclass(frozen=True, slots=True)
class SizesPage:
    on: date
    lines: list[PartyLine]
    page: int
    has_next: bool

    @property
    def to_mind(self) -> int:
        return sum(any(one.tone == "warn" for one in line.cautions) for line in self.lines)


def view_sizes(*, viewer: Actor, on: date, page: int = 1) -> SizesPage:
    """The party organisations of the viewer's `org_view`, fifty a page, with their cautions."""
    scope = within(viewer.scope("org_view"), "")
    units = units_seen_by(viewer).filter(holds_on(on), scope, kind__in=COUNTED)
    first = (max(page, 1) - 1) * PAGE
    rows = list(units.select_related("company").order_by("path")[first : first + PAGE + 1])
    shown = {unit.id: unit for unit in rows[:PAGE]}
    lines = [
        PartyLine(
            facts.unit_id,
            shown[facts.unit_id].name,
            texts.word(shown[facts.unit_id].company, facts.kind),
            facts.full,
            facts.probationary,
            facts.officers,
            cautions(facts, on=on),
        )
        for facts in party_units(shown.values(), on)
    ]
    return SizesPage(on, lines, max(page, 1), len(rows) > PAGE)
