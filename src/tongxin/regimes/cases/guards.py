"""What keeps a move from being made: one named function a guard, with its parameters from the pack.

Each gives the sentence for the person, or nothing. A guard looks at the story as it would be with what the
move brings (fields, roles), but before the move itself.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tongxin.kernel.proof import Proof
from tongxin.regimes.cases import spans
from tongxin.regimes.cases.story import Around, Story, Wish
from tongxin.regimes.cases.waits import first_of, spent_from
from tongxin.regimes.filling import empty
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import Move

STANDINGS = {
    "full": "正式党员", "probationary": "预备党员", "development": "发展对象", "activist": "入党积极分子",
    "applicant": "入党申请人", "none": "群众",
}  # fmt: skip


def hindrance(one: kinds.Guard, story: Story, wish: Wish, around: Around) -> str:
    """Why the move cannot be made now, with the article; empty where nothing is in the way."""
    said = CHECKS[one.check](one, story, wish, around)
    return f"{said}（{one.clause}）" if said and one.clause else said


def known_before(one: kinds.Guard, move: Move) -> bool:
    """Whether the answer stands before anybody fills in the move's form."""
    if isinstance(one, kinds.Photos | kinds.Proved):
        return False
    given = {asked.key for asked in move.fields} | {asked.fills for asked in move.fields}
    return given.isdisjoint(_looks_at(one))


def goes_this_way(move: Move, story: Story, wish: Wish, around: Around) -> bool:
    """Whether the move is one of this case's; another way is meant for the others."""
    return not any(one.branch and hindrance(one, story, wish, around) for one in move.guards)


# The parameters of a guard that name fields or roles which a move may bring.
READ = ("field", "fields", "of", "any_of", "when", "months_field", "role", "other")


def _looks_at(one: kinds.Guard) -> tuple[str, ...]:
    """The fields and roles that a guard reads."""
    named = [getattr(one, key) for key in READ if getattr(one, key, None)]
    return tuple(name for found in named for name in ([found] if isinstance(found, str) else found))


def _name(story: Story, move: str) -> str:
    found = story.spec.move(move)
    return f"“{found.title}”" if found else "提出"


def _waited(one: kinds.Waited, story: Story, wish: Wish, around: Around) -> str:
    start = story.moment(one.after, first=one.first)
    if start is None:
        return f"要先做{_name(story, one.after)}"
    first = first_of(one, story, around)
    if first is None or wish.at >= first:
        return ""
    soonest = f"{first:%Y-%m-%d}" if one.span.unit not in ("minutes", "hours") else f"{first:%m-%d %H:%M}"
    return f"离{_name(story, one.after)}要满 {spans.in_words(one.span)}，最早 {soonest}"


def _spent(one: kinds.Spent, story: Story, wish: Wish, around: Around) -> str:
    titles = "、".join(story.spec.states[state].title for state in one.states)
    start = spent_from(one, story)
    if start is None:
        return f"还没有到“{titles}”"
    first = spans.over_from(start, one.span, around.calendar)
    if wish.at >= first:
        return ""
    return f"“{titles}”要满 {spans.in_words(one.span)}，最早 {first:%Y-%m-%d}"


def _day_come(one: kinds.DayCome, story: Story, wish: Wish, around: Around) -> str:
    title, first = story.spec.fields[one.field].title, first_of(one, story, around)
    if first is None:
        return f"“{title}”还没有定"
    return "" if wish.at >= first else f"“{title}”还没有到，最早 {first:%Y-%m-%d}"


def _day_within(one: kinds.DayWithin, story: Story, wish: Wish, around: Around) -> str:
    value = story.data.get(one.field)
    if not value:
        return ""  # whether it must be filled, the field says
    chosen = story.data.get(one.by) or ()
    keys = [chosen] if isinstance(chosen, str) else chosen
    today, title = wish.at.date(), story.spec.fields[one.field].title
    latest = today + timedelta(days=max((one.days.get(key, 0) for key in keys), default=0))
    if today <= date.fromisoformat(value) <= latest:
        return ""
    return f"“{title}”要在 {today:%Y-%m-%d} 到 {latest:%Y-%m-%d} 之间"


def _done(one: kinds.Done, story: Story, wish: Wish, around: Around) -> str:
    made = {step.move for step in story.stay()} if one.stay else set()
    missing = [
        move for move in one.moves if not (move in made if one.stay else story.times(move, since=one.since))
    ]
    if not missing or (one.any and len(missing) < len(one.moves)):
        return ""
    return f"还没有做{('或' if one.any else '、').join(_name(story, move) for move in missing)}"


def _latest(one: kinds.Latest, story: Story, wish: Wish, around: Around) -> str:
    among = {*one.one_of, *one.of}
    last = next((step.move for step in reversed(story.steps) if step.move in among), "")
    return "" if last in one.one_of else f"要先做{'或'.join(_name(story, move) for move in one.one_of)}"


