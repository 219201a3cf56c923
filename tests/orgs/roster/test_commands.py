"""A roster comes in: what it writes, what it refuses, and that a refusal leaves nothing."""

import os
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, TODAY, moment
from tests.factories import appoint, make_administrator, make_company, make_person, make_unit
from tests.meanwhile import fail, meanwhile
from tests.orgs.roster.sheets import HEADER, person, xlsx
from tests.world import Mine
from tongxin.facts.commands import answer_fact
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor, Scope
from tongxin.kernel.errors import Invalid, NotFound, Refused
from tongxin.orgs.models import (
    Appointment,
    Company,
    Link,
    Membership,
    PartyStanding,
    Person,
    Placement,
    RosterImport,
    Unit,
)
from tongxin.orgs.queries.sizes import cautions_of
from tongxin.orgs.roster import commands, keep, queries
from tongxin.orgs.roster.outcome import Outcome

pytestmark = pytest.mark.django_db
Act = Callable[..., Actor]
YESTERDAY = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"


def take(path: Path, company: str = "红石煤业", **given: Any) -> Outcome:
    return commands.import_file(
        path,
        company=company,
        **{"create": False, "complete": False, "dry_run": False, "by": "运维命令", "at": NOW, **given},
    )


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    assert [fault.message for fault in outcome.errors] == []
    return (outcome.added, outcome.changed, outcome.ended, outcome.unchanged)


def messages(outcome: Outcome) -> list[tuple[int, int, str]]:
    return [(fault.row, fault.column, fault.message) for fault in outcome.errors]


MEMBER = {"党支部": "综采二区党支部", "党小组": "第三党小组", "工会小组": "采煤三班工会小组", "政治面貌": "正式党员",
          "入党日期": "2015-06-01", "转正日期": "2016-06-01", "职务": "小政委、党小组长"}  # fmt: skip


def test_a_company_without_units_gets_its_three_lines_and_their_links(tmp_path: Path) -> None:
    make_company(name="红石煤业")
    path = xlsx(
        tmp_path / "a.xlsx",
        person("1", "王建国", **MEMBER),
        person("2", "赵建军", 职务="班长", 工会小组="采煤三班工会小组", 手机="13800000001"),
    )

    outcome = take(path)

    assert counts(outcome) == (2, 0, 0, 0)
    units = Unit.objects.order_by("path").values_list("line", "kind", "name")
    assert sorted(units) == [
        ("administration", "company", "红石煤业"),
        ("administration", "section", "综采二区"),
        ("administration", "team", "采煤三班"),
        ("party", "branch", "综采二区党支部"),
        ("party", "committee", "红石煤业党委"),
        ("party", "party_group", "第三党小组"),
        ("union", "union", "红石煤业工会"),
        ("union", "union_group", "采煤三班工会小组"),
    ]
    assert outcome.created_units == Placement.objects.count() == 8
    for unit in Unit.objects.select_related("parent"):
        assert unit.path == f"{unit.parent.path if unit.parent else ''}{unit.id}."
    assert sorted(Link.objects.values_list("left__name", "right__name")) == [
        ("第三党小组", "采煤三班"),
        ("第三党小组", "采煤三班工会小组"),
        ("红石煤业党委", "红石煤业"),
        ("红石煤业工会", "红石煤业"),
        ("综采二区党支部", "综采二区"),
        ("采煤三班工会小组", "采煤三班"),
    ]
    wang = Person.objects.get(employee_no="1")
    assert wang.pinyin == "wjg"
    assert sorted(Membership.objects.filter(person=wang).values_list("unit__name", "starts_date")) == [
        ("第三党小组", TODAY),
        ("采煤三班", TODAY),
        ("采煤三班工会小组", TODAY),
    ]
    assert list(PartyStanding.objects.values_list("standing", "starts_date", "ends_date")) == [
        ("probationary", date(2015, 6, 1), date(2016, 5, 31)),
        ("full", date(2016, 6, 1), None),
    ]
    assert sorted(Appointment.objects.values_list("person__name", "post", "unit__name", "ends_date")) == [
        ("王建国", "party_group_leader", "第三党小组", None),
        ("王建国", "political_instructor", "采煤三班", date(2028, 11, 19)),
        ("赵建军", "team_leader", "采煤三班", None),
    ]
    fact = Fact.objects.get()
    assert (fact.kind, fact.by_name, fact.data["added"]) == ("roster.imported", "运维命令", 2)


