"""What is sealed feeds nothing: no duty is met by it, no report counts it, no other kind carries it on."""

from typing import Any

import pytest
from django.conf import settings

from tongxin.regimes.check import check_pack
from tongxin.regimes.check.reports import FIGURES
from tongxin.regimes.load import library
from tongxin.regimes.schema.pack import Pack

pytestmark = pytest.mark.row("BY-7")
KNOWN = library(settings.PACKS_DIR)


def changed(pack: str, **given: Any) -> Pack:
    return Pack.model_validate(KNOWN[pack].model_dump(mode="json") | given)


def faults(pack: Pack) -> list[str]:
    return [problem.fault for problem in check_pack(pack, KNOWN)]


def test_no_duty_is_met_by_what_is_sealed() -> None:
    duty = KNOWN["care-files"].model_dump(mode="json")["duties"][0]
    counted = duty | {"met_by": [{"case": "support", "move": "talk"}]}

    assert faults(KNOWN["care-files"]) == []
    assert faults(changed("care-files", duties=[counted])) == ["“帮扶档案”是 C3，不能拿来算做没做"]


def test_no_report_counts_it() -> None:
    sealed = {case.key for pack in KNOWN.values() for case in pack.cases if case.level == "C3"}

    assert sealed == {"support", "help_application"}
    assert [name for name in FIGURES if any(key in name for key in sealed)] == []


@pytest.mark.parametrize("pack", sorted(KNOWN))
def test_what_is_sealed_is_text_and_says_what_must_not_be_written(pack: str) -> None:
    for case in KNOWN[pack].cases:
        for field in case.fields.values():
            if field.level == "C3":
                assert case.level == "C3"
                assert field.type in ("text", "long_text")
                assert field.never


def test_a_sealed_kind_that_takes_files_is_refused() -> None:
    cases = KNOWN["care-files"].model_dump(mode="json")["cases"]
    support = next(case for case in cases if case["key"] == "support")
    support["opening_files"] = support["moves"][1]["files"] = True

    assert faults(changed("care-files", cases=cases)) == ["C3 的流程不收文件，文件不加密"] * 2


def test_a_sealed_kind_takes_no_files_and_is_never_made_public() -> None:
    """A file is stored as it came; and a post in a state shows to all that there is a case."""
    for pack in KNOWN.values():
        for case in pack.cases:
            if case.level == "C3":
                assert not case.opening_files
                assert not any(move.files for move in case.moves)
                assert not any(state.posted for state in case.states.values())
                assert not case.anonymous
