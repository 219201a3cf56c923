"""What is wrong with a list of triggers, with file, place and what to write instead."""

from typing import Any

import pytest
from django.conf import settings
from pydantic import ValidationError

from tongxin.regimes.check import check_pack
from tongxin.regimes.load import library
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.trigger import TriggerSpec

KNOWN = library(settings.PACKS_DIR)
VIOLATION = KNOWN["talk-visit-v6"].model_dump(mode="json", exclude_none=True)["triggers"]
GIVEN: dict[str, Any] = next(one for one in VIOLATION if one["key"] == "violation")


def found(*triggers: dict[str, Any], **given: Any) -> list[str]:
    whole = KNOWN["talk-visit-v6"].model_dump(mode="json", exclude_none=True) | given
    whole["triggers"] = list(triggers)
    return [f"{one.where}：{one.fault}" for one in check_pack(Pack.model_validate(whole), KNOWN)]


def test_the_six_lists_are_sound_and_may_be_adopted() -> None:
    lists = [pack for key, pack in KNOWN.items() if key.startswith("talk-visit-v")]

    assert len(lists) == 6
    assert all(pack.adoptable and len(pack.triggers) >= 4 for pack in lists)
    assert found(GIVEN) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"to": ["nobody"]}, "to：没有“nobody”这个岗位"),
        ({"opens": "must_sing"}, "opens：没有“must_sing”这种流程"),
        ({"key": "weather"}, "key：“必谈”的 why 没有“weather”这一项"),
        ({"case": "weather"}, "case：没有“weather”这种流程"),
        ({"move": "weather"}, "move：“三违”没有“weather”这一步"),
    ],
)
def test_what_is_not_there_is_told(changed: dict[str, Any], said: str) -> None:
    assert found(GIVEN | changed) == [said]


def test_a_kind_that_asks_neither_why_nor_by_when_cannot_be_opened_so() -> None:
    meta = KNOWN["talk-visit-v6"].model_dump(mode="json", exclude_none=True)["meta"]
    near = {"meta": meta | {"requires": [*meta["requires"], "care-files"]}}

    assert found(GIVEN | {"opens": "reminder"}, **near) == [
        "key：“提醒党员”的 why 没有“violation”这一项", "opens：“提醒党员”提出时没有 due_on 这一天",
    ]  # fmt: skip


def test_a_kind_that_is_about_nobody_cannot_be_opened_so() -> None:
    meta = KNOWN["talk-visit-v6"].model_dump(mode="json", exclude_none=True)["meta"]
    near = {"meta": meta | {"requires": [*meta["requires"], "workers-voice"]}}

    assert "opens：“诉求”提出时没说是谁" in found(GIVEN | {"opens": "request"}, **near)


def test_a_key_stands_once() -> None:
    assert found(GIVEN, GIVEN) == ["key：“violation”有 2 个"]


def test_a_step_names_its_case_and_move_and_nothing_else_does() -> None:
    for wrong in ({"move": ""}, {"event": "absence"}, {"event": "storm"}):
        with pytest.raises(ValidationError):
            TriggerSpec.model_validate(GIVEN | wrong)
