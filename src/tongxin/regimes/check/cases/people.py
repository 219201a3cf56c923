"""Who: posts that exist, roles that somebody can be in."""

from collections.abc import Iterator

from tongxin.regimes.check.cases.found import BUILT_IN, Found, effects_of, guards_of, routes_of
from tongxin.regimes.check.surroundings import Surroundings, known_names
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import OPENER, SUBJECT, CaseField, CaseSpec, Who

MANY = ("people", "steps")


def posts(case: CaseSpec, around: Surroundings) -> Found:
    for where, post in _posts(case):
        if post not in around.posts:
            yield where, f"没有“{post}”这个岗位", known_names(around.posts)


def roles(case: CaseSpec, around: Surroundings) -> Found:
    known = dict.fromkeys((*BUILT_IN, *case.roles))
    for where, role in _roles(case):
        if role not in known:
            yield where, f"没有“{role}”这个角色", f"{known_names(known)}，或写进 roles"


def with_whom(case: CaseSpec, around: Surroundings) -> Found:
    for key, state in case.states.items():
        known = (*BUILT_IN, *case.roles, *around.posts)
        if state.with_whom and state.with_whom not in known:
            fault = f"没有“{state.with_whom}”这个岗位，也没有这个角色"
            yield f"states.{key}.with_whom", fault, known_names(dict.fromkeys(known))


def terms(case: CaseSpec, around: Surroundings) -> Found:
    """What the end of a post's term opens is said once."""
    posts = [before.post for before in case.before_term]
    for index, post in enumerate(posts):
        if post in posts[:index]:
            yield f"before_term[{index}].post", f"“{post}”写过了", "一个岗位写一次"


def filling(case: CaseSpec, around: Surroundings) -> Found:
    """Only a field of people puts somebody into a role, and nobody opens it after the opening."""
    for where, field in fields_of(case):
        if field.fills and field.type != "people":
            yield f"{where}.fills", "这个字段填的不是人", "写 type: people，或者不写 fills"
        if (field.adds and not field.fills) or (field.most and field.type not in MANY):
            yield where, "adds 只管选人的字段，most 管选人和分条写的", "改 type，或者不写这两个"
        if field.fills == OPENER:
            yield f"{where}.fills", "提出人是提出的人，不能另填", "换一个角色"


def about_opener(case: CaseSpec, around: Surroundings) -> Found:
    """Whoever opens it names themselves by opening it."""
    if not case.about_opener:
        return
    if case.anonymous or case.titled_by or any(one.fills == SUBJECT for one in case.opening):
        fault = "是提出人自己的事，又不写名字，或者另外定了是谁的事"
        yield "about_opener", fault, "去掉 anonymous、titled_by 和提出时 fills: subject 的字段"


def filled(case: CaseSpec, around: Surroundings) -> Found:
    """A role that nothing puts anybody into does nothing."""
    fills = {field.fills for field in case.fields.values()} | {*BUILT_IN}
    fills |= {case.addressed.role} if case.addressed else set()
    fills |= {move.joins for move in case.moves}
    fills |= {effect.role for _, effect in effects_of(case) if isinstance(effect, kinds.Notify)}
    everywhere = (
        move for pack in (*around.known.values(), around.pack) for one in pack.cases for move in one.moves
    )
    effects = (effect for move in everywhere for effect in move.effects)
    for effect in effects:
        if isinstance(effect, kinds.OpenCase) and effect.kind == case.key:
            fills |= set(effect.roles)
    for key, role in case.roles.items():
        if key not in fills:
            yield (
                f"roles.{key}",
                f"没有哪里能定谁是“{role.title}”",
                f"写一个 fills: {key} 的字段，或删掉这个角色",
            )


def somebody(case: CaseSpec, around: Surroundings) -> Found:
    for move in case.moves:
        by = move.by
        if not (by.posts or by.roles or by.everybody or move.itself):
            yield f"moves.{move.key}.by", "没有人能办这一步", "写 posts、roles 或 everybody"


