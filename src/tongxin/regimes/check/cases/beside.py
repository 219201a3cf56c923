"""What a kind of case says of records, of other kinds, and of the edition before."""

from collections.abc import Iterator

from tongxin.regimes.check.cases.found import BUILT_IN, Found, guards_of
from tongxin.regimes.check.surroundings import Surroundings, known_names
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import CaseSpec
from tongxin.regimes.schema.record import RecordSpec


def records(case: CaseSpec, around: Surroundings) -> Found:
    for where, _, guard in guards_of(case):
        if not isinstance(guard, kinds.Proved):
            continue
        for key in guard.records:
            record = around.records.get(key)
            if record is None:
                yield f"{where}.records", f"没有“{key}”这种记录", known_names(around.records)
            elif guard.vote and record.vote != guard.vote:
                how = f"按 {record.vote} 表决" if record.vote else "不表决"
                yield f"{where}.vote", f"“{record.title}”{how}，不按 {guard.vote}", "写按这条规则表决的记录"
            else:
                yield from _answers(guard, record, where)


def _answers(guard: kinds.Proved, record: RecordSpec, where: str) -> Found:
    """What a meeting finds is one of the choices of its record."""
    fields = {field.key: field for field in record.fields if field.type == "choice" and field.level != "C2"}
    for key, wanted in guard.answers.items():
        if key not in fields:
            yield f"{where}.answers.{key}", f"“{record.title}”没有“{key}”这个单选", known_names(fields)
            continue
        known = {choice.key: choice for choice in fields[key].choices}
        for one in wanted:
            if one not in known:
                yield f"{where}.answers.{key}", f"“{fields[key].title}”没有“{one}”这一项", known_names(known)


def opened(case: CaseSpec, around: Surroundings) -> Found:
    """A kind of another pack is opened where that pack is followed, too."""
    for where, key, _ in _opened(case):
        if key not in around.cases_anywhere:
            yield where, f"没有“{key}”这种流程", known_names(around.cases_anywhere)
    mine = {key for _, key, _ in _opened(case)}
    for where, _, guard in guards_of(case):
        if isinstance(guard, kinds.Settled) and guard.kind not in mine:
            yield f"{where}.kind", f"这里不会派出“{guard.kind}”", "写有一步 open_case 的流程"


def carried(case: CaseSpec, around: Surroundings) -> Found:
    """People and fields arrive where the other kind has a place for them."""
    for where, key, effect in _opened(case):
        other, place = around.cases_anywhere.get(key), where.removesuffix(".kind")
        if other is None or effect is None:
            continue
        roles = dict.fromkeys((*BUILT_IN, *other.roles))
        fields = {field.key: field for field in other.opening}
        if bool(effect.units_of) != bool(effect.posts):
            yield f"{place}.posts", "送到别处要写两样", "写 units_of（选的人）和 posts（他们在那里的岗位）"
        for role in effect.roles:
            if role not in roles:
                yield f"{place}.roles.{role}", f"“{other.title}”没有“{role}”这个角色", known_names(roles)
        for field in (*effect.fields, *effect.given):
            if field not in fields:
                fault = f"“{other.title}”提出时没有“{field}”这个字段"
                yield f"{place}.fields.{field}", fault, known_names(fields)


def edition(case: CaseSpec, around: Surroundings) -> Found:
    """Cases that are under way go on in the new edition, so their states must be there."""
    older = around.superseded
    before = older.case(case.key) if older else None
    for key, state in before.states.items() if older and before else ():
        if not state.end and key not in case.states:
            title = older.meta.title if older else ""
            fault = f"“{title}”里有“{state.title}”（{key}），这一版没有，正办着的没处去"
            yield "states", fault, f"保留 {key} 这个状态"


def _opened(case: CaseSpec) -> Iterator[tuple[str, str, kinds.OpenCase | None]]:
    if case.recurs and case.recurs.opens:
        yield "recurs.opens", case.recurs.opens, None
    for move in case.moves:
        for index, effect in enumerate(move.effects):
            if isinstance(effect, kinds.OpenCase):
                yield f"moves.{move.key}.effects[{index}].kind", effect.kind, effect


CHECKS = (records, opened, carried, edition)
