"""A closed record is only corrected: a new version with its reason, the old one stays."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.clock import NOW, moment
from tests.records.conftest import Branch
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.records import commands, queries
from tongxin.records.content import Content, Line, Mark
from tongxin.records.models import Attachment, Presence, Record, Task, Version
from tongxin.records.rules.diff import Change

Act = Callable[..., Actor]
Closed = Callable[..., Record]


def test_a_correction_is_a_new_version_with_its_reason_and_tells(
    branch: Branch, closed: Closed, act: Act
) -> None:
    record = closed(guests="何军（职工代表）")
    organiser = act(branch.mine.organiser)

    fact = commands.correct_record(
        record.id,
        Content(guests="何俊（职工代表）"),
        reason=" 名字写错 ",
        by=organiser,
        at=moment(11, 16, 9, 12),
    )

    record.refresh_from_db()
    assert (record.version, record.guests, record.written_at) == (
        2,
        "何俊（职工代表）",
        moment(11, 13, 16, 40),
    )
    first, second = Version.objects.order_by("number")
    assert (first.content["guests"], second.content["guests"]) == ("何军（职工代表）", "何俊（职工代表）")
    assert (second.reason, second.written_by_id) == ("名字写错", organiser.person_id)
    assert (fact.kind, fact.data["version"], fact.happened_at) == ("record.corrected", 2, record.held_at)
    assert fact.data["written_at"] == moment(11, 13, 16, 40).isoformat()


def test_the_difference_is_shown_place_by_place(branch: Branch, closed: Closed) -> None:
    away = branch.committee[4]
    record = closed(place="一楼", decisions=(Line("划分责任区", voted=True, yes=5),))
    commands.correct_record(
        record.id,
        Content(
            place="二楼",
            minutes="顶板管理和通勤",
            marks={away.id: Mark(False, "on_duty")},
            decisions=(Line("划分责任区", voted=True, yes=4),),
        ),
        reason="点名点错",
        by=branch.secretary,
        at=NOW,
    )

    compared = queries.compare_versions(record.id, 1, 2, viewer=branch.secretary)

    assert compared.changes == [
        Change("地点", "一楼", "二楼"),
        Change("记录", "顶板管理", "顶板管理和通勤"),
        Change("孙立军", "到", "没到（当班）"),
        Change("决定 1", "划分责任区；同意 5，反对 0，弃权 0", "划分责任区；同意 4，反对 0，弃权 0"),
    ]


def test_without_a_reason_or_on_a_draft_nothing_is_corrected(
    branch: Branch, closed: Closed, open_draft
) -> None:
    record = closed()

    with pytest.raises(Invalid, match="为什么改"):
        commands.correct_record(record.id, Content(place="二楼"), reason=" ", by=branch.secretary, at=NOW)
    with pytest.raises(Refused):
        commands.correct_record(
            open_draft().id, Content(place="二楼"), reason="写漏", by=branch.secretary, at=NOW
        )

    assert Version.objects.count() == 1
    assert not Fact.objects.filter(kind="record.corrected").exists()


def test_a_correction_that_makes_it_wrong_is_undone_whole(branch: Branch, closed: Closed) -> None:
    record = closed()

    with pytest.raises(Invalid):
        commands.correct_record(
            record.id,
            Content(minutes="", marks={branch.committee[3].id: Mark(False, "leave")}),
            reason="试试",
            by=branch.secretary,
            at=NOW,
        )

    record.refresh_from_db()
    assert (record.version, record.data["minutes"]) == (1, "顶板管理")
    assert not Presence.objects.filter(record=record, present=False).exists()


def test_two_who_correct_at_once_the_second_is_told(branch: Branch, closed: Closed, act: Act) -> None:
    record = closed()
    seen = record.revision
    commands.correct_record(
        record.id, Content(place="一楼"), reason="漏写", by=act(branch.mine.organiser), at=NOW, revision=seen
    )

    with pytest.raises(Refused, match="陈志刚"):
        commands.correct_record(
            record.id, Content(place="二楼"), reason="漏写", by=branch.secretary, at=NOW, revision=seen
        )

    assert Version.objects.count() == 2


def test_a_correction_opens_new_tasks_and_keeps_those_that_run(branch: Branch, closed: Closed) -> None:
    owner = branch.committee[3].id
    line = Line("划分责任区", owner_id=owner, due_date=date(2026, 11, 30))
    record = closed(decisions=(line,))
    running = Task.objects.get()

    commands.correct_record(
        record.id,
        Content(decisions=(line, Line("画到图上", owner_id=owner, due_date=date(2026, 12, 5)))),
        reason="漏了一项",
        by=branch.secretary,
        at=NOW,
    )

    assert list(Task.objects.order_by("id").values_list("text", flat=True)) == ["划分责任区", "画到图上"]
    assert Task.objects.first() == running


def test_signatures_are_of_one_version(branch: Branch, closed: Closed, act: Act) -> None:
    record = closed()
    organiser = act(branch.mine.organiser)
    fact = commands.sign(record.id, by=organiser, at=NOW)
    assert (fact.kind, fact.data) == (
        "record.signed", {"person_id": organiser.person_id, "via_id": None, "version": 1},
    )  # fmt: skip
    with pytest.raises(Refused, match="已经签过"):
        commands.sign(record.id, by=organiser, at=NOW)

    commands.correct_record(record.id, Content(place="二楼"), reason="写漏", by=branch.secretary, at=NOW)

    assert queries.view_record(record.id, viewer=organiser, at=NOW).my_signature
    commands.sign(record.id, by=organiser, at=NOW)
    assert Presence.objects.get(record=record, person=branch.mine.organiser).signed_version == 2


def test_somebody_signs_for_a_colleague_with_both_names(branch: Branch, closed: Closed) -> None:
    record = closed()
    colleague = branch.committee[3]

    commands.sign(record.id, person_id=colleague.id, by=branch.secretary, at=NOW)

    signed = Presence.objects.get(record=record, person=colleague)
    assert (signed.signed_at, signed.signed_via_id) == (NOW, branch.secretary.person_id)


def test_who_was_not_there_or_may_not_help_does_not_sign(branch: Branch, closed: Closed, act: Act) -> None:
    away = branch.committee[4]
    record = closed(marks={away.id: Mark(False, "leave")}, visitors=(branch.mine.worker.id,))

    with pytest.raises(NotAllowed, match="不用您签字"):
        commands.sign(record.id, by=act(away), at=NOW)
    with pytest.raises(NotAllowed, match="代签要由"):
        commands.sign(record.id, person_id=branch.committee[3].id, by=act(branch.mine.worker), at=NOW)
    with pytest.raises(NotFound):
        commands.sign(record.id, by=act(branch.mine.leader), at=NOW)


def test_only_the_chair_signs_where_the_kind_says_so(branch: Branch, closed: Closed, act: Act) -> None:
    record = closed("members_meeting")

    with pytest.raises(NotAllowed):
        commands.sign(record.id, by=act(branch.mine.organiser), at=NOW)
    assert commands.sign(record.id, by=branch.secretary, at=NOW).kind == "record.signed"


def test_a_draft_is_not_signed(branch: Branch, open_draft) -> None:
    with pytest.raises(Refused, match="记完了才能签字"):
        commands.sign(open_draft().id, by=branch.secretary, at=NOW)


def test_files_come_and_go_on_a_draft_and_only_by_correction_later(
    branch: Branch, closed: Closed, open_draft, settings, tmp_path
) -> None:
    settings.DATA_DIR = tmp_path
    draft = open_draft()
    by = branch.secretary
    kept = commands.attach_file(draft.id, "要点.txt", "顶板".encode(), by=by, at=NOW)
    assert queries.get_attachment(draft.id, kept, viewer=by).content.decode() == "顶板"
    commands.detach_file(draft.id, kept, by=by, at=NOW)
    assert not Attachment.objects.exists()

    record = closed()
    with pytest.raises(Invalid, match="为什么改"):
        commands.attach_file(record.id, "照片.txt", b"x", by=by, at=NOW)
    assert not Attachment.objects.exists()
    commands.attach_file(record.id, "照片.txt", b"x", by=by, at=NOW, reason="补上附件")

    later = Attachment.objects.get().id
    commands.detach_file(record.id, later, by=by, at=NOW, reason="放错了")

    kept_in = [
        (one.reason, [file["name"] for file in one.content["attachments"]])
        for one in Version.objects.filter(record=record).order_by("number")
    ]
    assert kept_in == [("", []), ("补上附件", ["照片.txt"]), ("放错了", [])]
    assert queries.get_attachment(record.id, later, viewer=by).content == b"x"
    assert [one.removed_in for one in queries.view_record(record.id, viewer=by, at=NOW).attachments] == [3]
    with pytest.raises(NotFound, match="没有找到这个附件"):
        commands.detach_file(record.id, later, by=by, at=NOW, reason="再拿一次")


def test_an_attachment_is_for_those_who_see_the_record(
    branch: Branch, open_draft, act: Act, settings, tmp_path
) -> None:
    settings.DATA_DIR = tmp_path
    draft = open_draft()
    kept = commands.attach_file(draft.id, "要点.txt", b"secret", by=branch.secretary, at=NOW)
    other = open_draft()

    with pytest.raises(NotFound):
        queries.get_attachment(draft.id, kept, viewer=act(branch.mine.worker))
    with pytest.raises(NotFound):
        queries.get_attachment(other.id, kept, viewer=branch.secretary)


def test_a_kind_that_takes_no_files_gets_none(branch: Branch, open_draft, act: Act) -> None:
    mine = branch.mine
    draft = open_draft("safety_analysis", unit_id=mine.team.id, by=act(mine.leader))

    with pytest.raises(Refused, match="安全分析会不收附件"):
        commands.attach_file(draft.id, "照片.txt", b"x", by=act(mine.leader), at=NOW)

    assert not Attachment.objects.exists()


def test_a_file_of_another_record_is_not_taken_away(
    branch: Branch, open_draft, closed: Closed, settings, tmp_path
) -> None:
    settings.DATA_DIR = tmp_path
    draft, record = open_draft(), closed()
    kept = commands.attach_file(draft.id, "要点.txt", b"x", by=branch.secretary, at=NOW)

    with pytest.raises(NotFound, match="没有找到这个附件"):
        commands.detach_file(record.id, kept, by=branch.secretary, at=NOW, reason="放错了")

    assert (Attachment.objects.get().record_id, Version.objects.count()) == (draft.id, 1)


def test_there_are_twenty_files_at_most(branch: Branch, open_draft, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    draft = open_draft()
    for number in range(20):
        commands.attach_file(draft.id, f"{number}.txt", str(number).encode(), by=branch.secretary, at=NOW)

    with pytest.raises(Invalid, match="最多 20 个附件"):
        commands.attach_file(draft.id, "20.txt", b"20", by=branch.secretary, at=NOW)
