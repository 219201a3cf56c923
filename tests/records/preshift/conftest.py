"""A team with a shift at eight and the regimes adopted."""

import pytest

from tests.records.preshift.world import fill_team
from tests.world import Mine


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    return mine
