"""Reports are drafted from facts, keep the author's words, and are filed once."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from tests.clock import NOW, moment
from tests.factories import adopt, appoint, make_person
from tests.meanwhile import meanwhile
from tests.reports.facts import hold, owe
from tests.world import Mine, make_mine
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.reports import commands
from tongxin.reports.models import Report

Act = Callable[..., Actor]
LAST_DAY = moment(11, 30, 17)


@pytest.fixture
def draft(mine: Mine, act: Act) -> Report:
    """The branch's November, with a meeting, two meetings before the shift, and one thing not done."""
    adopt(mine.root, "party-branch-2018", "xzw")
    hold(
        mine, "committee_meeting", mine.branch, moment(11, 13, 15), title="11 月支委会", expected=5, present=4
    )
    hold(mine, "pre_shift_meeting", mine.team, moment(11, 18, 7), data={"risks": ["rib", "gas"]})
    hold(mine, "pre_shift_meeting", mine.team, moment(11, 19, 7), data={"risks": ["rib"]})
    owe(mine, mine.team, "班前会", due=moment(11, 18, 9), met=moment(11, 18, 7))
    owe(mine, mine.team, "班前会", due=moment(11, 19, 9))
    hold(make_mine("别家煤业"), "committee_meeting", None, moment(11, 13, 15), title="密字牌")
    made = commands.draft_report(
        "branch_monthly", unit_id=mine.branch.id, period="2026-M11", by=act(mine.secretary), at=NOW
    )
    return Report.objects.get(id=made.report_id)


def lines(report: Report, key: str) -> list[str]:
    return [line["text"] for part in report.sections if part["key"] == key for line in part["lines"]]


def words(report: Report, text: str = "抓好顶板") -> dict[str, str]:
    return {part["key"]: text for part in report.sections if part["own_words"]}


@pytest.mark.row("XZW-4")
def test_the_draft_says_what_the_facts_say(draft: Report) -> None:
    assert draft.title == "综采一区党支部 2026年11月支部工作月报"
    assert lines(draft, "meetings") == [
        "11月13日 11 月支委会，到 4/5 人。",
        "党员：本期没有需要到会的记录。",
        "全部：应到 9 人次，实到 8 人次，到会率 88.9%。",
        "本期没有议定事项。",
    ]
    assert lines(draft, "duties") == [
        "到期职责 2 项，按时办结 1 项（50.0%），没有办 1 项。",
        "班前会：到期职责 2 项，按时办结 1 项（50.0%），没有办 1 项。",
        "采煤一班：班前会，应 11-19，还没有办。",
    ]
    assert lines(draft, "teams") == [
        "召开班前会 2 次：采煤一班 2 次。",
        "班前会点到的风险：片帮 2 次，瓦斯 1 次。",
        "本期没有谈心谈话记录。",
    ]
    assert "密字牌" not in str(draft.sections)


def test_every_line_that_has_a_source_names_it(draft: Report) -> None:
    refs = [ref["type"] for part in draft.sections for line in part["lines"] for ref in line["refs"]]

    assert refs == ["record", "item"]


def test_drafting_again_takes_new_facts_and_keeps_the_words(draft: Report, mine: Mine, act: Act) -> None:
    secretary = act(mine.secretary)
    commands.save_words(draft.id, words(draft), by=secretary, at=NOW, revision=0)
    hold(mine, "theme_day", mine.branch, moment(11, 20, 6), title="主题党日", expected=9, present=9)

    again = commands.draft_report(
        "branch_monthly", unit_id=mine.branch.id, period="2026-M11", by=secretary, at=NOW
    )

    draft.refresh_from_db()
    assert again.report_id == draft.id
    assert lines(draft, "meetings")[1] == "11月20日 主题党日，到 9/9 人。"
    assert draft.own_words["next_month_focus"] == "抓好顶板"


def test_two_authors_find_out_about_each_other(draft: Report, mine: Mine, act: Act) -> None:
    assert commands.save_words(draft.id, words(draft), by=act(mine.secretary), at=NOW, revision=0) == 1

    with pytest.raises(Refused, match="刚刚被别人改过"):
        commands.save_words(draft.id, words(draft, "别的"), by=act(mine.organiser), at=NOW, revision=0)

    draft.refresh_from_db()
    assert draft.own_words["next_month_focus"] == "抓好顶板"


def test_words_beyond_measure_are_refused_with_their_place(draft: Report, mine: Mine, act: Act) -> None:
    with pytest.raises(Invalid) as refused:
        commands.save_words(
            draft.id, {"next_month_focus": "长" * 3001}, by=act(mine.secretary), at=NOW, revision=0
        )

    assert refused.value.fields == {"next_month_focus": "“下月重点”最多 3000 字"}


