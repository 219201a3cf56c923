"""What could not be taken in: both bodies on one page, and somebody decides."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.factories import adopt
from tests.records.preshift.world import make_task
from tests.sync.phone import Phone, body_of, meeting, operation
from tests.world import Mine

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.row("BY-4")
@pytest.mark.parametrize("width", [390, 1440])
def test_a_chief_sees_both_and_decides(
    mine: Mine, open_page: Callable[..., Page], look_at: Callable[[Page, str], None], width: int
) -> None:
    adopt(mine.root, "xzw", "kq-safety")
    task, phone = make_task(mine.team, "38 号支架漏液"), Phone(mine.leader)
    first = operation("task.done", {"task": task.id, "note": "换了密封圈，试压不漏"})
    phone.send(first, operation("record.hold", meeting(mine)))
    phone.send({**first, **body_of({"task": task.id, "note": "还没有换，料没到"})})
    Phone(mine.instructor).send(operation("record.hold", meeting(mine), boot="old"))

    page = open_page(mine.chief, "/", width)
    look_at(page, f"field-review-today-{width}")
    page.get_by_role("link", name="手机交来的 2 条没有收进来").click()
    page.wait_for_url("**/field/review")
    look_at(page, f"field-review-{width}")
    for left in (1, 0):
        page.get_by_label("为什么这样定").first.fill("问过当班的两个人")
        page.get_by_role("button", name="先到的对").or_(page.get_by_role("button", name="不收")).first.click()
        page.wait_for_load_state()
        assert page.get_by_label("为什么这样定").count() == left

    look_at(page, f"field-review-empty-{width}")
    look_at(open_page(mine.leader, "/field/review", width), f"field-review-mine-{width}")
