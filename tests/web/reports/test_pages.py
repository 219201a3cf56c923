"""The pages of the reports: offered to whom, refused to whom, filed from start to end."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from tests.clock import moment
from tests.factories import adopt
from tests.world import Mine
from tongxin import clock
from tongxin.orgs.models import Person
from tongxin.reports.models import Report

LogIn = Callable[[Person], Client]


@pytest.fixture
def secretary(mine: Mine, log_in: LogIn) -> Client:
    adopt(mine.root, "party-branch-2018", "xzw")
    return log_in(mine.secretary)


def begin(client: Client, mine: Mine, period: str = "2026-M10") -> Report:
    asked = {"kind": "branch_monthly", "unit": mine.branch.id, "period": period}
    response = client.post("/reports/draft", asked)
    report = Report.objects.get(unit=mine.branch, period=period)
    assert response["Location"] == f"/reports/{report.id}"
    return report


def test_the_list_offers_this_month_and_the_last(secretary: Client) -> None:
    page = secretary.get("/reports").content.decode()

    assert "2 份报告可以写" in page
    assert "起草2026年11月" in page
    assert "起草2026年10月" in page


def test_with_nothing_adopted_the_list_says_what_to_wait_for(mine: Mine, log_in: LogIn) -> None:
    page = log_in(mine.secretary).get("/reports").content.decode()

    assert "没有要写的报告" in page
    assert "采用了有报告的制度包以后" in page


@pytest.mark.row("XZW-4")
def test_a_secretary_drafts_writes_files_and_takes_the_word_document(secretary: Client, mine: Mine) -> None:
    report = begin(secretary, mine)
    form = {"revision": "0", "words-next_month_focus": "抓好顶板", "file": "yes"}

    filed = secretary.post(f"/reports/{report.id}", form, follow=True).content.decode()
    word = secretary.get(f"/reports/{report.id}/word")

    report.refresh_from_db()
    assert report.filed_by == mine.secretary
    assert "已归档。可以下载 Word，内容不会再变" in filed
    texts = [paragraph.text for paragraph in Document(BytesIO(word.content)).paragraphs]
    assert texts[0] == "综采一区党支部 2026年10月支部工作月报"
    assert "抓好顶板" in texts


def test_what_is_missing_is_said_where_it_is_written(secretary: Client, mine: Mine) -> None:
    report = begin(secretary, mine)

    page = secretary.post(
        f"/reports/{report.id}", {"revision": "0", "words-meetings": "开了两次", "file": "yes"}, follow=True
    ).content.decode()

    report.refresh_from_db()
    assert report.filed_at is None
    assert "还差“下月重点”要您写" in page
    assert "开了两次" in page


def test_words_are_saved_in_place(secretary: Client, mine: Mine) -> None:
    report = begin(secretary, mine)

    saved = secretary.post(
        f"/reports/{report.id}",
        {"revision": "0", "words-next_month_focus": "抓"},
        headers={"HX-Request": "true"},
    ).content.decode()

    assert 'name="revision" value="1"' in saved
    assert "已保存 07:20" in saved


def test_this_month_cannot_be_filed_before_its_last_days(
    secretary: Client, mine: Mine, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = begin(secretary, mine, "2026-M11")
    assert "2026年11月还没有过完，11-27 起可以归档" in secretary.get(f"/reports/{report.id}").content.decode()

    monkeypatch.setattr(clock, "read", lambda: moment(11, 27, 9))
    assert "写好了，归档" in secretary.get(f"/reports/{report.id}").content.decode()


def test_another_team_sees_nothing_of_it(secretary: Client, mine: Mine, log_in: LogIn) -> None:
    report = begin(secretary, mine)
    stranger = log_in(mine.other_leader)

    for path in (f"/reports/{report.id}", f"/reports/{report.id}/word"):
        response = stranger.get(path)
        assert response.status_code == 404
        assert "支部工作月报" not in response.content.decode()
    assert stranger.post(f"/reports/{report.id}/file").status_code == 404


def test_a_draft_of_nothing_is_refused(secretary: Client) -> None:
    assert secretary.post("/reports/draft", {"kind": "branch_monthly"}).status_code == 422
    assert (
        secretary.post("/reports/draft", {"kind": "branch_monthly", "unit": "1", "period": "x"}).status_code
        == 404
    )


def test_the_list_asks_the_same_questions_for_one_report_and_for_three(secretary: Client, mine: Mine) -> None:
    report = begin(secretary, mine)
    secretary.get("/reports")
    with CaptureQueriesContext(connection) as one:
        secretary.get("/reports")
    for month in ("2026-M07", "2026-M08"):
        report.pk, report.period = None, month
        report.save(force_insert=True)
    with CaptureQueriesContext(connection) as three:
        secretary.get("/reports")

    assert len(three) == len(one) <= 15
