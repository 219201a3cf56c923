"""A mine whose people have phones."""

from collections.abc import Callable

import pytest

from tests.factories import adopt
from tests.sync.phone import Phone
from tests.world import Mine
from tongxin.orgs.models import Person


@pytest.fixture
def working(mine: Mine) -> Mine:
    """Follows what is done before and during a shift."""
    adopt(mine.root, "xzw", "kq-safety")
    return mine


@pytest.fixture
def phone_of(db: None) -> Callable[[Person], Phone]:
    return Phone
