"""Duties: who owes them, and what meets them."""

from collections.abc import Iterator, Mapping, Sequence

from tongxin.regimes.check.surroundings import Check, Surroundings, known_names
from tongxin.regimes.conditions import CONDITIONS
from tongxin.regimes.faults import Problem
from tongxin.regimes.schema.duty import MetBy
from tongxin.regimes.texts import KINDS

DEPTH = {
    "company": 0, "mine": 1, "section": 2, "team": 3,
    "committee": 0, "general_branch": 1, "branch": 2, "joint_branch": 2, "temporary_branch": 2,
    "party_group": 3, "union": 0, "section_union": 1, "union_group": 2,
}  # fmt: skip
LINES = (
    ("company", "mine", "section", "team"),
    ("committee", "general_branch", "branch", "joint_branch", "temporary_branch", "party_group"),
    ("union", "section_union", "union_group"),
)


def _owners(around: Surroundings) -> Iterator[Problem]:
    for duty in around.pack.duties:
        file = around.file("duties", duty.key)
        post = around.posts.get(duty.owed_by.post)
        if post is None:
            yield Problem(
                file, "owed_by.post", f"没有“{duty.owed_by.post}”这个岗位", known_names(around.posts)
            )
            continue
        for kind in duty.owed_by.kinds:
            if kind not in post.units:
                places = "、".join(KINDS[unit] for unit in post.units)
                fault = f"{KINDS[kind]}没有{post.title}"
                yield Problem(file, "owed_by.unit", fault, f"{post.title}在：{places}")


def _conditions(around: Surroundings) -> Iterator[Problem]:
    for duty in around.pack.duties:
        for name in duty.applies_if:
            if name not in CONDITIONS:
                file = around.file("duties", duty.key)
                yield Problem(file, "applies_if", f"没有“{name}”这个条件", known_names(CONDITIONS))


def _evidence(around: Surroundings) -> Iterator[Problem]:
    """What meets a duty must exist, and must be possible at the place that is named."""
    yield from _from_each(around)
    for duty in around.pack.duties:
        for index, way in enumerate(duty.met_by):
            where = f"met_by[{index}]"
            file = around.file("duties", duty.key)
            held_at, known = _held_at(around, way)
            if held_at is None:
                thing = {"record": "这种记录", "report": "这种报告", "case": "这种流程"}[way.source]
                named = way.record or way.report or way.case
                yield Problem(file, where, f"没有“{named}”{thing}", known_names(known))
                continue
            for kind in duty.owed_by.kinds:
                if not any(_possible(way.where, kind, held) for held in held_at):
                    places = "、".join(KINDS[held] for held in held_at)
                    fault = f"从{KINDS[kind]}看，{way.where} 处不会有它"
                    yield Problem(file, where, fault, f"它只在{places}有，改 where 或改单位")


def _from_each(around: Surroundings) -> Iterator[Problem]:
    for duty in around.pack.duties:
        for index, way in enumerate(duty.met_by):
            record = around.records.get(way.record)
            if not way.from_each or record is None:
                continue
            file, where = around.file("duties", duty.key), f"met_by[{index}].from_each"
            if way.from_each not in record.held_at:
                places = "、".join(KINDS[held] for held in record.held_at)
                yield Problem(file, where, f"{KINDS[way.from_each]}不开“{record.title}”", f"它只在{places}有")
            if not any(_directly_below(way.from_each, kind) for kind in duty.owed_by.kinds):
                fault = f"要做的单位下面没有{KINDS[way.from_each]}"
                yield Problem(file, where, fault, "写直接在它下面的一种单位")


def _directly_below(below: str, kind: str) -> bool:
    return DEPTH[below] > DEPTH[kind] and any(below in line and kind in line for line in LINES)


def _having(around: Surroundings) -> Iterator[Problem]:
    """What a duty asks to have been chosen must be a choice of the record, told to the journal."""
    for duty in around.pack.duties:
        for index, way in enumerate(duty.met_by):
            record = around.records.get(way.record)
            counting = {one.key: one for one in record.fields if one.counts} if record else {}
            for name, choice in way.having.items():
                field = counting.get(name)
                file, where = around.file("duties", duty.key), f"met_by[{index}].having"
                if field is None:
                    yield Problem(
                        file, where, f"“{name}”不是算数的选项", "写记录里有 counts: true 的单选字段"
                    )
                elif choice not in {one.key for one in field.choices}:
                    choices = {one.key: one for one in field.choices}
                    yield Problem(file, where, f"“{name}”没有“{choice}”这一项", known_names(choices))


def _steps(around: Surroundings) -> Iterator[Problem]:
    """A step that counts is one of its kind; and of what few may read nothing is counted."""
    for duty in around.pack.duties:
        for index, way in enumerate(duty.met_by):
            case = around.cases.get(way.case)
            if case is None:
                continue
            file, where = around.file("duties", duty.key), f"met_by[{index}]"
            moves = {"opened": None} | {move.key: move for move in case.moves}
            if way.move not in moves:
                yield Problem(
                    file, f"{where}.move", f"“{case.title}”没有“{way.move}”这一步", known_names(moves)
                )
            if case.level == "C3":
                fault = f"“{case.title}”是 C3，不能拿来算做没做"
                yield Problem(file, f"{where}.case", fault, "换一种流程或记录")


def _held_at(around: Surroundings, way: MetBy) -> tuple[Sequence[str] | None, Mapping[str, object]]:
    if way.case:
        case = around.cases.get(way.case)
        return (case.opened_at if case else None), around.cases
    if way.report:
        report = around.reports.get(way.report)
        return (report.written_at if report else None), around.reports
    record = around.records.get(way.record)
    return (record.held_at if record else None), around.records


def _possible(where: str, owing: str, held: str) -> bool:
    same_line = any(owing in line and held in line for line in LINES)
    match where:
        case "same":
            return owing == held
        case "linked":
            return not same_line
        case "above":
            return not same_line or DEPTH[held] < DEPTH[owing]
        case _:
            return not same_line or DEPTH[held] > DEPTH[owing]


def _strengths(around: Surroundings) -> Iterator[Problem]:
    for duty in around.pack.duties:
        if duty.strength == "must" and duty.override == "free":
            file = around.file("duties", duty.key)
            yield Problem(file, "override", "必须做的不能随便改", "写 tighten 或 none")


CHECKS: tuple[Check, ...] = (_owners, _conditions, _evidence, _having, _steps, _strengths)