def _posts(case: CaseSpec) -> Iterator[tuple[str, str]]:
    for where, who in _whos(case):
        yield from ((f"{where}.posts", post) for post in who.posts)
    for index, rung in enumerate(case.escalate):
        yield from ((f"escalate[{index}].to", post) for post in rung.to)
    yield from ((f"before_term[{index}].post", before.post) for index, before in enumerate(case.before_term))
    yield from _posts_addressed(case)
    yield from _posts_in_moves(case)


def _posts_addressed(case: CaseSpec) -> Iterator[tuple[str, str]]:
    if case.addressed:
        yield from (("addressed.always", post) for post in case.addressed.always)
        yield from (("addressed.otherwise", post) for post in case.addressed.otherwise)
    for where, route in routes_of(case):
        for choice, named in route.posts.items():
            yield from ((f"{where}.posts.{choice}", post) for post in named)


def _posts_in_moves(case: CaseSpec) -> Iterator[tuple[str, str]]:
    for where, effect in effects_of(case):
        if isinstance(effect, kinds.Appoint | kinds.EndPost):
            yield f"{where}.post", effect.post
        elif isinstance(effect, kinds.HandOver | kinds.OpenCase):
            yield from ((f"{where}.posts", post) for post in effect.posts)
        elif isinstance(effect, kinds.Notify):
            yield from ((f"{where}.posts", post) for post in (*effect.posts, *effect.otherwise))
    for where, _, guard in guards_of(case):
        if isinstance(guard, kinds.Holds):
            yield from ((f"{where}.posts", post) for post in guard.posts)


def _roles(case: CaseSpec) -> Iterator[tuple[str, str]]:
    for where, who in _whos(case):
        yield from ((f"{where}.roles", role) for role in who.roles)
    for where, field in fields_of(case):
        if field.fills:
            yield f"{where}.fills", field.fills
    yield from (("keep.names", role) for role in case.keep.names)
    if case.addressed:
        yield "addressed.role", case.addressed.role
        yield from (("addressed.not_roles", role) for role in case.addressed.not_roles)
    yield from _roles_in_moves(case)
    yield from _roles_of_guards(case)


def _roles_in_moves(case: CaseSpec) -> Iterator[tuple[str, str]]:
    for move in case.moves:
        yield from ((f"moves.{move.key}.not_roles", role) for role in move.not_roles)
        if move.joins:
            yield f"moves.{move.key}.joins", move.joins
        yield from ((f"moves.{move.key}.leaves", role) for role in move.leaves)
        yield from ((f"moves.{move.key}.clears", role) for role in move.clears)
    for where, effect in effects_of(case):
        if isinstance(effect, kinds.OpenCase):
            yield from ((f"{where}.roles.{there}", here) for there, here in effect.roles.items())
            yield from ((f"{where}.units_of", role) for role in (effect.units_of,) if role)
        elif not isinstance(effect, kinds.SetDay):
            yield f"{where}.role", effect.role


def _roles_of_guards(case: CaseSpec) -> Iterator[tuple[str, str]]:
    for where, _, guard in guards_of(case):
        match guard:
            case kinds.Apart() | kinds.Among():
                yield from ((f"{where}.role", guard.role), (f"{where}.other", guard.other))
            case kinds.HowMany() | kinds.HasStanding() | kinds.Holds() | kinds.EachOf():
                yield f"{where}.role", guard.role
            case kinds.Proved() if guard.role:
                yield f"{where}.role", guard.role


def _whos(case: CaseSpec) -> Iterator[tuple[str, Who]]:
    yield "opened_by", case.opened_by
    yield from ((f"moves.{move.key}.by", move.by) for move in case.moves)


def fields_of(case: CaseSpec) -> Iterator[tuple[str, CaseField]]:
    """Every field with its place, as often as it is written."""
    yield from ((f"opening.{field.key}", field) for field in case.opening)
    yield from ((f"counted.{field.key}", field) for field in case.counted)
    for move in case.moves:
        yield from ((f"moves.{move.key}.fields.{field.key}", field) for field in move.fields)


CHECKS = (about_opener, posts, terms, roles, with_whom, filling, filled, somebody)