def test_a_month_is_filed_once_and_then_kept(draft: Report, mine: Mine, act: Act) -> None:
    secretary = act(mine.secretary)
    with pytest.raises(Refused, match="还没有过完"):
        commands.file_report(draft.id, by=secretary, at=NOW)
    with pytest.raises(Refused, match="还差“下月重点”要您写"):
        commands.file_report(draft.id, by=secretary, at=LAST_DAY)
    commands.save_words(draft.id, words(draft), by=secretary, at=LAST_DAY, revision=0)

    fact = commands.file_report(draft.id, by=secretary, at=LAST_DAY)

    assert fact.data == {"kind": "branch_monthly", "unit_id": mine.branch.id, "period": "2026-M11"}
    for attempt in (
        lambda: commands.file_report(draft.id, by=secretary, at=LAST_DAY),
        lambda: commands.save_words(draft.id, words(draft), by=secretary, at=LAST_DAY, revision=1),
        lambda: commands.draft_report(
            "branch_monthly", unit_id=mine.branch.id, period="2026-M11", by=secretary, at=LAST_DAY
        ),
    ):
        with pytest.raises(Refused, match="已经归档"):
            attempt()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Report.objects.filter(id=draft.id).update(own_words={})


def test_a_refusal_leaves_no_trace(draft: Report, mine: Mine, act: Act) -> None:
    before = Fact.objects.count()

    with pytest.raises(Refused):
        commands.file_report(draft.id, by=act(mine.secretary), at=NOW)

    draft.refresh_from_db()
    assert draft.filed_at is None
    assert Fact.objects.count() == before


def test_two_who_begin_it_at_once_have_one_report(draft: Report, mine: Mine, act: Act) -> None:
    def first() -> None:
        Report.objects.create(
            company=mine.company, unit=mine.branch, kind="branch_monthly", period="2026-M10", title="先起草的",
            own_words={"next_month_focus": "抓好顶板"}, drafted_at=NOW,
        )  # fmt: skip

    with meanwhile("SAVEPOINT", first, earlier=1):  # the first one is the whole command's
        made = commands.draft_report(
            "branch_monthly", unit_id=mine.branch.id, period="2026-M10", by=act(mine.secretary), at=NOW
        )

    report = Report.objects.exclude(id=draft.id).get()
    assert (made.report_id, report.title, report.own_words) == (
        report.id, "先起草的", {"next_month_focus": "抓好顶板"},
    )  # fmt: skip
    assert lines(report, "meetings")[0] == "本期没有已完成的会议和活动记录。"


def test_who_files_a_moment_later_is_told_and_files_nothing(draft: Report, mine: Mine, act: Act) -> None:
    commands.save_words(draft.id, words(draft), by=act(mine.secretary), at=LAST_DAY, revision=0)
    other = act(mine.organiser)

    with (
        meanwhile('UPDATE "reports_report"', lambda: commands.file_report(draft.id, by=other, at=LAST_DAY)),
        pytest.raises(Refused, match="这份报告刚刚已由别人归档"),
    ):
        commands.file_report(draft.id, by=act(mine.secretary), at=LAST_DAY)

    # The other one's filing was in the same transaction here, and went with it.
    draft.refresh_from_db()
    assert (draft.filed_at, Fact.objects.filter(kind="report.filed").count()) == (None, 0)


def test_who_may_only_read_it_is_told_so(draft: Report, mine: Mine, act: Act) -> None:
    reader = make_person(mine.company, mine.team)
    appoint(reader, "discipline_member", mine.branch)

    with pytest.raises(NotAllowed, match="可以看这份报告，但不能写"):
        commands.save_words(draft.id, words(draft), by=act(reader), at=LAST_DAY, revision=0)

    draft.refresh_from_db()
    assert draft.own_words == {}


def test_who_may_not_write_it_is_refused(draft: Report, mine: Mine, act: Act) -> None:
    adopt(mine.root, "db")
    with pytest.raises(NotFound):
        commands.draft_report(
            "branch_monthly", unit_id=mine.branch.id, period="2026-M11", by=act(mine.other_leader), at=NOW
        )
    with pytest.raises(NotAllowed, match="由别的岗位写"):
        commands.draft_report(
            "team_weekly", unit_id=mine.team.id, period="2026-W47", by=act(mine.secretary), at=NOW
        )
    with pytest.raises(NotFound):
        commands.file_report(draft.id, by=act(mine.other_leader), at=LAST_DAY)
    with pytest.raises(NotFound, match="没有采用"):
        commands.draft_report(
            "nothing_of_the_kind", unit_id=mine.branch.id, period="2026-M11", by=act(mine.secretary), at=NOW
        )
    with pytest.raises(NotFound, match="没有这个期间"):
        commands.draft_report(
            "branch_monthly", unit_id=mine.branch.id, period="2026-M13", by=act(mine.secretary), at=NOW
        )