def _counted(one: kinds.Counted, story: Story, wish: Wish, around: Around) -> str:
    made = story.makers(one.move, since=one.since) if one.people else story.times(one.move, since=one.since)
    count = len(made)
    if count >= one.at_least:
        return ""
    unit = "个不同的人" if one.people else "次"
    return f"{_name(story, one.move)}要有 {one.at_least} {unit}，现在 {count} {unit}"


def _at_most(one: kinds.AtMost, story: Story, wish: Wish, around: Around) -> str:
    count = len(story.times(one.move))
    return f"{_name(story, one.move)}最多 {one.times} 次，已经 {count} 次" if count >= one.times else ""


def _chosen(one: kinds.Chosen, story: Story, wish: Wish, around: Around) -> str:
    value = story.data.get(one.field)
    if value in one.one_of:
        return ""
    asked = story.spec.fields[one.field]
    titles = {choice.key: choice.title for choice in asked.choices}
    wanted = "或".join(titles.get(key, key) for key in one.one_of)
    now = titles.get(str(value), "还没有填")
    return f"“{asked.title}”要是{wanted}，现在是{now}" if value else f"“{asked.title}”还没有填"


def _filled(one: kinds.Filled, story: Story, wish: Wish, around: Around) -> str:
    if any(story.data.get(key) != answer for key, answer in one.when.items()):
        return ""
    missing = [key for key in one.fields if empty(story.data.get(key))]
    names = "、".join(f"“{story.spec.fields[key].title}”" for key in missing)
    return f"还没有填{names}" if missing else ""


def _number_least(one: kinds.NumberLeast, story: Story, wish: Wish, around: Around) -> str:
    for key, least in one.any_of.items():
        if float(story.data.get(key) or 0) >= least:
            return ""
    wanted = "，或者".join(
        f"“{story.spec.fields[key].title}”不少于 {least}" for key, least in one.any_of.items()
    )
    return f"不够：要{wanted}"


def _number_between(one: kinds.NumberBetween, story: Story, wish: Wish, around: Around) -> str:
    value, title = story.data.get(one.field), story.spec.fields[one.field].title
    if value in (None, ""):
        return f"“{title}”还没有填"
    inside = one.least <= float(value) <= one.most
    return "" if inside else f"“{title}”要在 {one.least} 到 {one.most} 之间，现在是 {value}"


def _listed(one: kinds.Listed, story: Story, wish: Wish, around: Around) -> str:
    count, title = len(story.data.get(one.field) or ()), story.spec.fields[one.field].title
    return f"“{title}”至少写 {one.least} 条，现在 {count} 条" if count < one.least else ""


def _settled(one: kinds.Settled, story: Story, wish: Wish, around: Around) -> str:
    count = around.open_from_here.get(one.kind, 0)
    return f"由这件事派出去的，还有 {count} 件没有办完" if count else ""


def _how_many(one: kinds.HowMany, story: Story, wish: Wish, around: Around) -> str:
    count, title = len(story.in_role(one.role)), story.spec.role_title(one.role)
    if count < one.least:
        return f"{title}要 {one.least} 人，现在 {count} 人"
    return f"{title}最多 {one.most} 人，选了 {count} 人" if count > one.most else ""


def _standing(one: kinds.HasStanding, story: Story, wish: Wish, around: Around) -> str:
    title = story.spec.role_title(one.role)
    held = [around.standing.get(person, ("none", False)) for person in story.in_role(one.role)]
    if any(suspended for _, suspended in held):
        return f"{title}里有人党员权利还没有恢复，不能担任"
    if all((standing or "none") in one.one_of for standing, _ in held):
        return ""
    return f"{title}要是{'或'.join(STANDINGS[key] for key in one.one_of)}"


def _apart(one: kinds.Apart, story: Story, wish: Wish, around: Around) -> str:
    both = story.in_role(one.role) & story.in_role(one.other)
    names = story.spec.role_title(one.role), story.spec.role_title(one.other)
    return f"{names[0]}和{names[1]}不能是同一个人" if both else ""


def _each_of(one: kinds.EachOf, story: Story, wish: Wish, around: Around) -> str:
    made = {step.by for step in story.times(one.move, since=one.since)}
    waiting, title = len(story.in_role(one.role) - made), story.spec.role_title(one.role)
    return f"{title}里还有 {waiting} 人没有办{_name(story, one.move)}" if waiting else ""


def _among(one: kinds.Among, story: Story, wish: Wish, around: Around) -> str:
    names = story.spec.role_title(one.role), story.spec.role_title(one.other)
    inside = story.in_role(one.role) <= story.in_role(one.other)
    return "" if inside else f"{names[0]}要从{names[1]}里选"


