"""The pages of shifts: what is offered, what is refused, and how much is asked of the database."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.clock import TODAY, moment
from tests.factories import (
    appoint,
    follow,
    make_administrator,
    make_person,
    make_rotation,
    make_shift,
    make_unit,
)
from tests.world import Mine
from tongxin.facts.models import Fact
from tongxin.orgs.models import CalendarDay, Leave, Rotation, Shift, TeamRotation

LogIn = Callable[..., Client]


def questions(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_the_overview_asks_the_same_for_two_teams_and_for_many(mine: Mine, log_in: LogIn) -> None:
    rotation = make_rotation(mine.company)
    client = log_in(mine.chief)
    follow(mine.team, rotation)
    client.get("/shifts")
    few = questions(client, "/shifts")
    for _ in range(5):
        team = make_unit(mine.company, "team", mine.section)
        follow(team, rotation)
        make_shift(team, moment(11, 20, 8), moment(11, 20, 16))

    many = questions(client, "/shifts")

    assert many == few
    assert many <= 15


def test_a_month_asks_the_same_with_one_shift_and_with_many(mine: Mine, log_in: LogIn) -> None:
    client, path = log_in(mine.leader), f"/shifts/team/{mine.team.id}"
    client.get(path)
    few = questions(client, path)
    for day in range(21, 29):
        make_shift(
            mine.team, moment(11, day, 8), moment(11, day, 16), cancelled=day > 25, cancelled_reason="stop"
        )

    assert questions(client, path) == few
    assert few <= 15


def test_the_leave_page_asks_the_same_for_one_and_for_three(mine: Mine, log_in: LogIn) -> None:
    client, path = log_in(mine.leader), f"/shifts/team/{mine.team.id}/leave"
    client.get(path)
    few = questions(client, path)
    for person in (mine.worker, mine.instructor, mine.leader):
        Leave.objects.create(person=person, kind="annual", starts_date=TODAY, ends_date=TODAY)

    assert questions(client, path) == few
    assert few <= 15


def test_whoever_leads_one_team_comes_straight_to_its_month(mine: Mine, log_in: LogIn) -> None:
    response = log_in(mine.leader).get("/shifts")

    assert response.url == f"/shifts/team/{mine.team.id}"  # type: ignore[attr-defined]


def test_a_team_is_searched_by_name(mine: Mine, log_in: LogIn) -> None:
    page = log_in(mine.chief).get("/shifts", {"q": "二班"}).content.decode()

    assert "采煤二班" in page
    assert "采煤一班" not in page


@pytest.mark.parametrize("path", ["", "/cancel", "/swap", "/leave"], ids=["month", "cancel", "swap", "leave"])
def test_a_team_of_others_is_not_found(mine: Mine, log_in: LogIn, path: str) -> None:
    response = log_in(mine.other_leader).get(f"/shifts/team/{mine.team.id}{path}")

    assert response.status_code == 404
    assert mine.team.name not in response.content.decode()


def test_a_worker_without_a_post_sees_no_planning(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.worker)

    assert [client.get(path).status_code for path in ("/shifts", "/shifts/assign", "/shifts/rotations/new")] == [
        404, 404, 404,
    ]  # fmt: skip


def test_cancelling_says_how_many_and_writes_one_fact(mine: Mine, log_in: LogIn) -> None:
    make_shift(mine.team, moment(11, 21, 8), moment(11, 21, 16))
    client = log_in(mine.leader)

    response = client.post(
        f"/shifts/team/{mine.team.id}/cancel",
        {"first": "2026-11-21", "last": "2026-11-21", "key": "", "reason": "stop"},
        follow=True,
    )

    assert "取消了 1 个班" in response.content.decode()
    assert Fact.objects.filter(kind="shift.cancelled").count() == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"last": "2026-11-20"}, "请先写开始再写结束"),
        ({"first": "someday"}, "请填日期"),
        ({"first": "2026-12-01", "last": "2026-12-01"}, "这段时间没有还没开始的班"),
        ({"reason": "lazy"}, "请从列表里选"),
    ],
)
def test_a_wrong_span_comes_back_with_its_sentence(
    mine: Mine, log_in: LogIn, given: dict[str, str], sentence: str
) -> None:
    make_shift(mine.team, moment(11, 21, 8), moment(11, 21, 16))

    response = log_in(mine.leader).post(
        f"/shifts/team/{mine.team.id}/cancel",
        {"first": "2026-11-21", "last": "2026-11-21", "key": "", "reason": "stop", **given},
    )

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Shift.objects.filter(cancelled=True).exists()


def test_restoring_after_the_shift_is_refused(mine: Mine, log_in: LogIn) -> None:
    shift = make_shift(
        mine.team, moment(11, 19, 8), moment(11, 19, 16), cancelled=True, cancelled_reason="stop"
    )

    response = log_in(mine.leader).post(f"/shifts/shift/{shift.id}/restore")

    assert response.status_code == 409
    assert "时间已过" in response.content.decode()


def test_a_section_chief_swaps_two_teams(mine: Mine, log_in: LogIn) -> None:
    make_shift(mine.team, moment(11, 21, 8), moment(11, 21, 16))
    make_shift(mine.other_team, moment(11, 21, 16), moment(11, 22), key="middle", name="中班")
    given = {"other": str(mine.other_team.id), "first": "2026-11-21", "last": "2026-11-21"}

    response = log_in(mine.chief).post(f"/shifts/team/{mine.team.id}/swap", given, follow=True)

    assert "换好了" in response.content.decode()
    assert Shift.objects.get(team=mine.team, day=date(2026, 11, 21), cancelled=False).key == "middle"


def test_a_leader_of_one_team_is_told_whom_to_ask_for_a_swap(mine: Mine, log_in: LogIn) -> None:
    assert "请找区队长" in log_in(mine.leader).get(f"/shifts/team/{mine.team.id}/swap").content.decode()


def test_leave_is_entered_and_ended(mine: Mine, log_in: LogIn) -> None:
    client, path = log_in(mine.leader), f"/shifts/team/{mine.team.id}/leave"
    given = {
        "person": str(mine.worker.id), "kind": "sick", "starts_date": "2026-11-20", "ends_date": "2026-11-22",
    }  # fmt: skip

    assert "张伟请假记下了" in client.post(path, given, follow=True).content.decode()
    leave = Leave.objects.get()
    response = client.post(f"/shifts/leave/{leave.id}/cancel", {"team": str(mine.team.id)}, follow=True)

    assert "销假了" in response.content.decode()
    assert response.redirect_chain[-1][0] == path
    assert not Leave.objects.exists()


def test_nobody_is_put_on_leave_by_accident(mine: Mine, log_in: LogIn) -> None:
    given = {"person": "", "kind": "sick", "starts_date": "2026-11-20", "ends_date": "2026-11-20"}

    response = log_in(mine.leader).post(f"/shifts/team/{mine.team.id}/leave", given)

    assert response.status_code == 422
    assert not Leave.objects.exists()


def test_looking_at_a_rotation_changes_nothing(mine: Mine, log_in: LogIn) -> None:
    given = {
        "team": [str(mine.team.id), str(mine.other_team.id)], "rotation": "four_two", "lag": "2",
        "starts_date": "2026-11-21", "anchor": "2026-11-21", "do": "look",
    }  # fmt: skip

    page = log_in(mine.chief).post("/shifts/assign", given).content.decode()

    assert "往后四周是这样" in page
    assert not Rotation.objects.exists()


def test_teams_are_given_a_rotation_one_behind_the_other(mine: Mine, log_in: LogIn) -> None:
    given = {
        "team": [str(mine.team.id), str(mine.other_team.id)], "rotation": "four_two", "lag": "2",
        "starts_date": "2026-11-21", "anchor": "2026-11-21", "do": "save",
    }  # fmt: skip

    page = log_in(mine.chief).post("/shifts/assign", given, follow=True).content.decode()

    assert "2 个班组从 2026-11-21 起" in page
    anchors = TeamRotation.objects.order_by("team_id").values_list("anchor_date", flat=True)
    assert list(anchors) == [date(2026, 11, 21), date(2026, 11, 23)]


def test_teams_of_others_cannot_be_given_a_rotation(mine: Mine, log_in: LogIn) -> None:
    response = log_in(mine.other_leader).get("/shifts/assign", {"team": str(mine.team.id)}, follow=True)

    assert "请先勾选要排班的班组" in response.content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"cycle": "早早X"}, "“X”不认识"),
        ({"cycle": "休休"}, "一个班也没有"),
        ({"starts_0": "8点"}, "看不懂"),
        ({"name_1": "早中班", "starts_1": "16:00", "ends_1": "20:00"}, "分不清"),
    ],
)
def test_a_rotation_that_cannot_be_worked_says_why(
    mine: Mine, log_in: LogIn, given: dict[str, str], sentence: str
) -> None:
    form = {
        "name": "新倒班",
        "name_0": "早班",
        "starts_0": "08:00",
        "ends_0": "16:00",
        "cycle": "早休",
        "do": "look",
    }

    response = log_in(mine.chief).post("/shifts/rotations/new", {**form, **given})

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_the_year_is_for_everybody_but_its_notice_is_not(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.worker)

    assert "2026 年有 248 个工作日" in client.get("/shifts/calendar").content.decode()
    assert "暂算" in client.get("/shifts/calendar?year=2027").content.decode()
    assert client.get("/shifts/calendar/2027/notice").status_code == 404
    assert client.get("/shifts/calendar?year=99999").status_code == 200


NOTICE = {
    "source": "国务院办公厅关于2027年部分节假日安排的通知",
    "first_0": "2027-01-01", "last_0": "2027-01-03",
    "first_1": "2027-02-05", "last_1": "2027-02-11", "lieu_1": "1-31（周日）、2月20日",
    "first_2": "2027-04-03", "last_2": "2027-04-05",
    "first_3": "2027-05-01", "last_3": "2027-05-05", "lieu_3": "2027-04-25 2027/5/8",
    "first_4": "2027-06-09", "first_5": "2027-09-15",
    "first_6": "2027-10-01", "last_6": "2027-10-07",
}  # fmt: skip


def test_the_system_administrator_enters_a_later_notice(mine: Mine, log_in: LogIn) -> None:
    make_administrator(mine.worker, "system")

    page = log_in(mine.worker).post("/shifts/calendar/2027/notice", NOTICE, follow=True).content.decode()

    assert "2027 年按通知算了" in page
    lieu = CalendarDay.objects.filter(kind="lieu_workday").order_by("day")
    assert [str(row.day) for row in lieu] == ["2027-01-31", "2027-02-20", "2027-04-25", "2027-05-08"]


def test_a_notice_may_name_days_of_the_year_before(mine: Mine, log_in: LogIn) -> None:
    make_administrator(mine.worker, "system")
    client = log_in(mine.worker)

    given = {**NOTICE, "first_0": "2026-12-31", "lieu_0": "2026-12-26"}
    page = client.post("/shifts/calendar/2027/notice", given, follow=True).content.decode()

    assert "2027 年按通知算了" in page
    named = CalendarDay.objects.filter(day__year=2026).order_by("day")
    assert [(str(row.day), row.notice_year) for row in named] == [("2026-12-26", 2027), ("2026-12-31", 2027)]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"first_0": "2026-11-30", "last_0": "2026-12-01"}, "不在 2027 年，也不在上一年 12 月"),
        ({"lieu_1": "正月十五"}, "看不懂"),
        ({"lieu_1": "13-40"}, "看不懂"),
        ({"lieu_1": "2-1"}, "不是周六或周日"),
        ({"first_4": ""}, "6月9日（端午节）"),
        ({"source": ""}, "这一项还空着"),
    ],
)
def test_a_notice_with_a_slip_comes_back(
    mine: Mine, log_in: LogIn, given: dict[str, str], sentence: str
) -> None:
    clerk = make_person(mine.company, mine.committee)
    appoint(clerk, "party_office", mine.committee)

    response = log_in(clerk).post("/shifts/calendar/2027/notice", {**NOTICE, **given})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not CalendarDay.objects.exists()


def test_to_which_day_a_night_belongs_is_shown_to_all_and_changed_by_few(mine: Mine, log_in: LogIn) -> None:
    page = log_in(mine.worker).get("/shifts/day").content.decode()

    assert "跨夜的班算上班那天" in page
    assert "从明天起这样算" not in page
    assert log_in(mine.chief).post("/shifts/day", {"rule": "end", "hour": "8"}).status_code == 404


def test_the_system_administrator_says_to_which_day_a_night_belongs(mine: Mine, log_in: LogIn) -> None:
    make_administrator(mine.worker, "system")
    client = log_in(mine.worker)

    page = client.post("/shifts/day", {"rule": "mine", "hour": "20"}, follow=True).content.decode()

    assert "跨夜的班按矿日算，20 点起是新的一天" in page
    assert "改过 1 次" in page
    back = client.post("/shifts/day", {"rule": "start", "hour": "8"}, follow=True).content.decode()
    assert "跨夜的班算上班那天" in back


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"rule": "start", "hour": "8"}, "没有变化，现在就是这样算的"),
        ({"rule": "mine", "hour": "25"}, "请填 0 到 23 的整点"),
        ({"rule": "moon", "hour": "8"}, "请从列表里选"),
    ],
)
def test_a_day_of_nights_with_a_slip_comes_back(
    mine: Mine, log_in: LogIn, given: dict[str, str], sentence: str
) -> None:
    make_administrator(mine.worker, "system")

    response = log_in(mine.worker).post("/shifts/day", given)

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_who_leads_one_team_is_offered_no_swap_that_cannot_be_made(mine: Mine, log_in: LogIn) -> None:
    page = log_in(mine.leader).get(f"/shifts/team/{mine.team.id}/swap").content.decode()

    assert "您只管这一个班组，换不了" in page
    assert "<select" not in page


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        ("http://testserver/shifts/calendar?year=2027", True),
        ("http://elsewhere.example/shifts/calendar", False),
        ("http://testserver//elsewhere.example/", False),
    ],
)
def test_a_refusal_leads_back_to_our_page_and_to_no_other(
    mine: Mine, log_in: LogIn, came: str, shown: bool
) -> None:
    page = log_in(mine.chief).post("/shifts/day", {"rule": "end"}, headers={"referer": came}).content.decode()

    assert ("回到刚才那页" in page) is shown
    assert ('href="/shifts/calendar?year=2027"' in page) is shown
