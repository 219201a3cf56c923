"""Which moves a person may make, and whether one may be made as it is wished."""

from dataclasses import dataclass, replace
from datetime import datetime

from tongxin.kernel.errors import Invalid, NotAllowed, Refused
from tongxin.regimes.cases import dues
from tongxin.regimes.cases.guards import goes_this_way, hindrance, known_before
from tongxin.regimes.cases.story import Around, Story, Who, Wish, brought
from tongxin.regimes.filling import missing
from tongxin.regimes.schema.case import SUBJECT, Move
from tongxin.regimes.schema.case import Who as Named
from tongxin.regimes.texts import KINDS


@dataclass(frozen=True, slots=True)
class Offered:
    """A move that the person may make; `hindrances` say why not now."""

    move: Move
    hindrances: tuple[str, ...]
    due_at: datetime | None


def may(named: Named, story: Story, who: Who) -> bool:
    """Whether the pack names this person, by post, by role, or as one of everybody."""
    if named.everybody == "company" and who.of_company:
        return True
    if named.everybody == "unit" and who.of_unit:
        return True
    return bool(_by_post(named, who) or who.roles(story).intersection(named.roles))


def _by_post(named: Named, who: Who) -> bool:
    """A post counts only where it is held, if the pack says where."""
    held = who.posts.intersection(named.posts)
    if not named.held_at or who.held_at is None:
        return bool(held)
    return any(who.held_at.get(post, frozenset()).intersection(named.held_at) for post in held)


def _not_his(move: Move, who: Who) -> str:
    if who.posts.intersection(move.by.posts) and move.by.held_at:
        places = "、".join(KINDS.get(kind, kind) for kind in move.by.held_at)
        return f"“{move.title}”只能由{places}办，您的任职不在那里" + (
            f"（{move.clause}）" if move.clause else ""
        )
    return f"“{move.title}”不由您来办"


def apart(move: Move, story: Story, who: Who) -> str:
    """Separation of duties: why this person of all must not make the move."""
    if who.person is None:
        return ""
    for key in move.not_by:
        if any(step.by == who.person for step in story.times(key)):
            done = story.spec.move(key)
            return f"“{done.title if done else key}”是您办的，“{move.title}”要由另一个人来办"
    for role in move.not_roles:
        if who.person in story.in_role(role):
            title = "本人" if role == SUBJECT else story.spec.role_title(role)
            return f"{title}不能办“{move.title}”，要由另一个人来办"
    return ""


def made_already(move: Move, story: Story, person: int | None) -> bool:
    """A move that stays is made once in each stay; with `each` once by each person."""
    if move.target or move.repeats:
        return False
    before = [step for step in story.stay() if step.move == move.key]
    return any(step.by == person for step in before) if move.each else bool(before)


def offered(story: Story, who: Who, around: Around, *, at: datetime) -> list[Offered]:
    """What the person may do with the case now, and what is still in the way, in the pack's order."""
    found = []
    for move in story.spec.moves:
        mine = story.state in move.source and may(move.by, story, who) and not apart(move, story, who)
        wish = Wish(move.key, at, who.person)
        if mine and not made_already(move, story, who.person) and _is_for(move, story, wish, around):
            found.append(Offered(move, _known(move, story, wish, around), dues.due_at(move, story, around)))
    return found


def _is_for(move: Move, story: Story, wish: Wish, around: Around) -> bool:
    """A place is stopped once, and freed only when it is stopped."""
    stopped = {"stops": False, "frees": True}.get(move.area, story.area_stopped)
    return stopped == story.area_stopped and goes_this_way(move, story, wish, around)


def _known(move: Move, story: Story, wish: Wish, around: Around) -> tuple[str, ...]:
    guards = [one for one in move.guards if known_before(one, move)]
    return tuple(said for one in guards if (said := hindrance(one, story, wish, around)))


def check_move(story: Story, wish: Wish, who: Who, around: Around) -> Move:
    """The move, if it may be made as wished; in the order in which a person would ask.

    Raises Refused (not from this state, not yet), NotAllowed (not by this person), Invalid (fields).
    """
    move = story.spec.move(wish.move)
    state = story.spec.states[story.state].title
    if move is None or story.state not in move.source:
        raise Refused(f"现在是“{state}”，不能{f'“{move.title}”' if move else '这样办'}，请刷新后再看")
    if not may(move.by, story, who):
        raise NotAllowed(_not_his(move, who))
    if why := apart(move, story, who):
        raise NotAllowed(why)
    if made_already(move, story, who.person):
        raise Refused(f"“{move.title}”已经办过了")
    if wrong := missing(move.fields, wish.given):
        raise Invalid("有几处要填", fields=wrong)
    _check_guards(move, story, wish, around)
    _check_area(move, story)
    return move


def _check_area(move: Move, story: Story) -> None:
    stopped = story.area_stopped
    if move.area == "stops" and stopped:
        raise Refused("这里已经停了作业")
    if move.area == "frees" and not stopped:
        raise Refused("这里没有停作业")
    if stopped and move.target and story.spec.states[move.target].end:
        raise Refused("这里还停着作业，先办恢复作业，再结束")


def _check_guards(move: Move, story: Story, wish: Wish, around: Around) -> None:
    after = brought(story, move, wish)
    # Fields and roles as they will be, steps and state as they are.
    seen = replace(story, data=after.data, roles=after.roles)
    said = list(dict.fromkeys(why for one in move.guards if (why := hindrance(one, seen, wish, around))))
    if said:
        raise Refused("；".join(said), hindrances=said)
    due = dues.due_at(move, story, around)
    if (
        move.due
        and move.due.late == "reason"
        and due
        and dues.is_late(due, wish.at)
        and not wish.late_reason.strip()
    ):
        most = dues.longest(move, story, around)
        special = f"（特殊情况最晚 {most:%Y-%m-%d}）" if most else ""
        sentence = f"{due:%Y-%m-%d} 到期，已经晚了{special}，请写晚的原因"
        raise Invalid("晚了要写原因", fields={"late_reason": sentence})


def check_order(story: Story, at: datetime, now: datetime) -> None:
    """What is written up later was done after the state began, and not in the future.

    Steps that stay in a state are written up in any order: a note of today must not undo yesterday's meeting.
    """
    last = story.state_since
    if at > now:
        raise Invalid("日期不对", fields={"happened_on": "不能填以后的日子"})
    if at.date() < last.date():
        raise Invalid("日期不对", fields={"happened_on": f"上一步是 {last:%Y-%m-%d} 办的，不能比它早"})
