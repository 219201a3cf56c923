"""Initials of a name, for search: 王建国 → wjg. Each character is looked up once."""

import os
from functools import lru_cache

os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # single characters only: saves tens of megabytes

from pypinyin import Style, lazy_pinyin

# Characters that are read otherwise as a family name.
FAMILY = {
    "曾": "z", "单": "s", "解": "x", "仇": "q", "查": "z", "区": "o", "盖": "g", "任": "r", "朴": "p",
    "覃": "q", "缪": "m", "乐": "y", "尉": "y", "翟": "z", "万": "w", "石": "s", "沈": "s", "贾": "j",
    "洗": "x", "种": "c", "秘": "b", "重": "c", "长": "c", "召": "s", "繁": "p", "逄": "p", "郗": "x",
}  # fmt: skip
LONGEST = 20


@lru_cache(maxsize=30_000)
def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    found = lazy_pinyin(character, style=Style.FIRST_LETTER)[0]
    return found if len(found) == 1 and found.isascii() and found.isalnum() else ""


def initials(name: str) -> str:
    if not name:
        return ""
    first = FAMILY.get(name[0]) or _initial(name[0])
    return (first + "".join(map(_initial, name[1:])))[:LONGEST]
