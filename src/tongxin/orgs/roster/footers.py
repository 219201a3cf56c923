"""Rows that are no people: totals, signatures, notes, a header said again on the next printed page.

Only a whole cell says so: a unit may well be called 审核科 and a team 说明书编写组.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

COUNTED = "合计|总计|小计|共计|总人数"
SIGNED = "制表|填表|审核|复核|审批|单位负责人|负责人"
NOTED = "填写说明|填表说明|说明|备注|注"
STARTS = tuple(f"{COUNTED}|{SIGNED}|{NOTED}".split("|"))
FOOTER = re.compile(
    rf"(?:{COUNTED})(?:人数)?:?\s*(?:共?\s*\d*\s*[人名]?)?"
    rf"|(?:{SIGNED})(?:人|单位|部门|日期|时间|签字)?(?:[:\s].*)?"
    rf"|(?:{NOTED})\d?(?:[:\s、.,(].*)?",
    re.DOTALL,
)
SPACES = re.compile(r"\s+")


def is_footer(cell: Any) -> bool:
    """Whether the whole cell is such a word, with what may follow it: 合计：120 人, 制表人：李明."""
    if not isinstance(cell, str):
        return False
    seen = unicodedata.normalize("NFKC", cell).strip()
    return bool(FOOTER.fullmatch(seen) or FOOTER.fullmatch(SPACES.sub("", seen)))


def may_be_footer(cells: Iterable[str]) -> bool:
    """A quick look, so that a sheet without footers costs nothing."""
    return any(cell.startswith(STARTS) for cell in cells)


def ranges(numbers: Iterable[int]) -> str:
    """3, 4, 5, 9 is 3—5、9."""
    runs: list[list[int]] = []
    for one in sorted(numbers):
        if runs and runs[-1][1] == one - 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return "、".join(str(first) if first == last else f"{first}—{last}" for first, last in runs)
