"""The ledger, the writing page and the record: what is offered, what is refused, nothing typed is lost."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.clock import NOW, moment
from tests.factories import adopt, appoint, make_person
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.orgs.models import Person
from tongxin.records import commands
from tongxin.records.content import Content, Line
from tongxin.records.models import Attachment, Decision, Presence, Record, Task, Version

LogIn = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def committee(mine: Mine) -> list[Person]:
    adopt(mine.root, "party-branch-2018", "sz", "xzw")
    people = [mine.secretary, mine.organiser]
    for name, post in (
        ("胡志强", "deputy_secretary"),
        ("李敏", "publicity_member"),
        ("孙立军", "discipline_member"),
    ):
        person = make_person(mine.company, mine.branch, name=name, party="full")
        appoint(person, post, mine.branch)
        people.append(person)
    return people


@pytest.fixture
def draft(mine: Mine, committee: list[Person]) -> Record:
    by = actor_of(mine.secretary.id, at=NOW)
    opened = commands.open_record(
        "committee_meeting", unit_id=mine.branch.id, by=by, at=NOW, held_at=moment(11, 13, 15, 30)
    )
    return Record.objects.get(id=opened.record_id)


def form(record: Record, **more: Any) -> dict[str, Any]:
    """The writing page's form as a browser sends it untouched."""
    here = Presence.objects.filter(record=record, present=True, expected=True).values_list(
        "person", flat=True
    )
    return {
        "revision": record.revision,
        "day": "2026-11-13",
        "starts": "15:30",
        "chair": "周志远",
        "recorder": "周志远",
        "here": [str(person) for person in here],
        **more,
    }


@pytest.mark.row("KQ-8")
def test_a_whole_meeting_without_any_script(
    mine: Mine, committee: list[Person], draft: Record, log_in: LogIn
) -> None:
    client, away = log_in(mine.secretary), committee[4]
    sent = form(
        draft,
        ends="16:25",
        place="综采一区会议室",
        minutes="李敏：班车一件要和矿上协调。",
        visitors="赵建军、张伟",
        **{
            f"why-{away.id}": "on_duty",
            "d-1-text": "夜班班车晚发 10 分钟",
            "d-1-voted": "on",
            "d-1-yes": "4",
            "d-1-owner": "李敏",
            "d-1-due": "2026-11-25",
            "m-1-text": "画责任区图",
            "m-1-owner": "陈志刚",
            "then": "close",
        },
    )
    sent["here"].remove(str(away.id))

    answer = client.post(f"/records/{draft.id}/write", sent)

    assert answer["Location"] == f"/records/{draft.id}"
    draft.refresh_from_db()
    assert (draft.state, draft.place, draft.ended_at) == ("closed", "综采一区会议室", moment(11, 13, 16, 25))
    assert Presence.objects.get(record=draft, person=away).reason == "on_duty"
    assert set(
        Presence.objects.filter(record=draft, expected=False).values_list("person__name", flat=True)
    ) == {
        "赵建军",
        "张伟",
    }
    assert Decision.objects.get().passed
    assert set(Task.objects.values_list("text", "owner__name")) == {
        ("夜班班车晚发 10 分钟", "李敏"),
        ("画责任区图", "陈志刚"),
    }
    page = client.get(f"/records/{draft.id}").content.decode()
    assert "定了 1 件事，已转成任务" in page
    assert "补记，迟 7 天" in page


def test_what_is_missing_comes_back_with_everything_that_was_typed(
    mine: Mine, draft: Record, log_in: LogIn
) -> None:
    client = log_in(mine.secretary)
    sent = form(
        draft,
        starts="三点半",
        place="会议室",
        **{"d-1-text": "班车", "d-1-owner": "查无此人", "then": "close"},
    )

    page = client.post(f"/records/{draft.id}/write", sent).content.decode()

    assert "“2026-11-13 三点半”不是一个时间" in page
    assert "花名册里没有“查无此人”，请写全名或者工号" in page
    assert 'value="三点半"' in page
    assert 'value="查无此人"' in page
    draft.refresh_from_db()
    assert (draft.state, draft.place) == ("draft", "会议室")


