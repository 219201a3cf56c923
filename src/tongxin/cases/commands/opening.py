"""Open a case: with a name, without one, or by the program out of another case."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tongxin.adoption.queries.cases import Edition, case_specs, editions_of
from tongxin.cases.codes import code_of, hash_of
from tongxin.cases.commands import writing
from tongxin.cases.commands.writing import Given, Upload
from tongxin.cases.models import Case, Part
from tongxin.cases.proofs import proof_of
from tongxin.cases.queries.story import around_of, story_of
from tongxin.cases.queries.who import holders_over, nearest_holders, who_of
from tongxin.facts import commands as facts
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Membership, Person, Unit
from tongxin.orgs.queries import holds_on, units_over
from tongxin.regimes import filling
from tongxin.regimes.cases.moving import may
from tongxin.regimes.cases.story import Story
from tongxin.regimes.editions import edition_on
from tongxin.regimes.schema.case import OPENER, SUBJECT, Address, CaseSpec

# The key of the form is the key to its code, so that the row keeps only what comes of it.
KEYS = uuid.UUID("5b1d7c40-8f0e-4c34-9a5c-2f6a0f7d3e11")


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody brings. `anonymous`: no name is kept, a code is given. `key` makes sending twice safe."""

    kind: str
    unit_id: int
    given: Mapping[str, Any]
    files: Sequence[Upload] = ()
    anonymous: bool = False
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    done_on: date | None = None
    roles: Mapping[str, Sequence[int]] = field(default_factory=dict)
    posts: Mapping[int, str] = field(default_factory=dict)  # what it comes to a person by
    origin_id: int | None = None
    record_id: int | None = None  # the meeting that decided it


class StillOpen(Refused):
    """There is one already, and the kind allows no second."""


@dataclass(frozen=True, slots=True)
class Opened:
    """`code` is told once, to whoever opened it without a name."""

    fact: Fact
    case_id: int
    code: str = ""


def open_case(opening: Opening, *, by: Actor, at: datetime) -> Opened:
    """By a person, or from a poster by somebody who is not known (`by` then has no person)."""
    unit = Unit.objects.filter(id=opening.unit_id, company=by.company_id or 0, ends_date=None).first()
    if unit is None:
        raise NotFound("没有找到这个单位")
    on = timezone.localdate(at)
    spec, adoption_id = _spec(opening.kind, unit, on)
    _check_may(spec, unit, opening, by=by, at=at)
    return open_under(spec, adoption_id, unit, opening, by=by, at=at)


def _spec(kind: str, unit: Unit, on: date) -> tuple[CaseSpec, int]:
    found = case_specs(unit, on=on).get(kind)
    if found is None:
        raise Refused(f"{unit.name}没有采用办这件事的制度，请支部书记在“制度”里采用")
    return found


def _check_may(spec: CaseSpec, unit: Unit, opening: Opening, *, by: Actor, at: datetime) -> None:
    if opening.anonymous and not spec.anonymous:
        raise Refused(f"“{spec.title}”要写明是谁提的")
    if by.person_id is None and not opening.anonymous:
        raise NotAllowed("请先登录，或者不写名字提交")
    now = writing.moment_of(None, at)
    story = Story(spec, spec.start, now, now)
    if not opening.anonymous and not may(spec.opened_by, story, who_of(unit, by, on=now.date())):
        raise NotAllowed(f"“{spec.title}”不由您来提")


def open_under(
    spec: CaseSpec, adoption_id: int, unit: Unit, opening: Opening, *, by: Actor, at: datetime
) -> Opened:
    """The rights are checked already, or it is another case that opens it."""
    if opening.anonymous:
        at = _about(at)
    happened_at = writing.moment_of(opening.done_on, at)
    _check_brought(spec, opening, happened_at, at)
    editions = editions_of(spec.key, adoption_id=adoption_id, unit=unit, on=timezone.localdate(at))
    edition = edition_on(editions, happened_at.date())
    spec, on = edition.spec, timezone.localdate(at)
    given = writing.cleaned(spec, spec.opening, opening.given, company_id=unit.company_id, on=on)
    if by.team_id is not None and spec.level_of(given.open) == "C3":
        raise NotAllowed("这一样要封存起来，不在班组终端上写。请用自己的手机提")
    if opening.origin_id is None and (wrong := filling.missing(spec.opening, given.all)):
        raise Invalid("有几处要填", fields=wrong)
    known = _unknown(by) if opening.anonymous else by
    opening = replace(opening, key=kept_key(opening.key))
    try:
        with transaction.atomic():
            return _open(edition, adoption_id, unit, opening, given, by=known, at=at, happened_at=happened_at)
    except IntegrityError:
        return _opened_before(opening, by=known)


def kept_key(key: uuid.UUID) -> uuid.UUID:
    """What is kept of the key that somebody brings."""
    return uuid.uuid5(KEYS, key.hex)


