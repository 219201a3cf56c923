"""The mine of the browser stories about safety, with its safety people and what they have in hand."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.packs.test_kq_safety import Pit, make_pit
from tests.world import make_mine

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
WIDTHS = pytest.mark.parametrize("width", [390, 1440])


@pytest.fixture
def pit(transactional_db: None) -> Pit:
    return make_pit(make_mine(), "care-files")
