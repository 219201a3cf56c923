"""A real browser on a real server: log in as somebody, look at pages, check what everybody needs."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.doors import enter
from tests.e2e.demo import Cast, cast, stand
from tests.e2e.pictures import settle, take_picture
from tongxin.orgs.models import Person

SHOTS = os.environ.get("TONGXIN_SHOTS")  # pictures are for people: taken only where they are asked for
FAULTS_ONLY = {"resultTypes": ["violations"]}
PHONE = 390
DESK = 1440
# Chromium must not look for anything outside this machine.
QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing. Run: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def demo(transactional_db: None, tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """The demo group as of NOW."""
    own = tmp_path_factory.getbasetemp()
    stand(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)
    return cast()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """`open_page(person, "/path", width=390)`: a page in a fresh browser, logged in as `person`."""
    contexts = []

    def build(person: Person | None, path: str = "/", width: int = PHONE) -> Page:
        height = 844 if width < 700 else 1024
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        if person is not None:
            client = Client()
            enter(client, person)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
            )
        page = context.new_page()
        page.goto(f"{live_server.url}{path}")
        return page

    yield build
    for context in contexts:
        context.close()


@pytest.fixture
def look_at() -> Callable[[Page, str], None]:
    """Fails on what axe calls serious, or on sideways scrolling; takes the page's picture for TONGXIN_SHOTS."""

    def look(page: Page, name: str) -> None:
        width = page.viewport_size["width"] if page.viewport_size else DESK
        settle(page)
        if SHOTS:
            take_picture(page, Path(SHOTS) / f"{name}-{width}.png")
        found = [
            f"{fault['id']}: {fault['nodes'][0]['html'][:160]}"
            for fault in Axe().run(page, options=FAULTS_ONLY).response["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert found == []
        for other in (320, PHONE, DESK, width):
            page.set_viewport_size({"width": other, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= other, (
                f"{name} scrolls at {other}"
            )

    return look


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A story is walked in the width that its test names first, and in the others, too, in `make long`."""
    if "TONGXIN_LONG" in os.environ:
        return
    first: dict[object, object] = {}
    left = [
        item for item in items if "width" in _given(item) and first.setdefault(_story(item), item) != item
    ]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


def _story(item: pytest.Item) -> object:
    """The test with all that it is given but the width."""
    others = [f"{key}={value}" for key, value in sorted(_given(item).items()) if key != "width"]
    return item.nodeid.partition("[")[0], *others


def _given(item: pytest.Item) -> dict[str, object]:
    given = getattr(item, "callspec", None) if item.get_closest_marker("e2e") else None
    return given.params if given else {}
