"""What a correction changed is said place by place, and nothing else is said."""

from typing import Any

import pytest

from tongxin.records.rules.diff import Change, changes


def person(name: str, **given: Any) -> dict[str, Any]:
    return {
        "id": 7, "name": name, "sitting": 1, "expected": True, "present": True, "reason": "", "exclusion": "",
        **given,
    }  # fmt: skip


def line(*votes: int, **given: Any) -> dict[str, Any]:
    return {"text": "划分", "votes": votes, "owner": None, "due": None, **given}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"place": "一楼"}, {"place": "一楼"}, []),
        ({}, {"chair": {"id": 1, "name": "周志远"}}, [Change("主持", "", "周志远")]),
        ({"data": {"agenda": ["一"]}}, {"data": {"agenda": ["一", "二"]}}, [Change("议题", "一", "一；二")]),
        ({"data": {"agenda": []}}, {"data": {}}, []),
        ({"data": {"other": 1}}, {"data": {}}, [Change("other", "1", "")]),
        ({"presence": [person("何俊", expected=False)]}, {}, [Change("何俊", "列席到", "")]),
        ({}, {"presence": [person("何俊", sitting=2)]}, [Change("何俊", "", "第 2 场到")]),
        (
            {"presence": [person("何俊")]},
            {"presence": [person("何俊", present=False, reason="当班", exclusion="出国")]},
            [Change("何俊", "到", "没到（当班，出国）")],
        ),
        (
            {"decisions": [line(3, 1, 0, 0, 0)]},
            {"decisions": [line(3, 1, 0, 1, 2, owner={"id": 1, "name": "何俊"}, due="2026-11-30")]},
            [
                Change(
                    "决定 1",
                    "划分；同意 3，反对 1，弃权 0",
                    "划分；同意 3，反对 1，弃权 0，书面同意 1，书面反对 2；何俊；2026-11-30",
                )
            ],
        ),
        ({"decisions": [line(3, 1, 0, 0, 0)]}, {}, [Change("决定 1", "划分；同意 3，反对 1，弃权 0", "")]),
        ({}, {"attachments": [{"name": "照片.txt"}]}, [Change("附件", "", "照片.txt")]),
    ],
)
def test_only_what_differs_is_told(old: dict[str, Any], new: dict[str, Any], expected: list[Change]) -> None:
    assert changes(old, new, titles={"agenda": "议题"}) == expected
