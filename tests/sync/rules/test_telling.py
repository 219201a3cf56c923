"""What came, in words."""

import json
from typing import Any

import pytest

from tongxin.sync.rules.telling import kind_of, told


def test_fields_and_choices_are_called_by_their_titles() -> None:
    titles = {"rib": "片帮", "oath": "安全宣誓"}

    assert told('{"risks": ["rib"], "oath": true}', titles) == (("风险", "片帮"), ("安全宣誓", "是"))
    assert [kind_of(text) for text in ('{"kind": "hazard"}', "{", "[]", "{}")] == ["hazard", "", "", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (("原文", "没有留"),)),
        ("{", (("原文", "{"),)),
        ("[1]", (("原文", "[1]"),)),
        ({"task": 7}, (("原文", '{"task": 7}'),)),
        ({"task": 7, "note": "换了"}, (("说明", "换了"),)),
        (
            {"marks": {"1": {"present": True}, "2": {"present": False}, "3": 5}},
            (("点名", "到 1 人，没到 2 人"),),
        ),
        (
            {"given": {"what": "松了", "days": 3, "note": ""}, "anonymous": True},
            (("填的", "松了；3"), ("没写名字", "是")),
        ),
        ({"risks": ["rib", "roof"], "told": False, "other": 1.5}, (("风险", "rib、roof"), ("other", "1.5"))),
    ],
)
def test_each_thing_is_a_line(text: Any, expected: tuple[tuple[str, str], ...]) -> None:
    assert told(text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)) == expected
