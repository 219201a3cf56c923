"""Who leaves a role, and which roles are cleared when a round begins anew."""

from tongxin.regimes.check.cases.found import Found
from tongxin.regimes.check.surroundings import Surroundings
from tongxin.regimes.schema.case import CLIMBED, OPENER, SUBJECT, CaseSpec, Move


def leaving(case: CaseSpec, around: Surroundings) -> Found:
    """Whoever leaves is in the role, and does not come into it by the same move."""
    for move in case.moves:
        place, titles = f"moves.{move.key}.leaves", "、".join(map(case.role_title, move.leaves))
        if move.leaves and not set(move.leaves) & set(move.by.roles):
            yield place, f"办这一步的不在“{titles}”里，退不出", f"by.roles 里写 {'、'.join(move.leaves)}"
        if move.joins in move.leaves:
            yield place, f"这一步又进又退“{case.role_title(move.joins)}”", "joins 和 leaves 不写同一个角色"


def clearing(case: CaseSpec, around: Surroundings) -> Found:
    """What the move itself fills is not emptied by it."""
    for move in case.moves:
        for role in move.clears:
            if role == move.joins or any(field.fills == role for field in move.fields):
                fault = f"这一步又定又清“{case.role_title(role)}”"
                yield f"moves.{move.key}.clears", fault, "fills 本来就换人，不用再写 clears"


def staying(case: CaseSpec, around: Surroundings) -> Found:
    """Some a case cannot lose: who opened it, to whom it climbed, whom its title names."""
    bound = {OPENER, CLIMBED} | ({SUBJECT} if case.about_opener else set())
    asked = case.fields.get(case.titled_by)
    named = {asked.fills} - {""} if asked else set()
    for move in case.moves:
        for name, role in _ended(move):
            place, title = f"moves.{move.key}.{name}", case.role_title(role)
            if role in bound:
                yield place, f"“{title}”退不出去", "换一个角色，或写一步到结束的状态"
            elif role in named:
                yield (
                    place,
                    f"标题上写着“{title}”的名字，退出了还在",
                    "titled_by 换一个字段，或写一步到结束的状态",
                )


def _ended(move: Move) -> list[tuple[str, str]]:
    return [("leaves", role) for role in move.leaves] + [("clears", role) for role in move.clears]


CHECKS = (leaving, clearing, staying)
