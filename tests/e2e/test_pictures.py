"""A picture is taken once more where Chromium refused it, and only there."""

from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Error, Page

from tests.e2e.pictures import REFUSED, take_picture

PATH = Path("any.png")


class Camera:
    """A page that refuses its picture with each of these, then lets itself be taken."""

    def __init__(self, *refusals: str) -> None:
        self.refusals = list(refusals)
        self.done: list[str] = []

    def wait_for_load_state(self, state: str) -> None:
        self.done.append(state)

    def wait_for_function(self, _expression: str) -> None:
        self.done.append("fonts")

    def wait_for_timeout(self, _milliseconds: float) -> None:
        self.done.append("wait")

    def screenshot(self, *, path: Path, full_page: bool) -> None:
        assert (path, full_page) == (PATH, True)
        self.done.append("picture")
        if self.refusals:
            raise Error(self.refusals.pop(0))


def taken(camera: Camera) -> list[str]:
    take_picture(cast("Page", camera), PATH)
    return camera.done


def test_a_page_is_taken_when_it_is_loaded_and_its_letters_are_there() -> None:
    assert taken(Camera()) == ["load", "fonts", "picture"]


def test_a_picture_refused_while_pages_change_is_taken_once_more() -> None:
    camera = Camera(f"Page.screenshot: Protocol error (Page.captureScreenshot): {REFUSED}")
    assert taken(camera) == ["load", "fonts", "picture", "wait", "load", "fonts", "picture"]


def test_a_picture_refused_twice_fails() -> None:
    with pytest.raises(Error, match=REFUSED):
        taken(Camera(REFUSED, REFUSED))


def test_any_other_failure_is_not_tried_again() -> None:
    camera = Camera("Page.screenshot: Target page, context or browser has been closed")
    with pytest.raises(Error, match="has been closed"):
        taken(camera)
    assert camera.done == ["load", "fonts", "picture"]
