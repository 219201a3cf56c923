"""Make a move: one decision, one transaction, one fact."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongxin.adoption.queries.cases import Edition
from tongxin.cases.commands import effects, writing
from tongxin.cases.commands.writing import Given, Upload
from tongxin.cases.models import Case, Deed
from tongxin.cases.proofs import proof_of
from tongxin.cases.queries import seen
from tongxin.cases.queries.story import Known, around_of, known, local
from tongxin.cases.queries.who import posts_over, standing_of, who_of
from tongxin.facts import commands as facts
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, Refused
from tongxin.kernel.proof import Proof
from tongxin.orgs.queries import units_over
from tongxin.regimes.cases import dues, moving
from tongxin.regimes.cases.story import Around, Story, Who, Wish, brought, told
from tongxin.regimes.schema.case import Move
from tongxin.regimes.schema.guard import Proved, SetDay


@dataclass(frozen=True, slots=True)
class Making:
    """What somebody brings to a move. `revision` is what they saw; `record_id` the meeting it rests on.

    `key` makes sending twice safe: the second time is the first time again.
    """

    move: str
    given: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[Upload] = ()
    revision: int | None = None
    done_on: date | None = None
    record_id: int | None = None
    late_reason: str = ""
    code: str = ""
    key: uuid.UUID | None = None


def move_case(case_id: int, making: Making, *, by: Actor, at: datetime) -> Fact:
    """The case moves, or is as it was: a refusal leaves no trace."""
    case = seen.get_case(case_id, viewer=by)
    return _move(case, making, by=by, at=at)


def move_by_code(making: Making, *, by: Actor, at: datetime) -> Fact:
    """What the opener without a name may do: answer, say whether it is well, open it again."""
    case = seen.get_by_code(making.code)
    # Of whoever has only the code nothing is written, though they may be logged in.
    return _move(case, making, by=Actor(person_id=None, name="", company_id=case.company_id), at=at)


def _move(case: Case, making: Making, *, by: Actor, at: datetime) -> Fact:
    key = _key_of(case, making)
    if key and (made := Fact.objects.filter(key=key, subject_type="case", subject_id=case.id).first()):
        return made
    on = timezone.localdate(at)
    found = known(case, on=on)
    proof = _proof(case, found, making, by=by)
    happened_at = writing.moment_of(making.done_on or _day_of(proof, found, making, on), at)
    edition = found.edition(happened_at.date())
    story = found.story(happened_at.date())
    moving.check_order(story, happened_at, local(at))
    asked = edition.spec.move(making.move)
    _check_brought(asked, making)
    given = writing.cleaned(
        edition.spec,
        asked.fields if asked else (),
        making.given,
        data=case.data,
        company_id=case.company_id,
        on=on,
    )
    wish = _wish(making, given, proof, by=by, happened_at=happened_at)
    who = who_of(case.unit, by, on=on, with_code=bool(making.code))
    around = _around(story, wish, case, on)
    move = moving.check_move(story, wish, who, around)
    given = replace(given, open={**given.open, **_days(move, told(story, move, wish))})
    with transaction.atomic():
        _take(case, making.revision)
        deed = _deed(found, edition, move, wish, around, who=who, at=at)
        writing.write_deed(deed, given, making.files, by=by, at=at)
        return _follow(found, story, move, wish, given, by=by, at=at, key=key)


def make_itself(found: Known, move: Move, around: Around, *, by: Actor, at: datetime) -> Fact:
    """A move that nobody makes: its day has come."""
    on, wish, given = timezone.localdate(at), Wish(move.key, local(at)), Given({}, {}, {})
    story, edition = found.story(on), found.edition(on)
    with transaction.atomic():
        _take(found.case, None)
        deed = _deed(found, edition, move, wish, around, who=Who(), at=at)
        writing.write_deed(deed, given, (), by=by, at=at)
        return _follow(found, story, move, wish, given, by=by, at=at)


def _key_of(case: Case, making: Making) -> uuid.UUID | None:
    """A page has one key for all its buttons; each of them is a thing of its own."""
    return uuid.uuid5(making.key, f"{case.id}.{making.move}") if making.key else None


def _as_told(before: Story, after: Story, by: Actor) -> Actor:
    """Facts stay for good: of those whose name the kind drops one day, the journal never learns it, neither
    when they come nor when they leave."""
    who = Who(person=by.person_id, posts=frozenset(post.post for post in by.posts))
    dropped = (who.roles(before) | who.roles(after)) & set(after.spec.keep.names)
    return replace(by, person_id=None, name="") if dropped else by


def _check_brought(move: Move | None, making: Making) -> None:
    """Neither another day nor files where the step asks for none: a page asks for none, a program might."""
    if move and making.files and not move.files:
        raise Invalid("这一步不收文件", fields={"files": "这一步不收文件"})
    if move and making.done_on and not move.dated:
        raise Invalid("这一步不能填别的日子", fields={"happened_on": "这一步就是今天办的，不能填别的日子"})


def _proof(case: Case, found: Known, making: Making, *, by: Actor) -> Proof | None:
    """A meeting held around the unit, which has not carried the same step of this case already."""
    if making.record_id is None:
        return None
    proof = proof_of(making.record_id, by=by)
    if proof.unit_id not in units_over(case.unit, proof.held_on):
        raise Refused(f"“{proof.title}”不是这里的会")
    before = [deed.proof["record_id"] for deed in found.deeds if deed.move == making.move and deed.proof]
    if proof.record_id in before:
        raise Refused(f"“{proof.title}”已经作过这一步的依据，要再开一次会")
    return proof


def _day_of(proof: Proof | None, found: Known, making: Making, on: date) -> date | None:
    """A step that is of the day of its meeting is dated by the record, whenever it is written down."""
    if proof is None or proof.held_on > on:
        return None
    move = found.edition(proof.held_on).spec.move(making.move)
    asked = (guard for guard in (move.guards if move else ()) if isinstance(guard, Proved))
    return proof.held_on if any(guard.same_day for guard in asked) else None


def _wish(making: Making, given: Given, proof: Proof | None, *, by: Actor, happened_at: datetime) -> Wish:
    return Wish(
        move=making.move,
        at=happened_at,
        by=by.person_id,
        given=given.all,
        files=len(making.files),
        proof=proof,
        late_reason=making.late_reason,
    )


def _around(story: Story, wish: Wish, case: Case, on: date) -> Around:
    """With the standing and posts of those whom the move names, too."""
    around = around_of(story, case.company_id, on=on)
    move = story.spec.move(wish.move)
    named = {p for one in (move.fields if move else ()) if one.fills for p in wish.given.get(one.key, ())}
    if not named:
        return around
    return replace(
        around,
        standing={**around.standing, **standing_of(named, on=on)},
        held={**around.held, **posts_over(case.unit, named, on=on)},
    )


def _days(move: Move, after: Story) -> dict[str, Any]:
    """What the move has counted for fields that nobody fills in."""
    named = [one.field for one in move.effects if isinstance(one, SetDay)]
    return {key: after.data[key] for key in named if key in after.data}


def _take(case: Case, revision: int | None) -> None:
    """Two people may press the button at once; what they both saw decides."""
    rows = Case.objects.filter(id=case.id, state=case.state, revision=case.revision, rung=case.rung)
    if (revision is not None and revision != case.revision) or not rows.update(revision=case.revision + 1):
        raise Refused("这件事刚刚有人办了一步，请刷新后再看")
    case.revision += 1


def _deed(
    found: Known, edition: Edition, move: Move, wish: Wish, around: Around, *, who: Who, at: datetime
) -> Deed:
    case, story = found.case, found.story(wish.at.date())
    due_at = dues.due_at(move, story, around)
    late = move.due is not None and move.due.late == "reason" and dues.is_late(due_at, wish.at)
    return Deed(
        case=case,
        number=len(found.deeds) + 1,
        move=move.key,
        title=move.title,
        node=move.node,
        source=case.state,
        target=move.target or case.state,
        by_id=wish.by,
        by_title=_by_title(found, move, who),
        happened_at=wish.at,
        written_at=at,
        due_at=due_at,
        late_reason=wish.late_reason.strip()[:200] if late else "",
        edition=edition.name,
        clause=(move.clause or edition.spec.basis.clause)[:60],
        proof=_shown(wish, move, story),
    )


def _by_title(found: Known, move: Move, who: Who) -> str:
    spec = found.editions[-1].spec
    mine = who.roles(found.story(found.case.opened_at.date())) & set(move.by.roles)
    return spec.role_title(sorted(mine)[0]) if mine else ""


def _shown(wish: Wish, move: Move, story: Story) -> dict[str, Any] | None:
    """The record, and how it voted on the people of this case; what it says of others stays there."""
    if wish.proof is None:
        return None
    asked = [guard for guard in move.guards if isinstance(guard, Proved) and guard.vote]
    people = {person for guard in asked for person in brought(story, move, wish).in_role(guard.role)}
    sentences = [vote.sentence for person, vote in wish.proof.votes.items() if person in people]
    return {"record_id": wish.proof.record_id, "title": wish.proof.title, "sentences": sentences}


def _follow(
    found: Known,
    story: Story,
    move: Move,
    wish: Wish,
    given: Given,
    *,
    by: Actor,
    at: datetime,
    key: uuid.UUID | None = None,
) -> Fact:
    """What follows from the move: state, people, what is due, effects, and the fact."""
    case, after = found.case, told(story, move, wish)
    source, case.state, case.state_since = case.state, after.state, after.state_since
    case.data = {**case.data, **given.open}
    writing.write_moved(case, story.spec, move, given.people, by=by.person_id)
    now = found.as_of(after, timezone.localdate(at))
    writing.settle(case, now, around_of(now, case.company_id, on=timezone.localdate(at)), at=at)
    case.save()
    effects.run(move, case, after, by=by, at=at)
    return facts.record(
        "case.moved", subject=("case", case.id), by=_as_told(story, after, by), at=at, unit_id=case.unit_id,
        happened_at=wish.at,
        key=key, data={"kind": case.kind, "move": move.key, "source": source, "state": case.state},
    )  # fmt: skip