def test_the_same_roster_again_changes_nothing(mine: Mine, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1", **MEMBER), person("2", 职务="班长"))
    take(path)
    before = Membership.objects.count(), Unit.objects.count(), PartyStanding.objects.count()

    assert counts(take(path)) == (0, 0, 0, 2)
    assert (Membership.objects.count(), Unit.objects.count(), PartyStanding.objects.count()) == before


def test_a_dry_run_writes_nothing(mine: Mine, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1", **MEMBER))
    people, units = Person.objects.count(), Unit.objects.count()

    assert counts(take(path, dry_run=True)) == (1, 0, 0, 0)
    assert counts(take(path, company="没有的公司", create=True, dry_run=True)) == (1, 0, 0, 0)
    assert (Person.objects.count(), Unit.objects.count(), Company.objects.count()) == (people, units, 1)
    assert not Fact.objects.exists()
    assert not RosterImport.objects.exists()


def test_one_error_and_nothing_is_written(mine: Mine, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1"), person("2", 政治面貌="老党员"))
    before = Person.objects.count()

    outcome = take(path)

    assert messages(outcome) == [
        (3, 10, "不认识“老党员”，要填：正式党员、预备党员、发展对象、入党积极分子、入党申请人或群众")
    ]
    assert Person.objects.count() == before
    assert not Unit.objects.filter(name="综采二区").exists()
    assert not RosterImport.objects.exists()
    assert counts(take(xlsx(tmp_path / "b.xlsx", person("1")))) == (1, 0, 0, 0)


def test_an_unknown_company_is_named_with_those_there_are(mine: Mine, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1"))

    with pytest.raises(
        Refused, match="系统里没有“白石煤业”这个公司，现有：红石煤业。要新建，请加 --create-company"
    ):
        take(path, company="白石煤业")
    assert counts(take(path, company="白石煤业", create=True)) == (1, 0, 0, 0)


def test_a_company_made_for_a_roster_with_errors_is_not_kept(tmp_path: Path) -> None:
    take(xlsx(tmp_path / "a.xlsx", person("1", 手机="x")), company="白石煤业", create=True)

    assert not Company.objects.exists()


def test_people_move_and_what_was_before_stays_told(mine: Mine, tmp_path: Path) -> None:
    worker = mine.worker
    path = xlsx(
        tmp_path / "a.xlsx",
        person(worker.employee_no, "张 伟", 区队="综采一区", 班组="采煤二班", 手机="13800000001"),
    )

    outcome = take(path, dry_run=True)
    assert counts(outcome) == (0, 1, 0, 0)
    take(path)

    assert list(
        Membership.objects.filter(person=worker).order_by("id").values_list("unit_id", "ends_date")
    ) == [
        (mine.team.id, YESTERDAY),
        (mine.other_team.id, None),
    ]
    worker.refresh_from_db()
    assert (worker.name, worker.phone) == ("张伟", "13800000001")


def test_a_second_correction_on_the_same_day_leaves_no_trace_of_the_first(mine: Mine, tmp_path: Path) -> None:
    take(xlsx(tmp_path / "a.xlsx", person("1", 班组="采煤三班")))
    take(xlsx(tmp_path / "b.xlsx", person("1", 班组="采煤四班")))

    assert list(
        Membership.objects.filter(person__employee_no="1").values_list("unit__name", "ends_date")
    ) == [("采煤四班", None)]


def test_empty_cells_say_nothing(mine: Mine, tmp_path: Path) -> None:
    no = mine.instructor.employee_no
    path = xlsx(tmp_path / "a.xlsx", [no, "王建国"], header=["工号", "姓名"])

    assert counts(take(path)) == (0, 0, 0, 1)


def test_who_left_is_ended_and_absence_alone_ends_nobody(mine: Mine, tmp_path: Path) -> None:
    leader = mine.leader
    path = xlsx(tmp_path / "a.xlsx", person(leader.employee_no, leader.name, 状态="离职"))

    assert counts(take(path)) == (0, 0, 1, 0)

    leader.refresh_from_db()
    assert leader.left_date == YESTERDAY
    assert not Membership.objects.filter(person=leader, ends_date__isnull=True).exists()
    assert list(Appointment.objects.filter(person=leader).values_list("ends_date", flat=True)) == [YESTERDAY]
    assert Person.objects.filter(left_date__isnull=False).count() == 1


def test_a_complete_roster_ends_who_is_absent(mine: Mine, tmp_path: Path) -> None:
    everybody = Person.objects.count()
    path = xlsx(tmp_path / "a.xlsx", [mine.worker.employee_no, "张伟"], header=["工号", "姓名"])

    assert counts(take(path, complete=True)) == (0, 0, everybody - 1, 1)


def test_a_complete_roster_spares_administrators_and_says_so(mine: Mine, tmp_path: Path) -> None:
    keeper = make_person(mine.company, name="郑红")
    make_administrator(keeper, "system")
    former = make_person(mine.company, name="钱进")
    make_administrator(former, "audit", ends_date=YESTERDAY)
    everybody = Person.objects.count()
    path = xlsx(tmp_path / "a.xlsx", [mine.worker.employee_no, "张伟"], header=["工号", "姓名"])

    outcome = take(path, complete=True)

    assert counts(outcome) == (0, 0, everybody - 2, 1)
    assert outcome.remarks == (
        "完整名册里没有的管理员，没有按离职办；真离职了，请先由安全管理员结束授权（1 处）",
    )
    assert Person.objects.get(left_date__isnull=True, name="郑红") == keeper
    assert Person.objects.get(id=former.id).left_date == YESTERDAY


def test_a_row_that_says_an_administrator_left_is_refused(mine: Mine, tmp_path: Path) -> None:
    keeper = make_person(mine.company, mine.team, name="郑红")
    make_administrator(keeper, "system")

    outcome = take(xlsx(tmp_path / "a.xlsx", person(keeper.employee_no, "郑红", 状态="离职")))

    assert [text for _, _, text in messages(outcome)] == [
        "郑红现在是管理员，不能按离职办。请先由安全管理员结束授权，或者去掉这一格"
    ]
    assert not Person.objects.filter(left_date__isnull=False).exists()


def test_who_comes_back_is_here_again(mine: Mine, tmp_path: Path) -> None:
    no = mine.worker.employee_no
    take(xlsx(tmp_path / "a.xlsx", person(no, "张伟", 状态="离职")))

    assert counts(take(xlsx(tmp_path / "b.xlsx", person(no, "张伟", 区队="综采一区", 班组="采煤一班")))) == (
        0,
        1,
        0,
        0,
    )

    mine.worker.refresh_from_db()
    assert mine.worker.left_date is None
    assert Membership.objects.filter(person=mine.worker, ends_date__isnull=True).get().unit == mine.team


def test_a_number_twice_and_a_person_twice(mine: Mine, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        person("1", "张三", 手机="13800000001"),
        person("1", "李四"),
        person("2", "张三", 手机="13800000001"),
    )

    assert messages(take(path)) == [
        (3, 1, "工号 1 在第 2 行已经有了（张三），一个人只写一行"),
        (4, 2, "张三和第 2 行姓名、手机都一样，像是同一个人写了两行"),
    ]


ALIKE = "同一个人请写成一样的；Excel 里请先把这一列设成“文本”；不是同一个人，请换一个工号"


def test_numbers_that_differ_only_in_zeros_or_case_are_never_two_people(mine: Mine, tmp_path: Path) -> None:
    take(xlsx(tmp_path / "a.xlsx", person("000123", "张三"), person("A7", "李四")))
    before = picture()
    path = xlsx(
        tmp_path / "b.xlsx",
        person("", "张三", 工号=123),
        person("a7", "李四"),
        person("0456", "王五"),
        person("456", "赵六"),
    )

    assert messages(take(path, complete=True)) == [
        (2, 1, f"工号 123 和系统里的 000123 只差前面的 0。{ALIKE}"),
        (3, 1, "工号 a7 和系统里的 A7 只差字母大小写。同一个人请写成一样的；不是同一个人，请换一个工号"),
        (5, 1, f"工号 456 和第 4 行的 0456 只差前面的 0。{ALIKE}"),
    ]
    assert picture() == before


def test_two_people_whose_numbers_were_always_alike_stay_two(mine: Mine, tmp_path: Path) -> None:
    make_person(mine.company, mine.root, name="张三", employee_no="0123")
    make_person(mine.company, mine.root, name="李四", employee_no="123")
    rows = [person("0123", "张三", 区队="", 班组=""), person("123", "李四", 区队="", 班组="")]

    assert counts(take(xlsx(tmp_path / "a.xlsx", *rows))) == (0, 0, 0, 2)


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"职务": "小政委"}, 9, "小政委要由正式党员担任，请核对这个人的政治面貌"),
        ({"职务": "小政委", "政治面貌": "预备党员"}, 9, "小政委要由正式党员担任，请核对这个人的政治面貌"),
        ({"职务": "党小组长", "政治面貌": "党员"}, 9, "党小组长要有党小组，这一行没有填"),
        ({"入党日期": "2015-01-01"}, 11, "没有填政治面貌，却填了入党或转正日期 2015-01-01，请核对"),
        (
            {"政治面貌": "群众", "入党日期": "2015-01-01"},
            10,
            "政治面貌是群众，却填了入党或转正日期 2015-01-01，请核对",
        ),
        (
            {"政治面貌": "党员", "入党日期": "2016-01-01", "转正日期": "2015-01-01"},
            10,
            "入党日期 2016-01-01 在转正日期 2015-01-01 之后，请核对",
        ),
        (
            {"政治面貌": "党员", "入党日期": "2026-06-01"},
            10,
            "正式党员的转正日期要在今天以前；入党日期 2026-06-01 还不满一年，请填转正日期",
        ),
        ({"党小组": "第九党小组", "政治面貌": "党员"}, 6, "没有“第九党小组”，要新建党小组，请同时填党支部"),
    ],
)
def test_what_cannot_be_names_the_cell(
    mine: Mine, tmp_path: Path, cells: dict[str, str], column: int, says: str
) -> None:
    assert messages(take(xlsx(tmp_path / "a.xlsx", person("1", **cells)))) == [(2, column, says)]


