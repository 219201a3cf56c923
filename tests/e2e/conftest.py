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
from tests.e2e.pictures import take_picture
from tongxin.orgs.models import Person

SHOTS = Path(os.environ.get("TONGXIN_SHOTS", "build/shots"))
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
def demo(transactional_db: None) -> Cast:
    """The demo group as of NOW."""
    stand()
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
    """Takes the page's picture and fails on what axe calls serious, or on sideways scrolling."""

    def look(page: Page, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        width = page.viewport_size["width"] if page.viewport_size else DESK
        take_picture(page, SHOTS / f"{name}-{width}.png")
        found = [
            f"{fault['id']}: {fault['nodes'][0]['html'][:160]}"
            for fault in Axe().run(page).response["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert found == []
        for narrow in (320, width):
            page.set_viewport_size({"width": narrow, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= narrow, (
                f"{name} scrolls at {narrow}"
            )

    return look


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The stories of cases are walked on the phone in every run, and at a desk too in `make long`."""
    if "TONGXIN_LONG" in os.environ:
        return
    left = [item for item in items if _at_a_desk(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


def _at_a_desk(item: pytest.Item) -> bool:
    given = getattr(item, "callspec", None)
    return item.path.name.startswith("test_case_") and given is not None and given.params.get("width") == 1440