@pytest.mark.row("KQ-8")
def test_a_meeting_for_which_too_few_came_is_refused_and_then_kept_as_not_held(
    mine: Mine, committee: list[Person], draft: Record, log_in: LogIn
) -> None:
    client = log_in(mine.secretary)
    sent = form(draft, minutes="等了半小时", then="close")
    sent["here"] = [str(mine.secretary.id)]

    page = client.post(f"/records/{draft.id}/write", sent).content.decode()

    assert "到会 1 人，没有达到“不少于半数”（5 ÷ 2 = 2.5），还差 2 人，会不能开。" in page
    assert 'value="unheld"' in page
    assert "等了半小时" in page
    draft.refresh_from_db()
    assert draft.state == "draft"

    again = sent | {"revision": draft.revision, "then": "unheld"}
    page = client.post(f"/records/{draft.id}/write", again, follow=True).content.decode()
    assert "记成没开成了，不算开过一次" in page
    assert "没开成，不算数" in page
    assert "没开成，哪一项职责都不算，留着备查。" in page
    assert "等了半小时" in page
    ledger = client.get("/records?month=2026-11&state=unheld").content.decode()
    assert "1 份没开成" in ledger


@pytest.mark.row("KQ-8")
def test_a_roll_put_right_says_that_it_was_held_after_all(
    mine: Mine, committee: list[Person], draft: Record, log_in: LogIn
) -> None:
    client, everybody = log_in(mine.secretary), form(draft)["here"]
    sent = form(draft, minutes="等了半小时", then="unheld") | {"here": [str(mine.secretary.id)]}
    client.post(f"/records/{draft.id}/write", sent)
    draft.refresh_from_db()
    assert draft.state == "unheld"

    right = form(draft, minutes="开了一小时", reason="点名点错") | {"here": everybody}
    page = client.post(f"/records/{draft.id}/correct", right, follow=True).content.decode()

    assert "已更正，原来的一版还留着。现在人数够了，这次算开过" in page
    wrong = right | {"revision": draft.revision + 1, "here": [str(mine.secretary.id)]}
    page = client.post(f"/records/{draft.id}/correct", wrong, follow=True).content.decode()
    assert "现在人数不够，这次记成没开成，不再算数" in page


@pytest.mark.row("KQ-8")
def test_an_admission_asks_for_a_secret_line_for_each_and_offers_none_without_a_vote(
    mine: Mine, committee: list[Person], log_in: LogIn
) -> None:
    for name in ("李明明", "王强强"):
        make_person(mine.company, mine.group, name=name, party="activist")
    by = actor_of(mine.secretary.id, at=NOW)
    opened = commands.open_record(
        "admission_meeting", unit_id=mine.branch.id, by=by, at=NOW, held_at=moment(11, 13, 15, 30)
    )
    record, client = Record.objects.get(id=opened.record_id), log_in(mine.secretary)
    assert "d-1-voted" not in client.get(f"/records/{record.id}/write").content.decode()
    filled = {"f-candidate": "李明明、王强强", "f-matter": "admit", "f-conduct": "安心岗位",
              "minutes": "逐个讨论", "d-1-text": "同意接收李明明为预备党员", "d-1-yes": "6"}  # fmt: skip

    page = client.post(f"/records/{record.id}/write", form(record, **filled, then="close")).content.decode()

    assert "必须无记名投票" in page
    assert "还没有王强强的表决，一人写一项，写上名字和票数" in page
    record.refresh_from_db()
    assert record.state == "draft"
    lines = {"d-1-secret": "on", "d-2-text": "同意接收王强强为预备党员", "d-2-yes": "5", "d-2-secret": "on"}
    whole = form(record, **filled, **lines, then="close")
    assert client.post(f"/records/{record.id}/write", whole)["Location"] == f"/records/{record.id}"
    assert list(Decision.objects.values_list("rule", "passed")) == [("BR-41", True), ("BR-41", True)]


def test_saving_by_itself_says_when_and_what_the_votes_come_to(
    mine: Mine, draft: Record, log_in: LogIn
) -> None:
    client = log_in(mine.secretary)
    sent = form(draft, **{"d-1-text": "班车", "d-1-voted": "on", "d-1-yes": "2", "d-1-no": "3"})

    answer = client.post(f"/records/{draft.id}/write", sent, headers=HTMX)

    told = answer.content.decode()
    assert "已保存 07:20" in told
    assert 'name="revision" value="1"' in told
    assert "到会 5 人，不少于半数（5 ÷ 2 = 2.5）" in told
    assert "没有超过应到支委的半数" in told
    assert "<h1>" not in told


