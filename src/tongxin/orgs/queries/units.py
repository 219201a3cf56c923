"""One unit's page: what it is, who is in it, its posts, its links, and what there is to mind."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from tongxin.kernel.actor import Actor
from tongxin.kernel.periods import covers
from tongxin.orgs import texts
from tongxin.orgs.models import Appointment, Link, Membership, Person, Placement, Unit
from tongxin.orgs.queries.elections import elections_on
from tongxin.orgs.queries.people import PARTY_MEMBERS, named, with_standing
from tongxin.orgs.queries.scope import (
    get_unit,
    holds_on,
    memberships_seen_by,
)
from tongxin.orgs.queries.sizes import COUNTED, party_units
from tongxin.orgs.queries.tree import ancestors_on, names_on
from tongxin.orgs.rules.size import Caution, PartyUnit, cautions
from tongxin.orgs.rules.structure import children_kinds, link_kinds
from tongxin.orgs.rules.terms import TermState, term_state
from tongxin.regimes.load import posts
from tongxin.regimes.schema.post import PostSpec

PAGE = 50
CHILDREN = 100
RESTORABLE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class MemberLine:
    person_id: int
    name: str
    employee_no: str
    standing: str
    posts: str


@dataclass(frozen=True, slots=True)
class HolderLine:
    """`state`: now, future, ended."""

    appointment_id: int
    person_id: int
    name: str
    starts: date
    ends: date | None
    basis: str
    stands_in: bool
    state: str


@dataclass(frozen=True, slots=True)
class PostLine:
    key: str
    word: str
    holders: list[HolderLine]
    full: bool  # no further holder fits


@dataclass(frozen=True, slots=True)
class LinkLine:
    link_id: int
    unit_id: int
    name: str
    word: str
    line: str
    starts: date


@dataclass(frozen=True, slots=True)
class ChildLine:
    id: int
    name: str
    word: str


@dataclass(frozen=True, slots=True)
class UnitView:
    """`inside`: the viewer's `org_view` reaches it; without it only name, kind and place are given."""

    id: int
    name: str
    name_now: str
    kind: str
    word: str
    line: str
    line_title: str
    code: str
    trade: str
    crumbs: list[tuple[int, str]]
    starts: date
    ends: date | None
    elected: date | None
    term: TermState
    on: date
    is_today: bool
    inside: bool
    may_edit: bool
    may_appoint: bool
    people_shown: bool
    people: int
    full: int
    probationary: int
    whole: bool  # full and probationary count everything below too
    members: list[MemberLine]
    q: str
    page: int
    has_next: bool
    posts: list[PostLine]
    links: list[LinkLine]
    children: list[ChildLine]
    children_more: bool
    child_kinds: list[tuple[str, str]]
    linkable: bool
    cautions: list[Caution]

    @property
    def party(self) -> int:
        return self.full + self.probationary

    @property
    def not_yet(self) -> bool:
        """The unit came into being later than the day."""
        return self.on < self.starts

    @property
    def no_more(self) -> bool:
        return self.ends is not None and self.on > self.ends

    @property
    def editable(self) -> bool:
        return self.may_edit and self.is_today and self.ends is None


def view_unit(unit_id: int, *, viewer: Actor, on: date, today: date, q: str = "", page: int = 1) -> UnitView:
    unit = get_unit(unit_id, viewer=viewer)
    words = texts.words(unit.company)
    inside, shown = _may("org_view", unit, viewer), _may("person_view", unit, viewer)
    crumbs = ancestors_on(unit.id, on)
    held = _appointments(unit, on, today) if inside else []
    members, has_next = _members(unit, viewer, on, q, page, held, words) if shown else ([], False)
    sized = party_units([unit], on)[0] if inside else None
    elected = sized.elected if sized else elections_on([unit], on)[unit.id].last
    people, full, probationary = _totals(unit, sized, on)
    children, more = _children(unit, on, words)
    return UnitView(
        **_what(unit, words, crumbs),
        **_standing(unit, elected, viewer, on, today),
        people=people,
        full=full,
        probationary=probationary,
        whole=unit.kind in COUNTED,
        members=members,
        q=q,
        page=max(page, 1),
        has_next=has_next,
        posts=_posts(unit, held, words, on) if inside else [],
        links=_links(unit, on, today, words),
        children=children,
        children_more=more,
        cautions=cautions(sized, on=on) if sized and covers(unit.starts_date, unit.ends_date, on) else [],
    )


def _what(unit: Unit, words: dict[str, str], crumbs: list[tuple[int, str]]) -> dict[str, Any]:
    """What the unit is, with the name of the day."""
    name = crumbs[-1][1] if crumbs else unit.name
    return {
        "id": unit.id,
        "name": name,
        "name_now": unit.name,
        "kind": unit.kind,
        "word": texts.kind_word(words, unit.kind, name),
        "line": unit.line,
        "line_title": texts.LINES[unit.line],
        "code": unit.code,
        "trade": unit.trade,
        "crumbs": crumbs[:-1],
        "child_kinds": [(kind, words[kind]) for kind in children_kinds(unit.kind)],
        "linkable": bool(link_kinds(unit.kind)),
    }


