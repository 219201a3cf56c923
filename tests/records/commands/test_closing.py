"""A record is closed once, whole, with its votes counted, its tasks opened and its fact told."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, moment
from tests.factories import make_person
from tests.records.conftest import Branch, Open, roll_of
from tongxin.facts.commands import answer_fact
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, Refused
from tongxin.orgs.models import Membership, Person
from tongxin.records import commands
from tongxin.records.content import Content, Line, MakeUp, Mark, Measure
from tongxin.records.models import Decision, Presence, Record, Task, Version

Act = Callable[..., Actor]


def write(record: Record, by: Actor, **given: object) -> None:
    commands.save_draft(record.id, Content(**given), by=by, at=NOW)


def meeting(branch: Branch, open_draft: Open, *lines: Line, **given: object) -> Record:
    record = open_draft()
    content = {"minutes": "周志远：顶板管理是重点。", "ended_at": moment(11, 13, 16, 25), **given}
    write(record, branch.secretary, decisions=lines, **content)
    return record


SOON = moment(11, 13, 16, 40)


def close(record: Record, by: Actor, at: datetime = SOON) -> Fact:
    return commands.close_record(record.id, by=by, at=at)


def close_unheld(record: Record, by: Actor, at: datetime = SOON) -> Fact:
    return commands.close_record(record.id, by=by, at=at, unheld=True)


@pytest.mark.row("KQ-8")
def test_closing_keeps_the_text_counts_the_votes_opens_the_tasks_and_tells(
    branch: Branch, open_draft: Open
) -> None:
    away, owner = branch.committee[4], branch.committee[3]
    record = meeting(
        branch,
        open_draft,
        Line("夜班班车晚发 10 分钟", voted=True, yes=4, owner_id=owner.id, due_date=date(2026, 11, 20)),
        Line("责任区重新划分", voted=True, yes=2, abstain=2, owner_id=owner.id, due_date=date(2026, 11, 30)),
        marks={away.id: Mark(present=False, reason="on_duty")},
        measures=(Measure("和矿运输科协调班车", owner.id, date(2026, 11, 18)),),
    )

    fact = close(record, branch.secretary)

    record.refresh_from_db()
    assert (record.state, record.version, record.late_days) == ("closed", 1, 0)
    assert (record.expected_count, record.present_count) == (5, 4)
    assert (fact.kind, fact.subject_id, fact.unit_id, fact.happened_at) == (
        "record.closed", record.id, branch.mine.branch.id, record.held_at,
    )  # fmt: skip
    assert fact.data == {
        "kind": "committee_meeting",
        "shift_id": None,
        "chair_id": branch.secretary.person_id,
        "present": sorted(person.id for person in branch.committee if person != away),
        "written_at": moment(11, 13, 16, 40).isoformat(),
        "version": 1,
        "late_days": 0,
        "told_late": False,
    }
    passed, failed = Decision.objects.filter(record=record).order_by("position")
    assert (passed.passed, failed.passed) == (True, False)
    assert failed.outcome == (
        "同意 2 票，没有超过应到支委的半数（5 ÷ 2 = 2.5），至少要 3 票（票数线为本单位规定）"
    )
    tasks = Task.objects.order_by("kind")
    assert [(task.kind, task.text, task.owner_id, task.due_date, task.decision_id) for task in tasks] == [
        ("decision", "夜班班车晚发 10 分钟", owner.id, date(2026, 11, 20), passed.id),
        ("measure", "和矿运输科协调班车", owner.id, date(2026, 11, 18), None),
    ]
    opened = Fact.objects.get(kind="task.opened")
    assert opened.data == {"tasks": [task.id for task in tasks], "owners": [owner.id, owner.id]}
    version = Version.objects.get()
    assert version.content["data"]["minutes"] == "周志远：顶板管理是重点。"
    assert [row["name"] for row in version.content["presence"]] == [one.name for one in branch.committee]


def test_everything_that_is_missing_is_told_at_once_and_nothing_is_left_behind(
    branch: Branch, open_draft: Open
) -> None:
    record = meeting(branch, open_draft, Line("划分", voted=True, yes=6), minutes=" ")
    write(record, branch.secretary, marks={branch.secretary.person_id: Mark(present=False)})

    with pytest.raises(Invalid) as told:
        close(record, branch.secretary)

    assert told.value.fields == {
        "chair": "主持人周志远点名点的是没到，请改一处",
        "recorder": "记录人周志远点名点的是没到，请改一处",
        "minutes": "请写记录：谁说了什么，怎么定的",
        "decision-1": "第 1 项：在场票数 6 张，比到会有表决权的 4 人还多",
    }
    record.refresh_from_db()
    assert (record.state, record.version, record.written_at) == ("draft", 0, None)
    assert [fact.kind for fact in Fact.objects.all()] == ["record.opened"]
    assert not Version.objects.exists()
    assert not Task.objects.exists()


def test_required_fields_of_the_kind_are_asked_for(branch: Branch, open_draft: Open) -> None:
    record = open_draft("theme_day")
    write(record, branch.secretary, minutes="学了一上午")

    with pytest.raises(Invalid) as told:
        close(record, branch.secretary)

    assert told.value.fields == {"theme": "请填写“主题”", "contents": "请填写“做了什么”"}


def test_a_meeting_that_has_not_been_held_cannot_be_closed(branch: Branch, open_draft: Open) -> None:
    record = open_draft(held_at=moment(11, 27, 15, 30))
    write(record, branch.secretary, minutes="预先写好")

    with pytest.raises(Invalid) as told:
        close(record, branch.secretary, at=NOW)

    assert told.value.fields == {"held_at": "还没到时间：写的是 11-27 15:30 开"}


def test_a_meeting_that_ends_before_it_begins_or_to_which_nobody_came_is_not_closed(
    branch: Branch, open_draft: Open
) -> None:
    away = {person.id: Mark(present=False) for person in branch.committee}
    record = meeting(branch, open_draft, ended_at=moment(11, 13, 15, 29), marks=away)

    with pytest.raises(Invalid) as told:
        close(record, branch.secretary)

    assert told.value.fields == {
        "ended_at": "结束的时间早于开始的时间",
        "chair": "主持人周志远点名点的是没到，请改一处",
        "recorder": "记录人周志远点名点的是没到，请改一处",
        "roll": "一个人都没到，不能记完；没开成的请作废",
    }
    record.refresh_from_db()
    assert (record.state, Version.objects.count()) == ("draft", 0)


def test_a_record_written_late_says_so_for_ever(branch: Branch, open_draft: Open) -> None:
    record = meeting(branch, open_draft)

    close(record, branch.secretary, at=moment(11, 18, 9))
    commands.correct_record(
        record.id, Content(place="二楼会议室"), reason="地点写漏", by=branch.secretary, at=moment(11, 19, 9)
    )

    record.refresh_from_db()
    assert (record.late_days, record.written_at) == (5, moment(11, 18, 9))


def test_the_chair_who_was_not_on_the_list_is_added_as_present(branch: Branch, open_draft: Open) -> None:
    guest = make_person(branch.mine.company, branch.mine.committee, name="马书记", party="full")
    record = meeting(branch, open_draft, chair_id=guest.id)

    fact = close(record, branch.secretary)

    record.refresh_from_db()
    assert roll_of(record)["马书记"] == (False, True, "")
    assert guest.id in fact.data["present"]
    assert (record.expected_count, record.present_count) == (5, 5)


def test_an_absence_that_nobody_explained_says_so(branch: Branch, open_draft: Open) -> None:
    record = meeting(branch, open_draft, marks={branch.committee[4].id: Mark(present=False)})

    close(record, branch.secretary)

    assert roll_of(record)["孙立军"] == (True, False, "missing")


def test_who_is_left_out_of_the_count_needs_a_listed_reason_and_be_absent(
    branch: Branch, open_draft: Open
) -> None:
    record = open_draft("members_meeting")
    here, away, other = branch.committee[2:5]
    write(
        record,
        branch.secretary,
        marks={
            here.id: Mark(present=True, exclusion="abroad"),
            away.id: Mark(present=False, reason="leave", exclusion="abroad"),
            other.id: Mark(present=False, reason="leave", exclusion="does_not_like_meetings"),
        },
    )

    kept = dict(Presence.objects.filter(record=record).values_list("person", "exclusion"))
    assert [kept[person.id] for person in (here, away, other)] == ["", "abroad", ""]


def test_admission_is_voted_in_secret_with_written_opinions(branch: Branch, open_draft: Open) -> None:
    record = open_draft("admission_meeting")
    candidate = make_person(branch.mine.company, branch.mine.group, name="李明明", party="probationary")
    away = branch.committee[4]
    write(
        record,
        branch.secretary,
        minutes="逐个讨论",
        data={"candidate": [candidate.id], "matter": "admit", "conduct": "安心岗位"},
        marks={away.id: Mark(present=False, reason="on_duty")},
        decisions=(Line("同意接收李明明为预备党员", voted=True, yes=3, no=2, written_yes=1),),
    )

    with pytest.raises(Invalid) as told:
        close(record, branch.secretary)
    assert "必须无记名投票" in told.value.fields["decision-1"]

    write(
        record,
        branch.secretary,
        decisions=(Line("同意接收李明明为预备党员", voted=True, secret=True, yes=3, no=2, written_yes=1),),
    )
    close(record, branch.secretary)

    line = Decision.objects.get()
    assert line.passed
    assert line.outcome.startswith("同意 3 票，加会前书面同意 1 票，共 4 票，超过应到")


def test_a_company_may_read_half_as_more_than_half(branch: Branch, open_draft: Open) -> None:
    company = branch.mine.company
    company.strict_quorum = True
    company.save()
    record = open_draft("members_meeting")  # six vote
    away = [branch.committee[2], branch.committee[3], branch.committee[4]]
    write(
        record,
        branch.secretary,
        minutes="讨论",
        marks={person.id: Mark(present=False, reason="leave") for person in away},
        decisions=(Line("责任区", voted=True, yes=3),),
    )

    with pytest.raises(Invalid) as told:
        close(record, branch.secretary)

    assert told.value.fields == {
        "roll": "到会 3 人，没有达到“超过半数”（6 ÷ 2 = 3），还差 1 人，会不能开。"
        "点名点错了请改；人确实不够，请点“人不够，记成没开成”"
    }
    close_unheld(record, branch.secretary)
    line = Decision.objects.get()
    assert (line.passed, line.outcome[:11]) == (False, "没开成，表决不算：到会")


def test_an_election_with_too_many_ballots_elects_nobody(branch: Branch, open_draft: Open) -> None:
    record = open_draft("election_meeting")
    names = [person.id for person in branch.committee[:3]]
    write(
        record,
        branch.secretary,
        minutes="唱票",
        data={"candidates": names, "tellers": names[:2]},
        ballot={"seats": 2, "issued": 6, "returned": 7},
        decisions=tuple(Line(person.name, voted=True, secret=True, yes=5) for person in branch.committee[:3]),
    )

    close(record, branch.secretary)

    lines = Decision.objects.order_by("position")
    assert [line.passed for line in lines] == [False, False, False]
    assert "选举无效" in lines[0].outcome


def test_attendance_is_the_union_of_sittings_and_a_vote_needs_one(branch: Branch, open_draft: Open) -> None:
    away = branch.committee[4]
    record = open_draft("theme_day")
    write(
        record,
        branch.secretary,
        minutes="分两场学",
        data={"theme": "安全月", "contents": ["study"]},
        marks={away.id: Mark(present=False, reason="on_duty")},
        sittings=(MakeUp(moment(11, 14, 16), "井口会议室", (away.id,)),),
    )
    fact = close(record, branch.secretary, at=moment(11, 14, 18))

    record.refresh_from_db()
    assert record.present_count == record.expected_count == 7
    assert away.id in fact.data["present"]

    voting = open_draft("members_meeting")
    with pytest.raises(Invalid, match="只能一次开完"):
        write(voting, branch.secretary, sittings=(MakeUp(moment(11, 14, 16), "", (away.id,)),))


@pytest.mark.row("SZ-6")
def test_the_measures_of_a_safety_analysis_become_dated_tasks_of_the_team(
    branch: Branch, open_draft: Open, act: Act
) -> None:
    mine = branch.mine
    leader = act(mine.leader)
    record = open_draft("safety_analysis", unit_id=mine.team.id, by=leader)
    write(
        record,
        leader,
        minutes="找问题",
        data={"problems": ["站位太靠前"]},
        measures=(Measure("护帮板打开时人站立柱后", mine.worker.id, date(2026, 11, 25)),),
    )

    close(record, leader)

    task = Task.objects.get()
    assert (task.unit_id, task.owner_id, task.due_date, task.kind) == (
        mine.team.id, mine.worker.id, date(2026, 11, 25), "measure",
    )  # fmt: skip


def test_the_second_to_save_is_told_who_saved(branch: Branch, open_draft: Open, act: Act) -> None:
    record = open_draft()
    organiser = act(branch.mine.organiser)
    commands.save_draft(record.id, Content(place="一楼"), by=organiser, at=moment(11, 20, 7, 21), revision=0)

    with pytest.raises(Refused, match="陈志刚在 07:21 也改了这份记录") as told:
        commands.save_draft(record.id, Content(place="二楼"), by=branch.secretary, at=NOW, revision=0)

    record.refresh_from_db()
    assert (record.place, told.value.details) == ("一楼", {"revision": 1})


def test_the_second_to_close_is_told_who_closed(branch: Branch, open_draft: Open, act: Act) -> None:
    record = meeting(branch, open_draft)
    close(record, act(branch.mine.organiser))

    with pytest.raises(Refused, match="陈志刚在 16:40 已经把这份记录记完了"):
        close(record, branch.secretary)
    with pytest.raises(Refused, match="要补充，请点“更正”"):
        write(record, branch.secretary, place="二楼")

    assert Version.objects.count() == Fact.objects.filter(kind="record.closed").count() == 1


# What deletes rows past any trigger of DELETE.
ALL_AT_ONCE = {
    "sqlite": [
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        for table in ("records_version", "records_record")
    ],
    "postgresql": [
        f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {table} CASCADE"
        for table in ("records_version", "records_record")
    ],
}


def test_the_database_itself_keeps_versions_and_closed_records(branch: Branch, open_draft: Open) -> None:
    record = meeting(branch, open_draft)
    close(record, branch.secretary)

    for statement in (
        "UPDATE records_version SET reason = 'x'",
        "DELETE FROM records_version",
        "UPDATE records_record SET title = 'x'",
        "UPDATE records_record SET state = 'draft'",
        *ALL_AT_ONCE[connection.vendor],
    ):
        with (
            pytest.raises(DatabaseError, match=r"append-only|only corrected|kept until"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_person_of_another_company_cannot_be_named(branch: Branch, open_draft: Open) -> None:
    from tests.factories import make_company

    stranger = make_person(make_company())

    with pytest.raises(Invalid, match="不在本单位的花名册里"):
        write(open_draft(), branch.secretary, visitors=(stranger.id,))


def test_visitors_are_there_without_a_vote_and_may_be_taken_off_again(
    branch: Branch, open_draft: Open
) -> None:
    record = open_draft()
    write(record, branch.secretary, visitors=(branch.mine.worker.id, branch.mine.leader.id))
    write(record, branch.secretary, visitors=(branch.mine.leader.id,))

    visitors = {name: row for name, row in roll_of(record).items() if not row[0]}
    assert visitors == {"赵建军": (False, True, "")}


@pytest.mark.parametrize("people", [5, 60])
def test_closing_takes_the_same_few_queries_for_five_and_for_sixty(
    people: int, branch: Branch, open_draft: Open, act: Act
) -> None:
    mine = branch.mine
    made = Person.objects.bulk_create(
        Person(company=mine.company, employee_no=f"T{number}", name=f"工友{number}")
        for number in range(people - 5)
    )
    Membership.objects.bulk_create(
        Membership(person=one, unit=mine.team, line="administration", starts_date=date(2020, 1, 1))
        for one in made
    )
    leader = act(mine.leader)
    record = open_draft("safety_analysis", unit_id=mine.team.id, by=leader)
    absent = list(
        Presence.objects.filter(record=record).exclude(person=mine.leader).values_list("person", flat=True)
    )
    write(
        record,
        leader,
        minutes="找问题",
        data={"problems": ["站位太靠前"]},
        marks={person: Mark(present=False) for person in absent[::2]},
        measures=tuple(Measure(f"措施 {number}", mine.worker.id, date(2026, 11, 25)) for number in range(5)),
    )

    with CaptureQueriesContext(connection) as queries:
        fact = close(record, leader)
        answer_fact(fact, at=NOW)

    # Outside a test the outermost transaction is no statement of its own.
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 25


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the SQLite form runs on a file, below")
def test_of_two_people_closing_at_once_one_wins_on_postgresql() -> None:
    from tests.records.closers import make_meeting, two_close

    record_id, people = make_meeting()

    assert sorted(two_close(record_id, people)) == ["closed", "refused"]
    assert Version.objects.filter(record=record_id).count() == 1
    assert Fact.objects.filter(kind="record.closed").count() == 1


def test_of_two_people_closing_at_once_one_wins_on_sqlite(tmp_path: Path) -> None:
    """On a database file of its own: threads cannot share the one in memory."""
    script = "from tests.records.closers import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join(path for path in sys.path if path),
            "DJANGO_SETTINGS_MODULE": "tongxin.config.settings",
            "TONGXIN_DATA_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout.split(), done.stderr) == (["closed", "refused", "1", "1"], "")