def test_the_second_of_two_keeps_the_text_and_learns_who_was_first(
    mine: Mine, draft: Record, log_in: LogIn
) -> None:
    first, second = log_in(mine.organiser), log_in(mine.secretary)
    first.post(f"/records/{draft.id}/write", form(draft, place="一楼"))

    page = second.post(f"/records/{draft.id}/write", form(draft, place="二楼")).content.decode()

    assert "陈志刚在 07:20 也改了这份记录。您写的都还在这一页上" in page
    assert 'value="二楼"' in page
    draft.refresh_from_db()
    assert draft.place == "一楼"


def test_a_planned_meeting_cannot_be_closed_before_its_day_and_may_be_cancelled(
    mine: Mine, committee: list[Person], log_in: LogIn
) -> None:
    client = log_in(mine.secretary)
    sent = {"kind": "members_meeting", "unit": mine.branch.id, "day": "2026-11-27", "starts": "15:00"}
    address = client.post("/records/open", sent)["Location"]
    record = Record.objects.get()

    page = client.get(address).content.decode()
    assert "安排好了" in page
    assert "11-27 开完再记完" in page
    assert "安排了 1 份" in client.get("/records").content.decode()
    client.post(f"/records/{record.id}/drop")

    record.refresh_from_db()
    assert record.state == "dropped"
    assert client.get(address).status_code == 404


def test_a_correction_asks_why_and_shows_the_difference(mine: Mine, draft: Record, log_in: LogIn) -> None:
    client = log_in(mine.secretary)
    client.post(f"/records/{draft.id}/write", form(draft, minutes="顶板", then="close"))
    draft.refresh_from_db()

    page = client.post(f"/records/{draft.id}/correct", form(draft, minutes="顶板和通勤")).content.decode()
    assert "请写为什么改" in page
    assert "顶板和通勤" in page
    client.post(f"/records/{draft.id}/correct", form(draft, minutes="顶板和通勤", reason="写漏"))

    assert Version.objects.count() == 2
    compared = client.get(f"/records/{draft.id}/compare/1/2").content.decode()
    assert "<del>顶板</del>" in compared
    assert "<ins>顶板和通勤</ins>" in compared
    assert client.get(f"/records/{draft.id}/compare/1/7").status_code == 404


def test_files_are_handed_out_to_be_saved_never_to_be_run(
    mine: Mine, draft: Record, log_in: LogIn, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    client = log_in(mine.secretary)
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    good = io.BytesIO(picture.getvalue())
    good.name = "../现场 照片.png.exe"
    bad = io.BytesIO(b"<html><script>alert(1)</script>")
    bad.name = "纪要.docx"

    told = client.post(f"/records/{draft.id}/files", {"file": [good, bad]}, follow=True).content.decode()

    assert "纪要.docx：只能传照片" in told
    kept = Attachment.objects.select_related("file").get()
    assert (kept.file.name, kept.file.content_type) == ("现场 照片.png", "image/png")
    answer = client.get(f"/records/{draft.id}/files/{kept.id}")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert log_in(mine.worker).get(f"/records/{draft.id}/files/{kept.id}").status_code == 404
    client.post(f"/records/{draft.id}/files/{kept.id}/remove")
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["", "/write", "/correct", "/drop", "/sign", "/compare/1/1", "/files", "/files/1", "/files/1/remove"],
)
def test_whoever_may_not_see_a_record_learns_nothing_of_it(
    mine: Mine, draft: Record, log_in: LogIn, address: str
) -> None:
    Record.objects.filter(id=draft.id).update(title="canary-7f3a")
    client = log_in(mine.other_leader)
    method = client.get if address in ("", "/correct", "/compare/1/1", "/files/1") else client.post

    answer = method(f"/records/{draft.id}{address}")

    assert answer.status_code == 404
    assert b"canary" not in answer.content


def test_who_reads_but_does_not_write_is_offered_nothing_to_press(
    mine: Mine, draft: Record, log_in: LogIn
) -> None:
    reader = make_person(mine.company, mine.root)
    appoint(reader, "party_office", mine.committee)
    client = log_in(reader)

    page = client.get(f"/records/{draft.id}").content.decode()

    assert "还没记完，先不算数" in page
    assert "接着写" not in page
    assert client.get(f"/records/{draft.id}/write").status_code in (403, 404)


def test_a_worker_finds_an_empty_ledger_with_what_to_expect(mine: Mine, log_in: LogIn) -> None:
    page = log_in(mine.worker).get("/records").content.decode()

    assert "11 月还没有记录" in page
    assert "您参加过的会，记完以后会出现在这里" in page
    assert "写一份" not in page