def test_a_post_is_held_by_as_many_as_it_allows(mine: Mine, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        person("1", "甲", 职务="班长"),
        person("2", "乙", 职务="班组长"),
        person("3", "丙", 区队="综采一区", 班组="采煤一班", 职务="班长"),
    )

    assert messages(take(path)) == [
        (3, 9, "采煤三班的班组长已经有甲（第 2 行），一个单位只设 1 人"),
        (4, 9, "采煤一班的班组长已经有赵建军，一个单位只设 1 人"),
    ]


def test_a_leader_who_moves_takes_the_post_along(mine: Mine, tmp_path: Path) -> None:
    other = mine.other_leader
    path = xlsx(tmp_path / "a.xlsx", person(other.employee_no, other.name, 班组="采煤三班", 职务="班长"))

    assert counts(take(path)) == (0, 1, 0, 0)
    assert sorted(
        Appointment.objects.filter(person=other).values_list("unit__name", "ends_date"), key=str
    ) == [("采煤三班", None), ("采煤二班", YESTERDAY)]


def test_a_team_named_alone_is_found_unless_there_are_two(mine: Mine, tmp_path: Path) -> None:
    no = mine.worker.employee_no
    alone = xlsx(tmp_path / "a.xlsx", person(no, "张伟", 区队="", 班组="采煤二班"))
    assert counts(take(alone)) == (0, 1, 0, 0)

    second = make_unit(mine.company, "section", mine.root, name="综采二区")
    make_unit(mine.company, "team", second, name="采煤二班")
    path = xlsx(tmp_path / "b.xlsx", person("77", 区队="", 班组="采煤二班"))

    (fault,) = take(path).errors
    assert (fault.row, fault.column) == (2, 4)
    assert "“采煤二班”有 2 个" in fault.message
    assert "请把上一级单位也填上" in fault.message


