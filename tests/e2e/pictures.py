"""A picture of a page that stands still: loaded, its letters there, no other page taking its place."""

from pathlib import Path

from playwright.sync_api import Error, Page

REFUSED = "Unable to capture screenshot"
SHORTLY = 500


def take_picture(page: Page, path: Path) -> None:
    """Chromium refuses a picture in the moment in which one page takes another's place; once is bad luck."""
    path.parent.mkdir(parents=True, exist_ok=True)
    settle(page)
    try:
        page.screenshot(path=path, full_page=True)
    except Error as refusal:
        if REFUSED not in refusal.message:
            raise
        page.wait_for_timeout(SHORTLY)
        settle(page)
        page.screenshot(path=path, full_page=True)


def settle(page: Page) -> None:
    page.wait_for_load_state("load")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