def test_kinds_with_a_page_of_their_own_are_written_there(
    mine: Mine, committee: list[Person], log_in: LogIn
) -> None:
    by = actor_of(mine.leader.id, at=NOW)
    opened = commands.open_record(
        "pre_shift_meeting", unit_id=mine.team.id, by=by, at=NOW, held_at=NOW, shift_id=mine.shift.id
    )

    answer = log_in(mine.leader).get(f"/records/{opened.record_id}/write")

    assert answer["Location"] == f"/preshift/{opened.record_id}"


NO_KEYS = ("before=2026-11-20T09:00:00|7", "before=0001-01-01T00:00:00%2B08:00|7", f"unit={'9' * 5000}")


def test_the_month_before_and_nonsense_in_the_address(mine: Mine, draft: Record, log_in: LogIn) -> None:
    client = log_in(mine.secretary)

    assert "10 月还没有记录" in client.get("/records?month=2026-10").content.decode()
    for nonsense in (
        "month=x",
        "before=x",
        "unit=x",
        "state=x",
        "kind=x",
        "before=2026|x",
        "month=2026-13",
        "month=0001-01",
        "month=9999-12",
        *NO_KEYS,
    ):
        assert client.get(f"/records?{nonsense}").status_code == 200
    assert "接着写" in client.get("/records?text=支委").content.decode()


def many(mine: Mine, number: int) -> None:
    by = actor_of(mine.secretary.id, at=NOW)
    for _ in range(number):
        opened = commands.open_record(
            "committee_meeting", unit_id=mine.branch.id, by=by, at=NOW, held_at=moment(11, 13, 15, 30)
        )
        lines = tuple(Line(f"第 {n} 件", owner_id=mine.organiser.id) for n in range(number))
        commands.save_draft(opened.record_id, Content(minutes="x", decisions=lines), by=by, at=NOW)
        commands.close_record(opened.record_id, by=by, at=NOW)


@pytest.mark.parametrize(
    "path", ["/records", "/records/new", "/tasks", "/records/{id}", "/records/{id}/correct"]
)
def test_pages_take_at_most_fifteen_queries_and_the_same_for_one_and_three_rows(
    mine: Mine, committee: list[Person], log_in: LogIn, path: str
) -> None:
    client, counts = log_in(mine.secretary), []
    for number in (1, 2):
        many(mine, number)
        address = path.format(id=Record.objects.latest("id").id)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len([one for one in queries if "SAVEPOINT" not in one["sql"]]))

    assert counts[0] == counts[1] <= 15, counts


def test_signing_and_signing_for_a_colleague(
    mine: Mine, committee: list[Person], draft: Record, log_in: LogIn
) -> None:
    client = log_in(mine.secretary)
    client.post(f"/records/{draft.id}/write", form(draft, minutes="顶板", then="close"))

    client.post(f"/records/{draft.id}/sign")
    page = client.post(f"/records/{draft.id}/sign", {"person": committee[3].id}, follow=True).content.decode()

    assert "已代签，两个名字都记下了" in page
    assert "周志远 代签" in page
    assert Presence.objects.filter(record=draft, signed_at__isnull=False).count() == 2


@pytest.mark.row("DB-3")
def test_a_committee_member_leads_a_team_meeting_and_what_was_planned_is_followed_up(
    mine: Mine, committee: list[Person], log_in: LogIn
) -> None:
    """五同: production and Party work planned in one meeting, given to people, carried on as tasks."""
    adopt(mine.root, "db")
    client = log_in(mine.organiser)
    offered = client.get("/records/new").content.decode()
    assert f"?unit={mine.team.id}&amp;kind=team_meeting" in offered
    sent = {"kind": "team_meeting", "unit": mine.team.id, "day": "2026-11-20", "starts": "06:40"}
    address = client.post("/records/open", sent)["Location"]
    record = Record.objects.get()
    sheet = form(record, day="2026-11-20", starts="06:40", chair="陈志刚", recorder="王建国")
    sheet |= {
        "f-looked_back": "回采 3 刀\n学习没排上",
        "f-planned": "周三检修\n周四党小组学习",
        "minutes": "一起排的",
    }
    sheet |= {"m-1-text": "周四学习排进班务", "m-1-owner": "王建国", "m-1-due": "2026-11-26", "then": "close"}

    assert client.post(address, sheet)["Location"] == f"/records/{record.id}"

    record.refresh_from_db()
    assert record.data["planned"] == ["周三检修", "周四党小组学习"]
    assert (record.chair, record.present_count) == (mine.organiser, 5)
    assert "周四学习排进班务" in log_in(mine.instructor).get("/tasks").content.decode()