UNDATED = "正式党员没有填日期，党龄记作不清楚；请补上，不然不提醒党龄（1 处）"


@pytest.mark.parametrize(
    ("cells", "remarks", "rules", "since"),
    [
        ({}, (UNDATED,), [], (TODAY, False)),
        ({"转正日期": "2026-06-01"}, (), ["BR-11"], (date(2026, 6, 1), True)),
        ({"转正日期": "2016-06-01"}, (), [], (date(2016, 6, 1), True)),
    ],
)
def test_a_secretary_whose_years_nobody_tells_is_not_said_to_have_too_few(
    mine: Mine,
    tmp_path: Path,
    cells: dict[str, str],
    remarks: tuple[str, ...],
    rules: list[str],
    since: tuple[date, bool],
) -> None:
    row = person("1", "孙书记", 党支部="综采二区党支部", 职务="支部书记", 政治面貌="正式党员", **cells)
    path = xlsx(tmp_path / "a.xlsx", row)

    assert take(path, dry_run=True).remarks == remarks
    take(path)

    branch = Unit.objects.get(name="综采二区党支部")
    found = cautions_of([branch], TODAY)[branch.id]
    assert [one.rule for one in found if one.rule == "BR-11"] == rules
    standing = PartyStanding.objects.get(person__employee_no="1")
    assert (standing.starts_date, standing.starts_known) == since
    again = take(path)
    assert (counts(again), again.remarks) == ((0, 0, 0, 1), ())


def test_a_standing_without_dates_is_completed_later_and_given_back_by_the_undo(
    mine: Mine, act: Act, tmp_path: Path
) -> None:
    office = operator(mine, act)
    take(xlsx(tmp_path / "a.xlsx", person("1", 政治面貌="正式党员")))
    before = picture()

    outcome = take(xlsx(tmp_path / "b.xlsx", person("1", 政治面貌="正式党员", 转正日期="2016-06-01")))

    assert (counts(outcome), outcome.remarks) == ((0, 1, 0, 0), ())
    standing = PartyStanding.objects.get(person__employee_no="1")
    assert (standing.starts_date, standing.starts_known) == (date(2016, 6, 1), True)
    commands.undo_import(last().id, by=office, at=NOW)
    assert picture() == before


def test_standing_only_goes_forward(mine: Mine, tmp_path: Path) -> None:
    no = mine.instructor.employee_no
    for word in ("群众", "预备党员", "积极分子"):
        (fault,) = take(
            xlsx(tmp_path / "a.xlsx", person(no, "王建国", 区队="", 班组="", 政治面貌=word))
        ).errors
        assert fault.message.startswith("系统里是正式党员，不能改成")


def test_a_probationary_member_becomes_a_full_one(mine: Mine, tmp_path: Path) -> None:
    li = Person.objects.get(name="李明")
    rows = person(li.employee_no, "李明", 区队="", 班组="", 政治面貌="正式党员", 转正日期="2026-10-01")

    assert counts(take(xlsx(tmp_path / "a.xlsx", rows))) == (0, 1, 0, 0)
    assert list(
        PartyStanding.objects.filter(person=li)
        .order_by("starts_date")
        .values_list("standing", "starts_date", "ends_date")
    ) == [
        ("probationary", date(2020, 1, 1), date(2026, 9, 30)),
        ("full", date(2026, 10, 1), None),
    ]


def test_the_queries_do_not_grow_with_the_rows(mine: Mine, tmp_path: Path) -> None:
    found = []
    for size in (1, 40):
        rows = [person(f"{size}-{number}", **{**MEMBER, "职务": ""}) for number in range(size)]
        path = xlsx(tmp_path / f"{size}.xlsx", *rows)
        with CaptureQueriesContext(connection) as queries_made:
            assert counts(take(path, dry_run=True))[0] == size
        found.append(len(queries_made))

    assert found[0] == found[1] <= 8


# -- through the page -----------------------------------------------------------------------


def upload(path: Path, mine: Mine, by: Actor, unit: Unit | None = None, complete: bool = False) -> int:
    uploaded = commands.upload(
        [path.read_bytes()], path.name, unit_id=(unit or mine.section).id, complete=complete, by=by, at=NOW
    )
    answer_fact(uploaded.fact, at=NOW)
    return uploaded.import_id


