"""The office of the mine, as an actor."""

import pytest

from tests.orgs.world import acting, make_office
from tests.world import Mine
from tongxin.kernel.actor import Actor


@pytest.fixture
def office(mine: Mine) -> Actor:
    return acting(make_office(mine))