def code_for(key: uuid.UUID) -> str:
    """The code again, of a form that was sent without a name."""
    return code_of(uuid.uuid5(KEYS, key.hex))


def _check_brought(spec: CaseSpec, opening: Opening, happened_at: datetime, at: datetime) -> None:
    if happened_at > at:
        raise Invalid("日期不对", fields={"happened_on": "不能填以后的日子"})
    if opening.files and not spec.opening_files:
        raise Invalid("这里不收文件", fields={"files": "这里不收文件"})


def _about(at: datetime) -> datetime:
    """Who opens something without a name must not be found by the second in which they were there."""
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)


def _unknown(by: Actor) -> Actor:
    """Of whoever opens something without a name nothing is written, though they may be logged in."""
    return Actor(person_id=None, name="", company_id=by.company_id)


def _open(
    edition: Edition,
    adoption_id: int,
    unit: Unit,
    opening: Opening,
    given: Given,
    *,
    by: Actor,
    at: datetime,
    happened_at: datetime,
) -> Opened:
    spec, on = edition.spec, timezone.localdate(at)
    code = code_of(opening.key) if opening.anonymous else ""
    roles, posts = _roles(spec, unit, opening, given, by=by, on=on)
    _check_single(spec, unit, roles, on=on)
    case = _row(spec, adoption_id, unit, opening, given, by=by, happened_at=happened_at)
    case.code_hash = hash_of(code)
    case.recurs = _case_before(case, spec, on)
    case.save(force_insert=True)
    writing.write_parts(case, spec, roles, posts=posts)
    deed = writing.first_deed(case, edition, at=at, happened_at=happened_at, by=by)
    deed.proof = _decided(opening, unit, by=by, on=on)
    writing.write_deed(deed, given, opening.files, by=by, at=at)
    story = story_of(case, spec, list(Part.objects.filter(case=case)), [deed])
    writing.settle(case, story, around_of(story, case.company_id, on=on), at=at)
    case.save()
    fact = _tell(case, spec, roles, by=by, at=at, happened_at=happened_at)
    _open_for_recurrence(case, spec, given, by=by, at=at)
    return Opened(fact, case.id, code)


def _row(
    spec: CaseSpec,
    adoption_id: int,
    unit: Unit,
    opening: Opening,
    given: Given,
    *,
    by: Actor,
    happened_at: datetime,
) -> Case:
    return Case(
        key=opening.key,
        company_id=unit.company_id,
        unit=unit,
        kind=spec.key,
        adoption_id=adoption_id,
        title=by.name if spec.about_opener else writing.title_of(spec, given.open, given.people),
        level=spec.level_of(given.open),
        state=spec.start,
        state_since=happened_at,
        opened_at=happened_at,
        opened_by_id=by.person_id,
        data=dict(given.open),
        alike=writing.alike(spec, given.open),
        origin_id=opening.origin_id,
    )


def _roles(
    spec: CaseSpec, unit: Unit, opening: Opening, given: Given, *, by: Actor, on: date
) -> tuple[dict[str, list[int]], dict[int, str]]:
    """Role -> people, and of whom it is addressed to the post by which it came."""
    posts = dict(opening.posts)
    roles: dict[str, list[int]] = {role: list(people) for role, people in opening.roles.items()}
    for asked in spec.opening:
        if asked.fills and given.people.get(asked.key):
            roles[asked.fills] = given.people[asked.key]
    if by.person_id is not None and opening.origin_id is None:
        roles[OPENER] = [by.person_id]
        if spec.about_opener:
            roles[SUBJECT] = [by.person_id]
    if spec.addressed is not None:
        apart = {SUBJECT, *spec.addressed.not_roles}
        but = {person for role in apart for person in roles.get(role, ())}
        found = _addressed(spec.addressed, unit, given, but=but, on=on)
        roles[spec.addressed.role] = [*roles.get(spec.addressed.role, ()), *found]
        posts |= found
    return roles, posts


def _addressed(
    address: Address, unit: Unit, given: Given, *, but: Collection[int], on: date
) -> dict[int, str]:
    """Never to whom it is about: nobody decides on themselves. What is closed to those of rank goes to nobody
    else instead, unless they chose themselves."""

    def holders(posts: Collection[str]) -> dict[int, str]:
        return (nearest_holders if address.nearest else holders_over)(unit, posts, on=on)

    def others(held: Mapping[int, str]) -> dict[int, str]:
        return {person: post for person, post in held.items() if person not in but}

    chosen = holders(address.chosen(given.open))
    closed = given.open.get(address.field) in address.closed
    people = others(chosen) or ({} if closed and not chosen else others(holders(address.otherwise)))
    if closed and not people:
        sentence = "那里现在没有人接，请改选一个"
        raise Invalid(sentence, fields={address.field: sentence})
    return people