def write(import_id: int, by: Actor) -> RosterImport:
    wanted = commands.want_import(import_id, by=by, at=NOW)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer_fact(wanted.fact, at=NOW)
    return RosterImport.objects.get(id=import_id)


SECTION = {"区队": "综采一区", "班组": "采煤一班"}


def test_a_branch_imports_its_section(mine: Mine, act: Act, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        person(
            "1",
            "王大伟",
            区队="",
            班组="采煤五班",
            党支部="综采一区党支部",
            党小组="第五党小组",
            政治面貌="党员",
            职务="小政委",
        ),
    )

    import_id = upload(path, mine, act(mine.secretary))

    row = RosterImport.objects.get(id=import_id)
    assert (row.state, row.summary["added"], row.summary["errors"]) == ("checked", 1, [])
    assert not Person.objects.filter(employee_no="1").exists()

    row = write(import_id, act(mine.secretary))

    assert (row.state, row.rows_done, row.message) == ("done", 1, "")
    team = Unit.objects.get(name="采煤五班")
    assert team.parent == mine.section
    group = Unit.objects.get(name="第五党小组")
    assert group.parent == mine.branch
    assert Link.objects.filter(left=group, right=team).exists()
    assert Appointment.objects.get(person__employee_no="1").appointed_by == mine.secretary
    assert not keep.file_of(import_id).exists()
    assert "first" not in row.summary


def test_a_branch_reaches_no_other_section_and_no_post_above(mine: Mine, act: Act, tmp_path: Path) -> None:
    elsewhere = make_unit(mine.company, "section", mine.root, name="掘进区")
    stranger = make_person(mine.company, elsewhere, name="孙强")
    path = xlsx(
        tmp_path / "a.xlsx",
        person("1", 区队="掘进区"),
        person(stranger.employee_no, "孙强", **SECTION),
        person("3", 区队="", 班组="采煤一班", 党支部="掘进区党支部", 政治面貌="党员"),
        person("4", **SECTION, 党支部="综采一区党支部", 政治面貌="党员", 职务="党委书记"),
    )

    row = RosterImport.objects.get(id=upload(path, mine, act(mine.secretary)))

    assert [(one["row"], one["column"], one["message"]) for one in row.summary["errors"]] == [
        (2, 3, "“掘进区”不在这次导入的范围（综采一区）里"),
        (3, 1, f"工号 {stranger.employee_no} 现在在别的单位，不在综采一区；调动请找上一级办理"),
        (4, 5, "“掘进区党支部”不在这次导入的范围（综采一区党支部）里"),
    ]
    assert "您不能任命党委书记，这个职务没有采用（1 处）" in row.summary["remarks"]


def test_an_organiser_may_import_but_not_appoint_and_nobody_appoints_themselves(
    mine: Mine, act: Act, tmp_path: Path
) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1", 区队="综采一区", 班组="采煤六班", 职务="班长"))
    row = RosterImport.objects.get(id=upload(path, mine, act(mine.organiser)))
    assert row.summary["remarks"] == ["您不能任命班组长，这个职务没有采用（1 处）"]

    own = xlsx(
        tmp_path / "b.xlsx",
        person(mine.secretary.employee_no, "周志远", 区队="综采一区", 班组="", 职务="区长"),
    )
    row = RosterImport.objects.get(id=upload(own, mine, act(mine.secretary)))
    assert row.summary["remarks"] == ["不能给自己任命职务，您自己的职务没有采用（1 处）"]
    assert row.summary["changed"] == 0


def test_a_section_without_a_branch_makes_no_party_units(mine: Mine, act: Act, tmp_path: Path) -> None:
    section = make_unit(mine.company, "section", mine.root, name="机电区")
    office = operator(mine, act)
    path = xlsx(tmp_path / "a.xlsx", person("1", 区队="机电区", 党支部="机电区党支部", 政治面貌="党员"))

    row = RosterImport.objects.get(id=upload(path, mine, office, section))

    assert [one["message"] for one in row.summary["errors"]] == [
        "机电区还没有对应的党支部，请先在组织页面对应，再填党支部和党小组"
    ]


def test_only_the_whole_company_has_a_complete_roster(mine: Mine, act: Act, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="要对整个公司导入"):
        upload(xlsx(tmp_path / "a.xlsx", person("1")), mine, act(mine.secretary), complete=True)