def _holds(one: kinds.Holds, story: Story, wish: Wish, around: Around) -> str:
    held = [around.held.get(person, frozenset()) for person in story.in_role(one.role)]
    if held and all(posts.intersection(one.posts) for posts in held):
        return ""
    return f"{story.spec.role_title(one.role)}现在不担任要求的职务，走不了这一步"


def _one_each(one: kinds.OneEach, story: Story, wish: Wish, around: Around) -> str:
    lines, wanted = (len(story.data.get(key) or ()) for key in (one.field, one.of))
    titles = [story.spec.fields[key].title for key in (one.field, one.of)]
    if lines == wanted:
        return ""
    return f"“{titles[1]}”有 {wanted} 条，“{titles[0]}”写了 {lines} 条，要一条对一条"


def _idle(one: kinds.Idle, story: Story, wish: Wish, around: Around) -> str:
    last = max((step.at for step in story.steps), default=story.opened_at)
    first = spans.over_from(last, one.span, around.calendar)
    return (
        "" if wish.at >= first else f"{last:%Y-%m-%d} 还有人办过，要满 {spans.in_words(one.span)}没有动才行"
    )


def _photos(one: kinds.Photos, story: Story, wish: Wish, around: Around) -> str:
    return f"要附 {one.least} 张照片或文件" if wish.files < one.least else ""


def _proved(one: kinds.Proved, story: Story, wish: Wish, around: Around) -> str:
    proof = wish.proof
    if proof is None or proof.kind not in one.records:
        return "要选一份已经写完的会议记录作依据；还没有开的先开会、写完记录"
    if said := _held(one, proof, story, wish) or _findings(one, proof):
        return said
    people = story.in_role(one.role) if one.role else frozenset()
    if one.vote:
        return next((said for person in people if (said := _vote(one, proof, person))), "")
    return "" if people <= proof.names else f"“{proof.title}”里没有{story.spec.role_title(one.role)}"


def _held(one: kinds.Proved, proof: Proof, story: Story, wish: Wish) -> str:
    """When the meeting was held, against the steps of the case."""
    since = story.moment(one.since) if one.since else None
    if since is not None and proof.held_on < since.date():
        return f"“{proof.title}”在{_name(story, one.since)}以前开的，要以后的会"
    if proof.held_on > wish.at.date():
        return f"“{proof.title}”在这一步之后开的"
    if one.same_day and proof.held_on != wish.at.date():
        return f"这一步算开会那天的：“{proof.title}”是 {proof.held_on:%Y-%m-%d} 开的，日期填那一天"
    return ""


def _findings(one: kinds.Proved, proof: Any) -> str:
    """What the meeting found is in its record, not in the case."""
    found = ((proof.answers.get(key), wanted) for key, wanted in one.answers.items())
    wrong = [answer for answer, wanted in found if answer is None or answer.key not in wanted]
    told = "、".join(f"“{one.title}”是“{one.said}”" if one else "有一项没有结论" for one in wrong)
    return f"“{proof.title}”里{told}" if wrong else ""


def _vote(one: kinds.Proved, proof: Any, person: int) -> str:
    vote = proof.votes.get(person)
    if vote is None:
        return f"“{proof.title}”没有对这个人表决"
    if vote.rule != one.vote:
        return f"“{proof.title}”不是按 {one.vote} 表决的"
    if vote.passed != one.passed:
        return f"“{proof.title}”的表决{'通过了' if vote.passed else '没有通过'}：{vote.sentence}"
    return ""


def _answered_or_silent(one: kinds.AnsweredOrSilent, story: Story, wish: Wish, around: Around) -> str:
    start = story.moment(one.after)
    if start is None:
        return f"要先做{_name(story, one.after)}"
    waiting = [_name(story, move) for move in one.moves if not story.times(move, since=one.after)]
    until = spans.over_from(start, one.span, around.calendar)
    if not waiting or wish.at >= until:
        return ""
    return f"还在等{'、'.join(waiting)}，{until:%m-%d %H:%M} 还不答复就可以往下办"


CHECKS: dict[str, Callable[[Any, Story, Wish, Around], str]] = {
    "waited": _waited,
    "spent": _spent,
    "day_come": _day_come,
    "day_within": _day_within,
    "done": _done,
    "latest": _latest,
    "counted": _counted,
    "at_most": _at_most,
    "chosen": _chosen,
    "filled": _filled,
    "number_least": _number_least,
    "number_between": _number_between,
    "listed": _listed,
    "settled": _settled,
    "how_many": _how_many,
    "standing": _standing,
    "apart": _apart,
    "each_of": _each_of,
    "among": _among,
    "holds": _holds,
    "one_each": _one_each,
    "idle": _idle,
    "photos": _photos,
    "proved": _proved,
    "answered_or_silent": _answered_or_silent,
}
