"""A kind of case in words: its states, and who may take it from one to the next."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tongxin.regimes.cases.spans import in_words
from tongxin.regimes.schema.case import CaseSpec, Due, Move, State, Who
from tongxin.regimes.schema.post import PostSpec
from tongxin.regimes.texts import KINDS

EVERYBODY = {"unit": "本单位和相关单位的人", "company": "公司里每个人"}


@dataclass(frozen=True, slots=True)
class Way:
    """One move: `source` and `target` are titles of states; `target` is empty where it stays."""

    title: str
    source: tuple[str, ...]
    target: str
    by: str
    apart: str
    due: str
    clause: str


@dataclass(frozen=True, slots=True)
class Flow:
    key: str
    title: str
    places: str
    opened_by: str
    anonymous: bool
    level: str
    states: tuple[str, ...]
    ends: tuple[str, ...]
    ways: tuple[Way, ...]
    article: str
    checked: str


def flow(case: CaseSpec, posts: Mapping[str, PostSpec]) -> Flow:
    checked = case.basis.checked
    return Flow(
        key=case.key,
        title=case.title,
        places="、".join(KINDS[kind] for kind in case.opened_at),
        opened_by=who(case, case.opened_by, posts) or "由别的事自动提出",
        anonymous=case.anonymous,
        level=case.level,
        states=tuple(state.title for state in walked(case).values()),
        ends=tuple(state.title for state in walked(case).values() if state.end),
        ways=tuple(_way(case, move, posts) for move in case.moves),
        article=f"《{case.basis.document}》{case.basis.clause}",
        checked=f"{checked.by} {checked.on} 对过" if checked else "",
    )


def walked(case: CaseSpec) -> dict[str, State]:
    """The states as one comes to them from the start: a kept pack does not remember in which order it told them."""
    keys = [case.start]
    for key in keys:
        ways = (move.target for move in case.moves if key in move.source)
        keys += dict.fromkeys(target for target in ways if target and target not in keys)
    return {key: case.states[key] for key in [*keys, *sorted(case.states)] if key in case.states}


def _way(case: CaseSpec, move: Move, posts: Mapping[str, PostSpec]) -> Way:
    stays = move.target == "" or move.source == (move.target,)
    return Way(
        title=move.title,
        source=tuple(case.states[key].title for key in move.source if key in case.states),
        target="" if stays or move.target not in case.states else case.states[move.target].title,
        by=who(case, move.by, posts),
        apart="；".join(_apart(case, move)),
        due=due_words(case, move),
        clause=move.clause,
    )


def who(case: CaseSpec, named: Who, posts: Mapping[str, PostSpec]) -> str:
    """班组长、负责人、公司里每个人."""
    found = [posts[key].title if key in posts else key for key in named.posts]
    found += [case.role_title(key) for key in named.roles]
    found += [EVERYBODY[named.everybody]] if named.everybody else []
    return "、".join(dict.fromkeys(found))


def _apart(case: CaseSpec, move: Move) -> Iterator[str]:
    if move.not_by:
        yield f"不能是办{_named(_move_title(case, key) for key in move.not_by)}的人"
    if move.not_roles:
        yield f"不能是{'、'.join(case.role_title(key) for key in move.not_roles)}"


def due_words(case: CaseSpec, move: Move) -> str:
    """“核实”后 3 天内."""
    due = move.due
    if due is None:
        return ""
    if due.on_field:
        field = case.fields.get(due.on_field)
        return f"“{field.title if field else due.on_field}”那天以前"
    after = f"{_named([_move_title(case, due.after)])}后 " if due.after else "到这一步后 "
    words = [f"{after}{in_words(due.within)}内"] if due.within else []
    return "，".join((*words, *_by_choice(case, due)))


def _by_choice(case: CaseSpec, due: Due) -> Iterator[str]:
    """“工资”3 个工作日内."""
    if due.by_choice and (field := case.fields.get(due.by_choice.field)):
        titles = {choice.key: choice.title for choice in field.choices}
        for key, span in due.by_choice.spans.items():
            yield f"“{titles.get(key, key)}”{in_words(span)}内"


def _move_title(case: CaseSpec, key: str) -> str:
    found = case.move(key)
    return found.title if found else "提出"


def _named(titles: Iterable[str]) -> str:
    return "、".join(f"“{title}”" for title in titles)
