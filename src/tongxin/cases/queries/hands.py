"""What of the open cases is in whose hands: for Today, and for the top of the list."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tongxin.adoption import queries as adoption
from tongxin.cases.models import Case, Deed, Part
from tongxin.cases.queries.lists import CaseLine, case_line, kinds_in_force, lined
from tongxin.cases.queries.openable import everyday
from tongxin.cases.queries.seen import inherited
from tongxin.kernel.actor import Actor
from tongxin.orgs.queries import within
from tongxin.regimes.cases.answers import answers
from tongxin.regimes.schema.case import CLIMBED, OPENER, CaseSpec, Move

MOST = 200
LISTED = ("C0", "C1", "C2")


@dataclass(frozen=True, slots=True)
class Hands:
    """`mine`: the next step is this person's; `others`: theirs too, but somebody else has it now."""

    mine: tuple[CaseLine, ...] = ()
    others: tuple[CaseLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Today:
    """What Today says of cases: what waits for the person, and what they may open with one tap."""

    hands: Hands = Hands()
    everyday: tuple[CaseSpec, ...] = ()


def for_today(*, viewer: Actor, at: datetime, buttons: bool = True) -> Today:
    """Two statements, one more for a worker, and one where answers are waited for; `buttons`: whether what may be opened is asked for."""
    if viewer.person_id is None or viewer.company_id is None or viewer.administrator:
        return Today()
    on = timezone.localdate(at)
    found = [one for one in adoption.in_force(company_id=viewer.company_id, on=on) if one.pack.cases]
    if not found:
        return Today()
    specs = {spec.key: spec for one in found for spec in one.pack.cases}
    return Today(
        _in_hands(specs, viewer, at), tuple(everyday(found, viewer=viewer, on=on) if buttons else ())
    )


def in_hands(*, viewer: Actor, at: datetime) -> Hands:
    """By the person's parts, and by the posts whose turn a state is; the most urgent first."""
    if viewer.person_id is None or viewer.administrator:
        return Hands()
    specs = kinds_in_force(viewer, on=timezone.localdate(at))
    return _in_hands(specs, viewer, at) if specs else Hands()


def _in_hands(specs: dict[str, CaseSpec], viewer: Actor, at: datetime) -> Hands:
    """One statement, and one more where answers are waited for: the roles come with the rows."""
    posts = {post.post for post in viewer.posts}
    mine = Part.objects.filter(Q(person=viewer.person_id) | Q(post__in=posts), case=OuterRef("id"))
    roles = mine.exclude(role__in=(OPENER, CLIMBED))
    rows = lined(Case.objects.filter(id__in=_wanted(specs, viewer))).annotate(
        opener=Exists(mine.filter(role=OPENER)),
        climbed=Exists(mine.filter(role=CLIMBED)),
        first_role=Subquery(roles.order_by("role").values("role")[:1]),
        last_role=Subquery(roles.order_by("-role").values("role")[:1]),
    )
    found = list(rows.order_by("due_at", "-opened_at", "id")[:MOST])
    adoption.packs_of(row.adoption_id for row in found)
    made = _made(found)
    turn = [
        _turn(row, _roles(row), posts) or _answers(row, _roles(row), posts, viewer, made.get(row.id, {}))
        for row in found
    ]
    lines = [case_line(row, at) for row in found]
    return Hands(
        tuple(line for line, mine in zip(lines, turn, strict=True) if mine),
        tuple(line for line, mine in zip(lines, turn, strict=True) if not mine),
    )


def _roles(row: Any) -> set[str]:
    """The roles by which it may be one's turn; more than two beside these nobody has in practice."""
    named = {row.first_role, row.last_role, OPENER if row.opener else None, CLIMBED if row.climbed else None}
    return named - {None}


def _wanted(specs: dict[str, CaseSpec], viewer: Actor) -> QuerySet[Case, int]:
    """One's own, and those that wait for a post of one's own where one looks after the unit.

    Each way is a query of its own, united by the database: as one condition none of its indexes would serve.
    """
    open_now = Case.objects.filter(ended_at=None)
    ways = [open_now.filter(id__in=Part.objects.filter(person=viewer.person_id).values("case"))]
    in_company = open_now.filter(company=viewer.company_id)
    if viewer.posts and viewer.may("case_view"):
        ways.append(in_company.filter(inherited(viewer)))
    posts = {post.post for post in viewer.posts}
    for name, levels in (("case_view", ("C0", "C1")), ("case_confidential", ("C2",))):
        scope = viewer.scope(name)
        waits = _waits([spec for spec in specs.values() if spec.level in levels], posts)
        if scope and waits:
            ways.append(in_company.filter(waits, within(scope), level__in=LISTED))
    first, *rest = (way.values_list("id", flat=True) for way in ways)
    return first.union(*rest)


def _waits(specs: Iterable[CaseSpec], posts: Set[str]) -> Q:
    """Every state of these kinds whose turn it is for one of the posts."""
    found = Q()
    for spec in specs:
        if states := [key for key in spec.states if _posts_next(spec, key) & posts]:
            found |= Q(kind=spec.key, state__in=states)
    return found


def _posts_next(spec: CaseSpec, state: str) -> set[str]:
    """The posts whose turn a state is: the one that has it, or those of its moves onward."""
    named = spec.states[state].with_whom
    if named:
        return {named}
    moves = (*_onward(spec, state), *answers(spec, state))
    return {post for move in moves for post in move.by.posts}


def _onward(spec: CaseSpec, state: str) -> list[Move]:
    return [move for move in spec.moves if state in move.source and move.target]


def _spec(row: Case) -> CaseSpec | None:
    spec = adoption.packs_of([row.adoption_id])[row.adoption_id].case(row.kind)
    return spec if spec and row.state in spec.states else None


def _turn(row: Case, roles: set[str], posts: set[str]) -> bool:
    spec = _spec(row)
    if spec is None:
        return False
    named = spec.states[row.state].with_whom
    if named:
        return named in roles or named in posts
    warned = bool(_awaited(row))  # where answers are waited for, whoever gave theirs need not warn, too
    onward = [move for move in _onward(spec, row.state) if not (warned and move.tone == "warn")]
    if any(posts.intersection(move.by.posts) for move in onward):
        return True
    return any(set(move.by.roles) & (roles - {OPENER} if move.tone == "warn" else roles) for move in onward)


def _awaited(row: Case) -> tuple[Move, ...]:
    """The answers that the case waits for; where a state says who has it, it is theirs alone."""
    spec = _spec(row)
    return answers(spec, row.state) if spec and not spec.states[row.state].with_whom else ()


def _made(rows: Iterable[Case]) -> dict[int, dict[str, set[int | None]]]:
    """Case -> answer -> by whom, in the stay that goes on; asked only where one is waited for."""
    asking = {row.id: row for row in rows if _awaited(row)}
    found: dict[int, dict[str, set[int | None]]] = {}
    if not asking:
        return found
    deeds = Deed.objects.filter(case__in=asking).order_by("number").values_list("case", "move", "by")
    for case, key, by in deeds:
        spec = _spec(asking[case])
        move = spec.move(key) if spec else None
        if move is None or move.target:
            found[case] = {}
        else:
            found.setdefault(case, {}).setdefault(key, set()).add(by)
    return found


def _answers(
    row: Case, roles: set[str], posts: set[str], viewer: Actor, made: Mapping[str, set[int | None]]
) -> bool:
    """Whether an answer of this person is waited for, which nobody gave yet and which they may give."""
    return any(
        (posts.intersection(move.by.posts) or roles.intersection(move.by.roles))
        and not roles.intersection(move.not_roles)
        and not any(viewer.person_id in made.get(key, ()) for key in move.not_by)
        and (viewer.person_id not in made.get(move.key, ()) if move.each else move.key not in made)
        for move in _awaited(row)
    )