def _standing(unit: Unit, elected: date | None, viewer: Actor, on: date, today: date) -> dict[str, Any]:
    """How the unit stands on the day, and what the viewer may do there."""
    return {
        "starts": unit.starts_date,
        "ends": unit.ends_date,
        "elected": elected,
        "term": term_state(unit.kind, elected, on=on),
        "on": on,
        "is_today": on == today,
        "inside": _may("org_view", unit, viewer),
        "may_edit": _may("org_edit", unit, viewer),
        "may_appoint": _may("appointment_make", unit, viewer),
        "people_shown": _may("person_view", unit, viewer),
    }


def _may(capability: str, unit: Unit, viewer: Actor) -> bool:
    return viewer.may_in(capability, unit_id=unit.id, path=unit.path)


def _totals(unit: Unit, sized: PartyUnit | None, on: date) -> tuple[int, int, int]:
    """People in the very unit, full members, probationary members; of a branch, those below too."""
    if sized is None:
        return 0, 0, 0
    if unit.kind in COUNTED:
        return sized.full + sized.probationary, sized.full, sized.probationary
    rows = with_standing(Membership.objects.filter(holds_on(on), unit=unit), on)
    by_standing: dict[str | None, int] = dict(rows.values_list("standing").annotate(Count("id")))
    return sum(by_standing.values()), by_standing.get("full", 0), by_standing.get("probationary", 0)


def _members(
    unit: Unit,
    viewer: Actor,
    on: date,
    q: str,
    page: int,
    held: list[Appointment],
    words: dict[str, str],
) -> tuple[list[MemberLine], bool]:
    rows = memberships_seen_by(viewer).filter(holds_on(on), unit=unit)
    if q.strip():
        people = Person.objects.filter(named(q), company=unit.company_id)
        rows = rows.filter(person__in=people.values("id"))
    first = (max(page, 1) - 1) * PAGE
    ordered = with_standing(rows, on).select_related("person").order_by("person__name", "person_id")
    found = list(ordered[first : first + PAGE + 1])
    posts_of: dict[int, list[str]] = defaultdict(list)
    for row in held:
        if covers(row.starts_date, row.ends_date, on):
            posts_of[row.person_id].append(words.get(row.post, row.post))
    lines = [
        MemberLine(
            row.person_id,
            row.person.name,
            row.person.employee_no,
            texts.STANDINGS[row.standing] if row.standing in PARTY_MEMBERS else "",
            "、".join(posts_of[row.person_id]),
        )
        for row in found[:PAGE]
    ]
    return lines, len(found) > PAGE


def _appointments(unit: Unit, on: date, today: date) -> list[Appointment]:
    """Those of the day; today also those to come and those that ended a short while ago."""
    held = holds_on(on)
    if on == today:
        held = Q(ends_date__isnull=True) | Q(ends_date__gte=today - RESTORABLE)
    rows = Appointment.objects.filter(held, unit=unit).select_related("person")
    return list(rows.order_by("stands_in_for", "starts_date", "id"))


def _posts(unit: Unit, held: list[Appointment], words: dict[str, str], on: date) -> list[PostLine]:
    by_post: dict[str, list[HolderLine]] = defaultdict(list)
    for row in held:
        by_post[row.post].append(_holder(row, on))
    known = posts(settings.PACKS_DIR)
    keys = [key for key, post in known.items() if unit.kind in post.units]
    lines = [
        PostLine(key, words.get(key, key), by_post[key], _is_full(known.get(key), by_post[key]))
        for key in [*keys, *(key for key in by_post if key not in keys)]
    ]
    return sorted(lines, key=lambda line: not any(one.state == "now" for one in line.holders))


def _is_full(post: PostSpec | None, held: list[HolderLine]) -> bool:
    if post is None:
        return True
    return sum(one.state != "ended" and not one.stands_in for one in held) >= post.per_unit


def _holder(row: Appointment, on: date) -> HolderLine:
    state = "future" if row.starts_date > on else "now"
    if row.ends_date is not None and row.ends_date < on:
        state = "ended"
    return HolderLine(
        row.id,
        row.person_id,
        row.person.name,
        row.starts_date,
        row.ends_date,
        row.basis,
        row.stands_in_for_id is not None,
        state,
    )


def _links(unit: Unit, on: date, today: date, words: dict[str, str]) -> list[LinkLine]:
    rows = Link.objects.filter(holds_on(on), Q(left=unit) | Q(right=unit)).select_related("left", "right")
    others = [(row, row.right if row.left_id == unit.id else row.left) for row in rows.order_by("id")]
    then = names_on([other.id for _, other in others], on) if on != today else {}
    lines = []
    for row, other in others:
        name = then.get(other.id, other.name)
        word = texts.kind_word(words, other.kind, name)
        lines.append(LinkLine(row.id, other.id, name, word, other.line, row.starts_date))
    return lines


def _children(unit: Unit, on: date, words: dict[str, str]) -> tuple[list[ChildLine], bool]:
    rows = Placement.objects.filter(holds_on(on), parent=unit).filter(
        Q(unit__ends_date__isnull=True) | Q(unit__ends_date__gte=on)
    )
    found = list(rows.select_related("unit").order_by("unit__code", "unit_id")[: CHILDREN + 1])
    lines = [
        ChildLine(row.unit_id, name, texts.kind_word(words, row.unit.kind, name))
        for row in found[:CHILDREN]
        for name in [row.name or row.unit.name]
    ]
    return lines, len(found) > CHILDREN
