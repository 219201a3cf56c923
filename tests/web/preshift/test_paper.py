"""The paper's pages without scripts: what is printed, what is typed, what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.clock import moment
from tests.factories import make_person, make_shift
from tests.files.pictures import jpeg, photo
from tests.records.preshift.world import fill_team, named
from tests.web.preshift.test_meeting import form_of
from tests.world import Mine
from tongxin import clock
from tongxin.records.models import Attachment, Fitness, Presence, Record
from tongxin.records.preshift.commands import open_meeting, save_meeting
from tongxin.records.preshift.printed import number_of
from tongxin.records.preshift.rules import Sheet

LogIn = Callable[..., Client]
MORNING = moment(11, 20, 9)
ENTER = "/preshift/paper/enter"


@pytest.fixture
def team(mine: Mine, monkeypatch: pytest.MonkeyPatch) -> Mine:
    fill_team(mine)
    monkeypatch.setattr(clock, "read", lambda: MORNING)
    return mine


def read(client: Client, path: str, **asked: Any) -> str:
    return client.get(path, asked).content.decode()


def sheet(client: Client, team: Mine) -> dict[str, Any]:
    """What a browser without scripts would send of an untouched sheet."""
    sent: dict[str, Any] = form_of(read(client, ENTER, shift=team.shift.id))
    del sent["photo"]
    return sent | {"clock": "07:40", "chair": team.leader.id}


def test_the_sheet_names_everybody_and_says_how_it_is_found_again(team: Mine, log_in: LogIn) -> None:
    page = read(log_in(team.leader), "/preshift/paper", team=team.team.id, shift=team.shift.id)

    for told in (
        "采煤一班 班前会", "早班", "08:00—16:00", "张伟", "移架", "1 请假", "皮带机头护栏缺一段",
        "1 片帮", "先测后进", "本人签字", "主持人签字", number_of(team.shift.id), 'src="data:image/svg+xml',
    ):  # fmt: skip
        assert told in page
    assert page.count("<i></i>") == 13 * 4 - 1 + 9 + 3
    assert page.count('class="pp-on"') == 1  # who is on leave is ticked already


def test_several_sheets_are_printed_at_once(team: Mine, log_in: LogIn) -> None:
    later = make_shift(team.team, moment(11, 21, 8), moment(11, 21, 16))
    page = log_in(team.leader).get("/preshift/paper", {"shift": [team.shift.id, later.id]})

    assert page.content.decode().count('<article class="pp-sheet') == 2


def test_another_teams_sheet_is_not_there(team: Mine, log_in: LogIn) -> None:
    other = make_shift(team.other_team, moment(11, 21, 8), moment(11, 21, 16))
    for person in (team.leader, team.chief, team.secretary, team.worker):
        client = log_in(person)
        assert client.get("/preshift/paper", {"shift": other.id}).status_code == 404
        assert client.get(ENTER, {"shift": other.id}).status_code == 404
        assert client.get(ENTER, {"sheet": number_of(other.id)}).status_code == 404
        assert client.post(ENTER, {"shift": other.id, "mark": "22"}).status_code == 404
    wrong = {"team": team.other_team.id, "shift": team.shift.id}
    assert log_in(team.leader).get("/preshift/paper", wrong).status_code == 404
    assert not Record.objects.exists()


def test_the_number_and_the_picture_open_the_same_sheet(team: Mine, log_in: LogIn) -> None:
    client = log_in(team.leader)
    number = number_of(team.shift.id)
    address = f"https://tongxin.example{ENTER}?sheet={number.replace(' ', '')}&list=ZZ"

    assert "几点开的" in read(client, ENTER, sheet=number)
    assert "打印以后名单变过" in read(client, ENTER, sheet=address)
    assert "打印以后名单变过" not in read(client, ENTER, sheet=number)


def test_a_number_copied_wrong_is_told(team: Mine, log_in: LogIn) -> None:
    answer = log_in(team.leader).get(ENTER, {"sheet": "12 3456"})

    assert answer.status_code == 422
    assert "这个编号不对，可能抄错了一位" in answer.content.decode()
    assert "1 个班还没录" in read(log_in(team.leader), ENTER)


@pytest.mark.row("XZW-2")
def test_a_full_sheet_is_typed_and_the_record_says_so(team: Mine, log_in: LogIn) -> None:
    client = log_in(team.instructor)
    away, ill, guest = named(team, "周涛"), named(team, "刘强"), make_person(team.company, team.other_team)
    sent = sheet(client, team) | {
        f"mark-{away.id}": "on_the_way",
        "watch-1": ill.id, "level-1": "unfit", "arrange-1": "rest",
        "risks": ["rib", "other"], "watcher-rib": ill.id, "other_risk": "顶板淋水",
        "ticked": ["told", "oath"],
        "move-1": team.worker.id, "place-1": "转载点",
        "guests": f"{guest.employee_no}，",
        "documents": "顶板管理通知\n",
        "opinions": "换一把扳手\n",
        "photo": SimpleUploadedFile("纸.jpg", jpeg(photo(1))),
    }  # fmt: skip

    answer = client.post(ENTER, sent, follow=True)

    assert answer.redirect_chain == [("/preshift/paper", 302)]
    assert "采煤一班 早班录好了。接着录下一张" in answer.content.decode()
    record = Record.objects.get()
    assert (record.state, record.came_from, record.chair, record.present_count) == (
        "closed", "paper", team.leader, 11,
    )  # fmt: skip
    assert record.data["watchers"] == {"rib": ill.id}
    kept = {key: record.data[key] for key in ("risks", "other_risk", "told", "oath", "documents", "opinions")}
    assert kept == {
        "risks": ["rib", "other"], "other_risk": "顶板淋水", "told": True, "oath": True,
        "documents": ["顶板管理通知"], "opinions": ["换一把扳手"],
    }  # fmt: skip
    assert Fitness.objects.get().result == "unfit"
    assert Presence.objects.get(record=record, person=guest).present is True
    assert Attachment.objects.get().record == record
    shown = read(log_in(team.secretary), f"/records/{record.id}")
    assert "由纸质记录录入，录入人王建国" in shown
    assert "待签字" not in shown
    assert "在纸上，由王建国录入" in read(client, f"/preshift/{record.id}/done")
    assert "纸录" in read(client, "/records")


def test_the_same_sheet_twice_opens_the_record(team: Mine, log_in: LogIn) -> None:
    client = log_in(team.leader)
    sent = sheet(client, team)
    client.post(ENTER, sent)
    record = Record.objects.get()

    for again in (
        client.post(ENTER, sent, follow=True),
        client.get(ENTER, {"shift": team.shift.id}, follow=True),
    ):
        assert again.redirect_chain == [(f"/records/{record.id}", 302)]
        assert "赵建军在 11-20 09:00 已经录过了，这里是那一份" in again.content.decode()
    assert Record.objects.count() == 1


def test_a_meeting_begun_on_the_phone_is_opened_there(
    team: Mine, log_in: LogIn, act: Callable[..., Any]
) -> None:
    leader = act(team.leader)
    record_id = open_meeting(team.shift.id, by=leader, at=MORNING).record_id
    save_meeting(
        record_id, Sheet(team.leader.id, frozenset({team.leader.id})), by=leader, at=MORNING, revision=0
    )

    answer = log_in(team.instructor).get(ENTER, {"shift": team.shift.id})

    assert answer.headers["Location"] == f"/preshift/{record_id}"


def test_what_is_missing_is_said_and_all_that_was_typed_is_there(team: Mine, log_in: LogIn) -> None:
    client = log_in(team.leader)
    away = named(team, "周涛")
    sent = sheet(client, team) | {
        "clock": "", "chair": "", f"mark-{away.id}": "missing", "risks": ["gas"], "guests": "E1 E2",
        "ticked": ["oath"], "move-1": team.worker.id, "place-1": "转载点",
    }  # fmt: skip

    answer = client.post(ENTER, sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "几点开的，照纸上填" in page
    again = form_of(page)
    assert again[f"mark-{away.id}"] == ["missing"]
    assert (again["risks"], again["guests"], again["ticked"]) == (["gas"], ["E1 E2"], ["oath"])
    assert again["place-1"] == ["转载点"]
    assert not Record.objects.exists()


def test_a_line_of_fitness_without_a_number_is_asked_for(team: Mine, log_in: LogIn) -> None:
    client = log_in(team.leader)

    answer = client.post(ENTER, sheet(client, team) | {"level-2": "watch"})

    assert "第 2 行没写是几号" in answer.content.decode()


def test_a_roll_that_changes_meanwhile_is_shown_again(team: Mine, log_in: LogIn) -> None:
    client = log_in(team.leader)
    sent = sheet(client, team)
    make_person(team.company, team.team, name="新来的")

    answer = client.post(ENTER, sent)

    assert answer.status_code == 422
    assert "录的时候班组的名单变了" in answer.content.decode()
    assert not Record.objects.exists()


def test_after_the_shift_fitness_is_not_asked_and_the_record_is_late(
    team: Mine, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "read", lambda: moment(11, 22, 9))
    client = log_in(team.leader)
    page = read(client, ENTER, shift=team.shift.id)
    assert "这个班已经下了" in page
    assert 'name="watch-1"' not in page

    client.post(ENTER, sheet(client, team))

    assert Record.objects.get().late_days == 2
    assert "补记，迟 2 天" in read(client, "/records")


def test_whoever_writes_no_meeting_finds_nothing_to_type(team: Mine, log_in: LogIn) -> None:
    assert "班前会由班组长和小政委记" in read(log_in(team.secretary), "/preshift/paper")
    assert log_in(team.worker).get("/preshift/paper").status_code == 404
    assert "录纸质班前会" not in read(log_in(team.secretary), "/records")
    assert "录纸质班前会" in read(log_in(team.leader), "/records")
    assert "纸质班前会：打印、录入" in read(log_in(team.leader), "/preshift")
