"""Cases know no records; what a meeting decided reaches them all the same."""

from datetime import date

import pytest

from tests.clock import NOW
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.cases import proofs
from tongxin.kernel.errors import NotFound


def test_a_case_asks_the_records_for_proof(mine: Mine) -> None:
    secretary = actor_of(mine.secretary.id, at=NOW)

    assert (
        proofs.proofs(
            ["members_meeting"], unit_ids=[mine.branch.id], since=date(2026, 1, 1), viewer=secretary
        )
        == []
    )
    with pytest.raises(NotFound, match="没有找到这份记录"):
        proofs.proof_of(1, by=secretary)
