"""Operators raise a missed day and check the counts."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.duties.world import duty, follow, items
from tests.world import Mine
from tongxin.duties.models import DutyTally


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_a_day_and_those_after_it_are_raised_for_one_company(mine: Mine) -> None:
    follow(mine.root, duty("daily", every="day"))

    said = run("raise_duties", "--day=2026-11-20", "--ahead=1", f"--company={mine.company.name}")

    assert said.splitlines() == [
        f"company {mine.company.id}, 2026-11-20: 2 items raised",
        f"company {mine.company.id}, 2026-11-21: 2 items raised",
    ]
    assert len(items()) == 4
    assert "0 items raised" in run("raise_duties", "--day=2026-11-20")


def test_an_unknown_company_is_named(mine: Mine) -> None:
    with pytest.raises(CommandError, match="没有叫“白石煤业”的公司"):
        run("raise_duties", "--company=白石煤业")


def test_wrong_counts_are_found_and_mended(mine: Mine) -> None:
    follow(mine.root, duty("daily", every="day"))
    run("raise_duties", "--day=2026-11-20")
    assert "agree" in run("tally_verify")
    DutyTally.objects.filter(unit=mine.team).update(due=9, done=3)

    with pytest.raises(SystemExit, match="1 counts differ"):
        run("tally_verify")
    assert "1 counts set right" in run("tally_verify", "--mend")
    assert "agree" in run("tally_verify")