def _decided(opening: Opening, unit: Unit, *, by: Actor, on: date) -> dict[str, object] | None:
    """The meeting out of which it comes, held here."""
    if opening.record_id is None:
        return None
    proof = proof_of(opening.record_id, by=by)
    if proof.unit_id not in units_over(unit, on):
        raise Refused(f"“{proof.title}”不是这里的会")
    return {"record_id": proof.record_id, "title": proof.title, "sentences": []}


def _check_single(spec: CaseSpec, unit: Unit, roles: Mapping[str, Sequence[int]], *, on: date) -> None:
    if not spec.one_per and spec.recurs is None:
        return
    Unit.objects.select_for_update(no_key=True).get(id=unit.id)  # of two at once the second sees the first
    subjects = list(roles.get(SUBJECT, ()))
    list(Person.objects.select_for_update(no_key=True).filter(id__in=subjects).order_by("id"))
    running = Case.objects.filter(kind=spec.key, company=unit.company_id, ended_at=None)
    if spec.level == "C3":
        _check_single_quietly(running, subjects, unit, on)
        return
    if spec.one_per == "unit" and running.filter(unit=unit).exists():
        raise StillOpen(f"{unit.name}已经有一件“{spec.title}”没有办完，请接着办那一件")
    if spec.one_per == "subject":
        parts = Part.objects.filter(role=SUBJECT, person__in=roles.get(SUBJECT, ()), case__in=running)
        if name := parts.values_list("person__name", flat=True).first():
            raise StillOpen(f"{name}已经有一件“{spec.title}”没有办完，请接着办那一件")


def _check_single_quietly(running: QuerySet[Case], subjects: Sequence[int], unit: Unit, on: date) -> None:
    """That somebody has such a case is nobody's business: not of the unit and there already look alike."""
    there = Part.objects.filter(role=SUBJECT, person__in=subjects, case__in=running).exists()
    here = Membership.objects.filter(holds_on(on), person__in=subjects)
    near = here.filter(Q(unit__path__startswith=unit.path) | Q(unit__in=units_over(unit, on)))
    if there or near.values("person").distinct().count() < len(set(subjects)):
        raise StillOpen("这里不能给这个人再开一份；有需要，请找支部书记或者工会小组长说一声")


def _case_before(case: Case, spec: CaseSpec, on: date) -> Case | None:
    """The latest of the same kind, place and problem, if that is not long ago."""
    if spec.recurs is None or not case.alike:
        return None
    since = case.opened_at - timedelta(days=spec.recurs.days)
    same = Case.objects.filter(
        kind=case.kind, alike=case.alike, opened_at__gte=since, unit__path__startswith=_around(case.unit)
    )
    return same.order_by("-opened_at", "-id").first()


def _around(unit: Unit) -> str:
    """A team works where the other teams of its section work on the other shifts: what is above it."""
    return unit.path[: -len(f"{unit.id}.")] if unit.parent_id else unit.path


def _open_for_recurrence(case: Case, spec: CaseSpec, given: Given, *, by: Actor, at: datetime) -> None:
    """What comes back is looked into, once for all that is alike; the fields that both kinds have go along."""
    if case.recurs is None or spec.recurs is None or not spec.recurs.opens:
        return
    found = case_specs(case.unit, on=timezone.localdate(at)).get(spec.recurs.opens)
    running = Case.objects.filter(kind=spec.recurs.opens, unit=case.unit_id, ended_at=None)
    if found is None or running.filter(origin__kind=case.kind, origin__alike=case.alike).exists():
        return
    asked = {one.key for one in found[0].opening}
    brought = Opening(
        kind=spec.recurs.opens,
        unit_id=case.unit_id,
        given={key: value for key, value in given.open.items() if key in asked},
        origin_id=case.id,
    )
    open_under(found[0], found[1], case.unit, brought, by=by, at=at)


def _tell(
    case: Case,
    spec: CaseSpec,
    roles: Mapping[str, list[int]],
    *,
    by: Actor,
    at: datetime,
    happened_at: datetime,
) -> Fact:
    """With whom it went to at once."""
    told = roles.get(spec.addressed.role, []) if spec.addressed else []
    return facts.record(
        "case.opened", subject=("case", case.id), by=by, at=at, unit_id=case.unit_id, happened_at=happened_at,
        data={
            "kind": case.kind, "state": case.state, "recurs": case.recurs_id, "origin": case.origin_id,
            "told": told,
        },
    )  # fmt: skip


def _opened_before(opening: Opening, *, by: Actor) -> Opened:
    """The same form was sent twice: go on with the one that is there, and tell its code again."""
    case = Case.objects.filter(key=opening.key, company=by.company_id or 0, kind=opening.kind).first()
    if case is None:
        raise Refused("这张表已经用别的内容传过一次，请刷新后再写")
    fact = Fact.objects.get(subject_type="case", subject_id=case.id, kind="case.opened")
    return Opened(fact, case.id, code_of(opening.key) if opening.anonymous else "")
