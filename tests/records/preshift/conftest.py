"""A team with a shift at eight and the regimes adopted."""

import pytest

from tests.factories import adopt
from tests.world import Mine


@pytest.fixture
def team(mine: Mine) -> Mine:
    adopt(mine.section, "xzw")
    return mine
