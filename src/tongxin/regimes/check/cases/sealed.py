"""Level C3, by the kind or by a choice of the opening: text that only those who are named in it read."""

from tongxin.regimes.check.cases.found import Found
from tongxin.regimes.check.cases.people import fields_of
from tongxin.regimes.check.surroundings import Surroundings
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import TEXTS, CaseField, CaseSpec, Move


def fields(case: CaseSpec, around: Surroundings) -> Found:
    for where, field in fields_of(case):
        if field.level != "C3":
            continue
        if field.type not in TEXTS:
            yield f"{where}.type", "C3 的字段只能写文字", f"type 是{'或'.join(TEXTS)}，或降低 level"
        if case.level != "C3":
            yield (
                f"{where}.level",
                f"流程是 {case.level}，不能有 C3 的字段",
                "给流程写 level: C3，或降低这里的",
            )
        if not field.never.strip():
            yield where, "没有说这里不能写什么", "写 never，告诉写的人"


def kind(case: CaseSpec, around: Surroundings) -> Found:
    if case.level == "C3" and case.anonymous:
        yield "anonymous", "C3 的流程不能匿名", "不写 anonymous，匿名的事走别的流程"
    sealed = {field.key for field in case.fields.values() if field.level == "C3"}
    if case.titled_by in sealed:
        yield "titled_by", f"“{case.titled_by}”是 C3，不能显示在单子上", "换一个 level 低的字段"
    for key in case.recurs.same if case.recurs else ():
        if key in sealed:
            yield "recurs.same", f"“{key}”是 C3，不能拿来比", "换一个 level 低的字段"


def posted(case: CaseSpec, around: Surroundings) -> Found:
    for key, state in case.states.items():
        if state.posted and case.level == "C3":
            yield f"states.{key}.posted", "C3 的流程不能公开", "不写 posted"


def files(case: CaseSpec, around: Surroundings) -> Found:
    """A file is stored as it came, so whoever opens the store would read it."""
    if case.level == "C3" and case.opening_files:
        yield "opening_files", "C3 的流程不收文件，文件不加密", "不写 opening_files"
    for move in case.moves:
        if case.level == "C3" and move.files:
            yield f"moves.{move.key}.files", "C3 的流程不收文件，文件不加密", "不写 files"


def by_choice(case: CaseSpec, around: Surroundings) -> Found:
    """Where a choice makes a case C3, all its texts are sealed: whoever must read them has to see it whole."""
    if not _by_choice(case):
        return
    for key, sees in (("reporter_sees", case.reporter_sees), ("subject_sees", case.subject_sees)):
        if sees != "all":
            yield key, "选了 addressed.closed 的事文字都封存，只看进度的人看不到答复", "写 all"
    for where, field in fields_of(case):
        if field.type == "steps":
            yield f"{where}.type", "选了 addressed.closed 的事文字都封存，分条写的封存不了", "改成 long_text"


def late(case: CaseSpec, around: Surroundings) -> Found:
    """Why something is late is shown with the step."""
    for move in case.moves:
        if _reasoned(move) and (case.level == "C3" or _by_choice(case)):
            yield f"moves.{move.key}.due.late", "C3 的事，晚的原因封存不了", "写 told，或不写"


def _by_choice(case: CaseSpec) -> bool:
    return case.level != "C3" and case.addressed is not None and bool(case.addressed.closed)


def _reasoned(move: Move) -> bool:
    return move.due is not None and move.due.late == "reason"


def carried(case: CaseSpec, around: Surroundings) -> Found:
    """What is sealed here stays sealed where it is carried over."""
    for move in case.moves:
        for index, effect in enumerate(move.effects):
            other = around.cases_anywhere.get(effect.kind) if isinstance(effect, kinds.OpenCase) else None
            for there, here in effect.fields.items() if isinstance(effect, kinds.OpenCase) and other else ():
                field = case.fields.get(here)
                target = next((one for one in other.opening if one.key == there), None) if other else None
                if field and target and _may_be_sealed(case, field) and target.level != "C3":
                    where = f"moves.{move.key}.effects[{index}].fields.{there}"
                    said = "是" if field.level == "C3" else "有时是"
                    yield where, f"“{here}”{said} C3，那边的“{there}”不是", "不带过去，或让那边也是 C3"


def _may_be_sealed(case: CaseSpec, field: CaseField) -> bool:
    return field.level == "C3" or (_by_choice(case) and field.type in TEXTS)


CHECKS = (fields, kind, posted, files, by_choice, late, carried)