def test_nobody_imports_where_they_may_not(mine: Mine, act: Act, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1"))
    for who, unit in ((mine.secretary, mine.root), (mine.leader, mine.team), (mine.chief, mine.section)):
        with pytest.raises(NotFound, match="没有找到这个单位"):
            upload(path, mine, act(who), unit)
    import_id = upload(xlsx(tmp_path / "b.xlsx", person("1", **SECTION)), mine, act(mine.secretary))
    with pytest.raises(NotFound):
        queries.get_import(import_id, viewer=act(mine.leader))


def test_rights_lost_before_the_writing_stop_it(mine: Mine, act: Act, tmp_path: Path) -> None:
    import_id = upload(xlsx(tmp_path / "a.xlsx", person("1", **SECTION)), mine, act(mine.secretary))
    wanted = commands.want_import(import_id, by=act(mine.secretary), at=NOW)
    Appointment.objects.filter(person=mine.secretary).update(ends_date=YESTERDAY)

    answer_fact(wanted.fact, at=NOW)

    assert RosterImport.objects.get(id=import_id).state == "failed"
    assert not Person.objects.filter(employee_no="1").exists()


def test_what_is_written_is_what_was_shown(mine: Mine, act: Act, tmp_path: Path) -> None:
    import_id = upload(xlsx(tmp_path / "a.xlsx", person("1", **SECTION)), mine, act(mine.secretary))
    make_person(mine.company, mine.team, employee_no="1")

    row = write(import_id, act(mine.secretary))

    assert (row.state, row.message) == ("failed", commands.CHANGED_MEANWHILE)


def test_a_damaged_file_fails_in_a_sentence(mine: Mine, act: Act, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04nothing")

    row = RosterImport.objects.get(id=upload(path, mine, act(mine.secretary)))

    assert row.state == "failed"
    assert row.message == "文件打不开，可能已经损坏。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传"


def test_a_file_that_is_too_large_is_not_kept(mine: Mine, act: Act) -> None:
    chunks = (b"x" * 1_000_000 for _ in range(22))

    with pytest.raises(Invalid, match="超过 20 MB"):
        commands.upload(
            chunks, "a.csv", unit_id=mine.section.id, complete=False, by=act(mine.secretary), at=NOW
        )
    assert list(keep.folder().iterdir()) == []


def test_one_import_at_a_time_and_a_dead_one_gives_way(mine: Mine, act: Act, tmp_path: Path) -> None:
    secretary = act(mine.secretary)
    first = upload(xlsx(tmp_path / "a.xlsx", person("1", **SECTION)), mine, secretary)
    commands.want_import(first, by=secretary, at=NOW)
    second = upload(xlsx(tmp_path / "b.xlsx", person("2", **SECTION)), mine, secretary)

    with pytest.raises(Refused, match="另一份名册正在写入"):
        commands.want_import(second, by=secretary, at=NOW)
    with pytest.raises(Refused, match="另一份名册正在写入"):
        take(tmp_path / "b.xlsx")

    silent = keep.folder() / f"{first}.progress"
    os.utime(silent, (0, 0))
    assert queries.view_import(first, viewer=secretary, at=NOW).is_dead
    assert write(second, secretary).state == "done"
    assert RosterImport.objects.get(id=first).state == "failed"
    commands.run_import(first, by=secretary, at=NOW)
    assert not Person.objects.filter(employee_no="1").exists()


def test_an_import_that_never_spoke_is_dead_after_ten_minutes(mine: Mine) -> None:
    row = RosterImport.objects.create(company=mine.company, filename="a", state="running", started_at=NOW)

    assert not queries.is_dead(row, at=moment(11, 20, 7, 29))
    assert queries.is_dead(row, at=moment(11, 20, 7, 31))


# What a database is asked for first when a plan is written.
NEW_IDS = ("SELECT nextval", "SELECT seq FROM sqlite_sequence")


def test_a_roster_with_errors_or_taken_a_moment_before_is_not_written(
    mine: Mine, act: Act, tmp_path: Path
) -> None:
    secretary = act(mine.secretary)
    wrong = upload(xlsx(tmp_path / "a.xlsx", person("1", 区队="掘进区")), mine, secretary)
    with pytest.raises(Refused, match="还有 1 处错误，改好文件再上传"):
        commands.want_import(wrong, by=secretary, at=NOW)

    good = upload(xlsx(tmp_path / "b.xlsx", person("1", **SECTION)), mine, secretary)
    organiser = act(mine.organiser)
    with (
        meanwhile("SAVEPOINT", lambda: commands.want_import(good, by=organiser, at=NOW)),
        pytest.raises(Refused, match="这份名册已经在处理了"),
    ):
        commands.want_import(good, by=secretary, at=NOW)

    assert RosterImport.objects.get(id=good).by == mine.organiser
    assert Fact.objects.get(kind="roster.import_wanted").by_id == mine.organiser.id


def test_a_roster_is_looked_through_once_and_needs_its_file(mine: Mine, act: Act, tmp_path: Path) -> None:
    secretary = act(mine.secretary)
    import_id = upload(xlsx(tmp_path / "a.xlsx", person("1", **SECTION)), mine, secretary)
    keep.file_of(import_id).unlink()

    commands.check(import_id, by=secretary, at=NOW)
    assert RosterImport.objects.get(id=import_id).state == "checked"

    row = write(import_id, secretary)
    assert (row.state, row.message) == ("failed", "上传的文件已经清理掉了，请重新上传")


def test_who_joined_between_the_plan_and_the_writing_stops_it(mine: Mine, act: Act, tmp_path: Path) -> None:
    import_id = upload(xlsx(tmp_path / "a.xlsx", person("1", **SECTION)), mine, act(mine.secretary))
    wanted = commands.want_import(import_id, by=act(mine.secretary), at=NOW)
    joins = partial(make_person, mine.company, mine.team, employee_no="1", name="先来的")

    with meanwhile("SAVEPOINT", joins, earlier=1):  # the first one is the whole command's
        commands.run_import(import_id, by=act(mine.secretary), at=NOW)

    row = RosterImport.objects.get(id=import_id)
    assert (row.state, row.message) == ("failed", commands.CHANGED_MEANWHILE)
    assert Person.objects.get(employee_no="1").name == "先来的"
    assert [fact.id for fact in Fact.objects.filter(kind__startswith="roster.import")] == [wanted.fact.id]


def taken_for_dead() -> None:
    RosterImport.objects.update(state="failed")


def joined() -> None:
    make_person(Company.objects.get(), employee_no="1", name="先来的")


@pytest.mark.parametrize(
    ("statement", "earlier", "change", "error", "message"),
    [
        ("SAVEPOINT", 1, taken_for_dead, Refused, ""),
        (NEW_IDS, 0, joined, Refused, commands.CHANGED_MEANWHILE),
        (NEW_IDS, 0, fail, OperationalError, "导入中断，没有写入任何内容"),
    ],
    ids=["taken for dead", "somebody joined", "the database is gone"],
)
def test_an_operators_import_that_is_stopped_writes_nothing_and_makes_room(
    statement: Any,
    earlier: int,
    change: Callable[[], None],
    error: type[Exception],
    message: str,
    mine: Mine,
    tmp_path: Path,
) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1", **MEMBER))
    before = picture()

    with meanwhile(statement, change, earlier=earlier), pytest.raises(error):
        take(path)

    row = last()
    assert (row.state, row.message, picture()) == ("failed", message, before)
    assert not Fact.objects.exists()
    assert counts(take(path)) == (1, 0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_an_import_that_cannot_even_say_that_it_failed_gives_way_by_its_silence(
    mine: Mine, tmp_path: Path
) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1", **MEMBER))

    with (
        meanwhile(NEW_IDS, fail),
        meanwhile('UPDATE "orgs_rosterimport"', fail),
        pytest.raises(OperationalError),
    ):
        take(path)
    assert last().state == "running"
    with pytest.raises(Refused, match="另一份名册正在写入"):
        take(path)

    os.utime(keep.folder() / f"{last().id}.progress", (0, 0))
    assert counts(take(path)) == (1, 0, 0, 0)


def test_a_roster_that_is_being_written_is_not_thrown_away_until_it_is_dead(
    mine: Mine, act: Act, tmp_path: Path
) -> None:
    secretary = act(mine.secretary)
    import_id = upload(xlsx(tmp_path / "a.xlsx", person("1", **SECTION)), mine, secretary)
    commands.want_import(import_id, by=secretary, at=NOW)

    with pytest.raises(Refused, match="正在写入，现在停不下来"):
        commands.drop_import(import_id, by=secretary, at=NOW)
    assert RosterImport.objects.get(id=import_id).state == "running"

    os.utime(keep.folder() / f"{import_id}.progress", (0, 0))
    commands.drop_import(import_id, by=secretary, at=NOW)
    commands.run_import(import_id, by=secretary, at=NOW)

    assert RosterImport.objects.get(id=import_id).state == "dropped"
    assert not Person.objects.filter(employee_no="1").exists()


def test_a_roster_that_was_written_a_moment_before_is_not_thrown_away(
    mine: Mine, act: Act, tmp_path: Path
) -> None:
    secretary = act(mine.secretary)
    import_id = upload(xlsx(tmp_path / "a.xlsx", person("1", **SECTION)), mine, secretary)

    with (
        meanwhile("SAVEPOINT", lambda: write(import_id, secretary)),
        pytest.raises(Refused, match="已经处理过"),
    ):
        commands.drop_import(import_id, by=secretary, at=NOW)

    assert (last().state, last().summary["added"]) == ("done", 1)
    assert not Fact.objects.filter(kind="roster.dropped").exists()


def test_a_roster_may_be_thrown_away(mine: Mine, act: Act, tmp_path: Path) -> None:
    secretary = act(mine.secretary)
    import_id = upload(xlsx(tmp_path / "a.xlsx", person("1", **SECTION)), mine, secretary)

    commands.drop_import(import_id, by=secretary, at=NOW)

    row = RosterImport.objects.get(id=import_id)
    assert (row.state, row.summary) == ("dropped", {})
    assert not keep.file_of(import_id).exists()
    with pytest.raises(Refused, match="已经处理过"):
        commands.want_import(import_id, by=secretary, at=NOW)
    with pytest.raises(Refused, match="已经处理过"):
        commands.drop_import(import_id, by=secretary, at=NOW)


def test_a_roster_that_nobody_writes_does_not_lie_about(mine: Mine, act: Act, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1", **SECTION))
    first = upload(path, mine, act(mine.secretary))
    second = upload(path, mine, act(mine.secretary))
    assert RosterImport.objects.get(id=first).state == "dropped"
    assert not keep.file_of(first).exists()

    assert commands.drop_stale(at=moment(11, 21, 7)) == 0
    assert commands.drop_stale(at=moment(11, 21, 8)) == 1
    assert not keep.file_of(second).exists()


# -- undo -----------------------------------------------------------------------------------


def picture() -> list[Any]:
    """Everything that an import may touch."""
    return [
        list(model.objects.order_by("id").values())  # type: ignore[attr-defined]
        for model in (Person, Unit, Placement, Link, Membership, PartyStanding, Appointment)
    ]


def mixed(folder: Path, mine: Mine) -> Path:
    li = Person.objects.get(name="李明")
    return xlsx(
        folder / "mixed.xlsx",
        person("1", "新人", **MEMBER),
        person(mine.worker.employee_no, "张伟伟", 区队="综采一区", 班组="采煤二班", 手机="13800000009"),
        person(li.employee_no, "李明", 区队="", 班组="", 政治面貌="正式党员", 转正日期="2026-10-01"),
        person(mine.other_leader.employee_no, "韩磊", 班组="采煤三班", 职务="班长"),
        person(mine.leader.employee_no, "赵建军", 状态="离职"),
    )


def last() -> RosterImport:
    return RosterImport.objects.latest("id")


def operator(mine: Mine, act: Act) -> Actor:
    office = make_person(mine.company, mine.root, name="党办", party="full")
    appoint(office, "party_office", mine.committee)
    return act(office)


def test_an_undo_gives_everything_back(mine: Mine, act: Act, tmp_path: Path) -> None:
    office = operator(mine, act)
    before = picture()
    assert counts(take(mixed(tmp_path, mine))) == (1, 3, 1, 0)
    assert picture() != before

    fact = commands.undo_import(last().id, by=office, at=NOW)

    assert picture() == before
    assert fact.kind == "roster.undone"
    assert last().state == "undone"
    with pytest.raises(Refused, match="已经撤销过"):
        commands.undo_import(last().id, by=office, at=NOW)
    assert counts(take(mixed(tmp_path, mine))) == (1, 3, 1, 0)


def test_a_company_that_a_roster_made_is_empty_again_after_the_undo(tmp_path: Path) -> None:
    take(xlsx(tmp_path / "a.xlsx", person("1", **MEMBER)), company="白石煤业", create=True)
    company = Company.objects.get()
    scope = Scope(trees=frozenset(Unit.objects.filter(parent__isnull=True).values_list("path", flat=True)))
    RosterImport.objects.create(
        company=company, filename="b", state="dropped", by=Person.objects.get(), started_at=NOW
    )

    commands.undo_import(
        RosterImport.objects.earliest("id").id,
        by=Actor(None, "运维命令", company.id, {"roster_import": scope}),
        at=NOW,
    )

    assert [len(rows) for rows in picture()] == [0] * 7
    assert set(RosterImport.objects.values_list("by", "unit")) == {(None, None)}


def test_nobody_takes_back_their_own_coming_or_while_another_is_written(
    mine: Mine, act: Act, tmp_path: Path
) -> None:
    take(mixed(tmp_path, mine))
    office = operator(mine, act)
    done, before = last(), picture()
    new = Person.objects.get(employee_no="1")
    with pytest.raises(Refused, match="您自己是这次导入进来的"):
        commands.undo_import(
            done.id, by=Actor(new.id, new.name, mine.company.id, dict(office.scopes)), at=NOW
        )

    RosterImport.objects.create(company=mine.company, filename="b", state="running", started_at=NOW)
    with pytest.raises(Refused, match="另一份名册正在写入"):
        commands.undo_import(done.id, by=office, at=NOW)

    done.refresh_from_db()
    assert (done.state, picture()) == ("done", before)
    assert not Fact.objects.filter(kind="roster.undone").exists()


def test_only_the_last_import_can_be_undone(mine: Mine, act: Act, tmp_path: Path) -> None:
    office = operator(mine, act)
    take(mixed(tmp_path, mine))
    first = last().id
    take(xlsx(tmp_path / "b.xlsx", person("8")))

    with pytest.raises(Refused, match="只能撤销最后一次导入"):
        commands.undo_import(first, by=office, at=NOW)


def test_an_undo_is_refused_when_something_was_built_on_it(mine: Mine, act: Act, tmp_path: Path) -> None:
    office = operator(mine, act)
    take(mixed(tmp_path, mine))
    before = picture()
    new = Person.objects.get(employee_no="1")

    appointment = appoint(new, "team_leader", mine.other_team)
    with pytest.raises(Refused, match="不能撤销：新增的人后来已经有了任职"):
        commands.undo_import(last().id, by=office, at=NOW)
    appointment.delete()

    unit = make_unit(mine.company, "team", Unit.objects.get(name="综采二区"))
    with pytest.raises(Refused, match="不能撤销：新建的单位后来已经有了"):
        commands.undo_import(last().id, by=office, at=NOW)
    Placement.objects.filter(unit=unit).delete()
    unit.delete()

    Person.objects.filter(id=mine.worker.id).update(phone="13900000000")
    with pytest.raises(Refused, match="导入以后，有人又改过这些人"):
        commands.undo_import(last().id, by=office, at=NOW)
    Person.objects.filter(id=mine.worker.id).update(phone="13800000009")

    assert picture() == before
    commands.undo_import(last().id, by=office, at=NOW)


def test_the_header_of_these_tests_is_known() -> None:
    assert len(HEADER) == 15
