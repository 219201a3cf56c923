"""Promises of cases: walked over the pure rules, as if everybody held every post."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from string import ascii_lowercase
from typing import Any

from tongxin.kernel.errors import Invalid, Refused
from tongxin.kernel.proof import Answer, Proof, Vote
from tongxin.regimes.cases import counting, dues, moving
from tongxin.regimes.cases.story import Around, Story, Who, Wish, told
from tongxin.regimes.editions import edition_on
from tongxin.regimes.filling import kept
from tongxin.regimes.promises.duties import calendar
from tongxin.regimes.schema.case import OPENER, SUBJECT, CaseField, CaseSpec, Move
from tongxin.regimes.schema.guard import SetStanding
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.promise import CasePromise, PromisedProof, PromisedStep

PEOPLE = {letter: number for number, letter in enumerate(ascii_lowercase, start=1)}
Found = Iterator[tuple[str, str, str]]  # place in the promise, fault, what was promised or is to be written


def broken(promise: CasePromise, pack: Pack, chain: Sequence[Pack]) -> Found:
    """What comes out in another way than it is promised; `chain` are the editions of the pack."""
    if pack.case(promise.case) is None:
        yield "case", f"包里没有“{promise.case}”这种流程", "写 cases/ 里有的名"
        return
    if not promise.refuses:
        yield "steps", "没有一步是不让办的", "写一步 refused，看该拦的拦不拦得住"
    try:
        walk = _opened(promise, chain)
    except Refused as error:
        yield "given", f"提不出来：{sentence(error)}", "改 given，或改 opening"
        return
    yield from _walked(walk, promise)


@dataclass(slots=True)
class _Walk:
    """Where the case is, in the middle of its promise."""

    chain: Sequence[Pack]
    story: Story
    standing: dict[int, tuple[str, bool]] = field(default_factory=dict)
    held: dict[int, frozenset[str]] = field(default_factory=dict)

    def around(self, running: Mapping[str, int] | None = None) -> Around:
        return Around(calendar(), self.standing, running or {}, held=self.held)

    def on(self, day: date) -> Story:
        """The story as the edition sees it that holds on the day."""
        return replace(self.story, spec=spec_on(self.chain, self.story.spec.key, day))

    def due(self) -> datetime | None:
        found = dues.next_due(self.story, self.around())
        return found[1] if found else None


def spec_on(chain: Sequence[Pack], key: str, day: date) -> CaseSpec:
    having = [pack for pack in chain if pack.case(key)]
    spec = edition_on(having, day).case(key)
    assert spec is not None
    return spec


def _opened(promise: CasePromise, chain: Sequence[Pack]) -> _Walk:
    spec = spec_on(chain, promise.case, promise.opened.date())
    given = _given(spec.opening, promise.given)
    roles = {role: _numbers(letters) for role, letters in promise.roles.items()}
    roles |= {one.fills: frozenset(given[one.key]) for one in spec.opening if one.fills and one.key in given}
    if promise.by:
        roles[OPENER] = _numbers(promise.by)
        roles |= {SUBJECT: _numbers(promise.by)} if spec.about_opener else {}
    standing = {
        PEOPLE[letter]: ("full", True) if held == "suspended" else (str(held), False)
        for letter, held in promise.people.items()
    }
    story = Story(spec, spec.start, promise.opened, promise.opened, (), given, roles)
    held = {PEOPLE[letter]: frozenset(posts) for letter, posts in promise.holders.items()}
    return _Walk(chain, story, standing, held)


def _walked(walk: _Walk, promise: CasePromise) -> Found:
    for index, step in enumerate(promise.steps):
        where = f"steps[{index}]"
        why = _make(walk, step)
        if why and not step.refused:
            yield where, f"“{step.move}”没有办成：{why}", "改这一步，或写 refused"
            return
        if step.refused:
            yield from _refused(step, why, where)
            if not why:
                return
            continue
        yield from _after(walk, step, where)
    if promise.due and walk.due() != promise.due:
        yield "due", f"算出来是 {_moment(walk.due())}", f"说好的是 {_moment(promise.due)}"
    yield from _took(walk, promise)


def _took(walk: _Walk, promise: CasePromise) -> Found:
    found = counting.took(walk.story)
    for earliest, promised in promise.took.items():
        told = found.get(earliest)
        if told is None or round(told, 1) != promised:
            comes = "没有算出来" if told is None else f"算出来是 {round(told, 1):g} 小时"
            yield f"took.{earliest}", comes, f"说好的是 {promised:g} 小时"


def _refused(step: PromisedStep, why: str, where: str) -> Found:
    if not why:
        yield where, f"“{step.move}”办成了", f"说好的是不让办：{step.refused}"
    elif step.refused not in why:
        yield f"{where}.refused", f"不让办，说的是：{why}", f"说好的是：{step.refused}"


def _after(walk: _Walk, step: PromisedStep, where: str) -> Found:
    if step.state and walk.story.state != step.state:
        yield f"{where}.state", f"办完是 {walk.story.state}", f"说好的是 {step.state}"
    if step.due and walk.due() != step.due:
        yield f"{where}.due", f"算出来是 {_moment(walk.due())}", f"说好的是 {_moment(step.due)}"


def _make(walk: _Walk, step: PromisedStep) -> str:
    """Makes the move, or says why it was refused; then everything is as it was."""
    story = walk.on(step.at.date())
    if story.state not in story.spec.states:
        return f"这一天的版本没有“{story.state}”这个状态"
    try:
        wish = _wish(story, step)
        moving.check_order(story, step.at, step.at)
        move = moving.check_move(story, wish, _who(story, step), walk.around(step.running))
    except Refused as error:
        return sentence(error)
    walk.story = told(story, move, wish)
    _stand(walk, move)
    return ""


def _who(story: Story, step: PromisedStep) -> Who:
    """Holds whatever post the move asks for; roles are what the case says."""
    move = story.spec.move(step.move)
    posts = frozenset(move.by.posts if move else ())
    person = None if step.by == "code" else PEOPLE[step.by]
    return Who(person, posts, of_unit=True, of_company=True, with_code=step.by == "code")


def _wish(story: Story, step: PromisedStep) -> Wish:
    move = story.spec.move(step.move)
    return Wish(
        move=step.move,
        at=step.at,
        by=None if step.by == "code" else PEOPLE[step.by],
        given=_given(move.fields if move else (), step.given),
        files=step.files,
        proof=_proof(step.proof, step.at.date()) if step.proof else None,
        late_reason=step.late_reason,
    )


def _proof(proof: PromisedProof, day: date) -> Proof:
    people = _numbers(proof.of or ascii_lowercase)
    said = "通过" if proof.passed else "没有通过"
    votes = {person: Vote(proof.vote, proof.passed, said) for person in people} if proof.vote else {}
    answers = {key: Answer(value, key, value) for key, value in proof.answers.items()}
    return Proof(1, proof.record, proof.record, 1, proof.held or day, people, votes, answers)


def _given(specs: Sequence[CaseField], given: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned as from a form, with numbers for the letters of people."""
    known = {spec.key: spec for spec in specs}
    strange = {key: f"这里没有“{key}”这个字段" for key in given if key not in known}
    values, wrong = kept(
        specs, {key: _read(known[key], value) for key, value in given.items() if key in known}
    )
    if strange or wrong:
        raise Invalid("填得不对", fields=strange | wrong)
    return values


def _read(spec: CaseField, value: Any) -> Any:
    if spec.type == "people":
        return [PEOPLE.get(str(letter), 0) for letter in ([value] if isinstance(value, str) else value)]
    return value


def _stand(walk: _Walk, move: Move) -> None:
    for effect in move.effects:
        if isinstance(effect, SetStanding):
            walk.standing |= dict.fromkeys(walk.story.in_role(effect.role), (effect.to, False))


def _numbers(letters: Sequence[str]) -> frozenset[int]:
    return frozenset(PEOPLE[letter] for letter in letters)


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "没有期限"


def sentence(error: Refused) -> str:
    """All that the person would read."""
    fields = error.fields.values() if isinstance(error, Invalid) else ()
    return "；".join((error.message, *fields))
