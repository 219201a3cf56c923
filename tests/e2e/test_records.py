"""A committee meeting is planned, held, written down, closed, signed, corrected; its tasks are done."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from tests.clock import NOW, moment
from tests.factories import adopt, appoint, make_person
from tests.world import Mine, make_mine
from tongxin.access.queries import actor_of
from tongxin.orgs.models import Person
from tongxin.records import commands
from tongxin.records.content import Content, Line, Mark, Measure
from tongxin.records.models import Record, Task

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.row("KQ-8")]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
SOON = moment(11, 13, 16, 40)


@pytest.fixture
def branch(transactional_db: None) -> tuple[Mine, list[Person]]:
    mine = make_mine()
    adopt(mine.root, "party-branch-2018", "sz", "xzw")
    committee = [mine.secretary, mine.organiser]
    for name, post in (
        ("胡志强", "deputy_secretary"),
        ("李敏", "publicity_member"),
        ("孙立军", "discipline_member"),
    ):
        person = make_person(mine.company, mine.branch, name=name, party="full")
        appoint(person, post, mine.branch)
        committee.append(person)
    return mine, committee


def held(mine: Mine, committee: list[Person], at: datetime = SOON) -> Record:
    """The meeting of the design's picture, closed on the same afternoon."""
    by = actor_of(mine.secretary.id, at=NOW)
    opened = commands.open_record(
        "committee_meeting", unit_id=mine.branch.id, by=by, at=NOW, held_at=moment(11, 13, 15, 30)
    )
    secretary, organiser, deputy, publicity, discipline = committee
    commands.save_draft(
        opened.record_id,
        Content(
            title="11 月支委会",
            ended_at=moment(11, 13, 16, 25),
            place="综采一区会议室",
            recorder_id=organiser.id,
            guests="何军（职工代表）",
            visitors=(mine.leader.id,),
            agenda=("传达矿党委 11 月 10 日例会要求", "班组情况", "责任区划分"),
            minutes="周志远传达矿党委 11 月 10 日例会要求，重点是顶板管理和冬季通勤安全。\n\n"
            "胡志强：10 月隐患按期了结率 84%，比 9 月高 5 个百分点。李敏：收到诉求 9 件，答复 8 件，班车一件要和矿上协调。\n\n"
            "陈志刚：采煤三班的问题不在班长，是小政委外出培训时没有人接，应由支部定代班人。",
            marks={discipline.id: Mark(False, "on_duty")},
            decisions=(
                Line(
                    "小政委外出期间由支部指定代班人",
                    voted=True,
                    yes=4,
                    owner_id=secretary.id,
                    due_date=date(2026, 11, 16),
                ),
                Line(
                    "夜班班车晚发 10 分钟，和矿运输科协调",
                    voted=True,
                    yes=4,
                    owner_id=publicity.id,
                    due_date=date(2026, 11, 20),
                ),
                Line(
                    "12 月党员责任区按工作面重新划分",
                    voted=True,
                    yes=3,
                    abstain=1,
                    owner_id=deputy.id,
                    due_date=date(2026, 11, 30),
                ),
                Line("取消每周二的碰头会", voted=True, yes=2, no=2),
            ),
            measures=(Measure("把责任区边界画在图上", organiser.id, date(2026, 11, 25)),),
        ),
        by=by,
        at=NOW,
    )
    commands.close_record(opened.record_id, by=by, at=at)
    return Record.objects.get(id=opened.record_id)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_closed_record_reads_like_the_minutes_it_replaces(
    branch: tuple[Mine, list[Person]], open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    mine, committee = branch
    record = held(mine, committee)
    by = actor_of(mine.organiser.id, at=NOW)
    commands.sign(record.id, by=by, at=NOW)
    commands.correct_record(
        record.id,
        Content(guests="何俊（职工代表）"),
        reason="列席人“何军”改为“何俊”",
        by=by,
        at=moment(11, 16, 9, 12),
    )

    page = open_page(mine.secretary, f"/records/{record.id}", width)

    expect(page.get_by_role("heading", level=1)).to_have_text("11 月支委会记录")
    expect(page.get_by_text("到会 4 人，不少于半数（5 ÷ 2 = 2.5）", exact=True)).to_be_visible()
    look_at(page, "record")
    page.get_by_role("link", name="对照").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("第 2 版改了 1 处")
    look_at(page, "compare")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_committee_meeting_from_the_list_to_its_signature(
    branch: tuple[Mine, list[Person]], open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    mine, _ = branch
    page = open_page(mine.secretary, "/records", width)
    look_at(page, "records-empty")

    page.get_by_role("link", name="写一份").click()
    expect(page).to_have_title("写一份记录 · 同心")
    look_at(page, "choose")
    page.get_by_role("link", name="支委会").first.click()
    page.get_by_label("哪一天开").fill("2026-11-19")
    page.get_by_label("几点开").fill("15:30")
    look_at(page, "choose-time")
    page.get_by_role("button", name="列名单，开始记").click()

    page.get_by_role("checkbox", name="孙立军").uncheck()
    page.get_by_label("孙立军没到，为什么").select_option("on_duty")
    page.get_by_label("第 1 项定了什么").fill("夜班班车晚发 10 分钟，和矿运输科协调")
    page.get_by_label("同意").first.fill("4")
    page.locator("#d-1-owner").fill("李敏")
    page.locator("#d-1-due").fill("2026-11-25")
    page.locator("#d-1-due").blur()
    expect(page.get_by_text("同意 4 票，超过应到支委的半数")).to_be_visible()
    look_at(page, "write")

    page.get_by_role("button", name="记完了").click()
    expect(page.get_by_text("请写记录：谁说了什么，怎么定的").first).to_be_visible()
    expect(page.locator("#d-1-owner")).to_have_value("李敏")
    look_at(page, "write-missing")
    page.get_by_label("谁说了什么，怎么定的").fill("李敏：班车一件要和矿上协调。")
    page.get_by_role("button", name="记完了").click()

    expect(page.get_by_text("记完了。定的事已经转成任务")).to_be_visible()
    page.get_by_role("button", name="签字确认").click()
    expect(page.get_by_text("已签字").first).to_be_visible()
    assert Task.objects.get().text == "夜班班车晚发 10 分钟，和矿运输科协调"


@pytest.mark.parametrize("width", [1440, 390])
def test_lists_of_records_and_of_tasks(
    branch: tuple[Mine, list[Person]], open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    mine, committee = branch
    held(mine, committee)
    held(mine, committee, at=moment(11, 18, 9))
    by = actor_of(mine.secretary.id, at=NOW)
    commands.open_record("members_meeting", unit_id=mine.branch.id, by=by, at=NOW, held_at=moment(11, 27, 15))

    page = open_page(mine.secretary, "/records", width)
    expect(page.get_by_role("heading", level=1)).to_have_text("11 月记完 2 份，1 份是补记，安排了 1 份")
    look_at(page, "records")

    page = open_page(mine.secretary, "/tasks", width)
    look_at(page, "tasks")
    page.get_by_role("link", name="小政委外出期间由支部指定代班人").first.click()
    expect(page.get_by_label("怎么办的")).to_be_visible()
    look_at(page, "task")
    page.get_by_label("怎么办的").fill("定了李明代班")
    page.get_by_role("button", name="办完了").click()
    expect(page.get_by_text("定了李明代班")).to_be_visible()

    page = open_page(mine.worker, "/tasks", width)
    expect(page.get_by_role("heading", level=1)).to_have_text("没有要办的事")
    look_at(page, "tasks-empty")


@pytest.mark.row("SZ-6")
def test_a_safety_analysis_on_the_phone_gives_dated_tasks(
    branch: tuple[Mine, list[Person]], open_page: OpenPage, look_at: LookAt
) -> None:
    mine, _ = branch
    page = open_page(mine.leader, "/records/new", 390)
    page.get_by_role("link", name="安全分析会").first.click()
    page.get_by_label("几点开").fill("07:00")
    page.get_by_role("button", name="列名单，开始记").click()
    page.get_by_label("找出的问题").fill("护帮板打开时人站得太靠前\n喷雾堵了两个")
    page.get_by_label("谁说了什么").fill("张伟：喷雾上周就堵了。")
    page.get_by_label("办什么").first.fill("换两个喷雾头")
    page.locator("#m-1-owner").fill("张伟")
    page.locator("#m-1-due").fill("2026-11-22")
    look_at(page, "safety-analysis")
    page.get_by_role("button", name="记完了").click()

    expect(page.get_by_text("换两个喷雾头")).to_be_visible()
    task = Task.objects.get()
    assert (task.owner, task.due_date) == (mine.worker, date(2026, 11, 22))


def test_whoever_closes_while_the_last_change_is_being_saved_closes_it(
    branch: tuple[Mine, list[Person]], open_page: OpenPage
) -> None:
    mine, _ = branch
    page = open_page(mine.leader, "/records/new", 390)
    page.get_by_role("link", name="安全分析会").first.click()
    page.get_by_label("几点开").fill("07:00")
    page.get_by_role("button", name="列名单，开始记").click()
    page.get_by_label("找出的问题").fill("喷雾堵了两个")
    waiting: list[Route] = []
    page.route("**/records/**", lambda route: waiting.append(route) if by_itself(route) else route.fallback())
    page.get_by_label("谁说了什么").fill("张伟：喷雾上周就堵了。")
    with page.expect_request(lambda request: "hx-request" in request.headers):
        page.get_by_label("谁说了什么").blur()
    page.get_by_role("button", name="记完了").click()
    expect(page.get_by_role("button", name="记完了")).to_be_visible()
    waiting[0].continue_()

    expect(page.get_by_text("记完了。定的事已经转成任务")).to_be_visible()


def by_itself(route: Route) -> bool:
    return "hx-request" in route.request.headers


def test_at_the_front_the_ledger_has_the_tabs_and_targets_for_a_thumb(
    branch: tuple[Mine, list[Person]], open_page: OpenPage, look_at: LookAt
) -> None:
    mine, committee = branch
    record = held(mine, [*committee[:1], mine.leader, *committee[2:]])
    for path, name in (("/records", "list"), (f"/records/{record.id}", "show"), ("/tasks", "tasks")):
        page = open_page(mine.leader, path, 390)
        expect(page.get_by_role("navigation", name="主要栏目").get_by_role("link")).to_have_count(5)
        small = page.locator(
            "a:not(.tx-skip), button, summary, input:not([type=hidden]), select"
        ).evaluate_all(
            "all => all.map(one => [one.getBoundingClientRect().height, one.textContent])"
            ".filter(([height, words]) => height > 1 && height < 43.5)"
        )
        assert small == []
        look_at(page, f"front-{name}")


def test_printing_needs_a_script_and_is_offered_only_with_one(
    branch: tuple[Mine, list[Person]], open_page: OpenPage
) -> None:
    mine, committee = branch
    record = held(mine, committee)
    page = open_page(mine.secretary, f"/records/{record.id}", 1440)

    expect(page.get_by_role("button", name="打印")).to_be_visible()
    page.route("**/app*.js", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-print]")).to_be_hidden()
