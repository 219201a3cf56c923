"""What versions differ in, and what packs would cost."""

from datetime import date

import pytest

from tests.regimes.specs import ANSWER, CLOSE, case, duty, pack, record
from tongxin.kernel.workdays import Calendar, noticed_days
from tongxin.regimes.conditions import UnitFacts
from tongxin.regimes.diff import diff
from tongxin.regimes.schema.post import PostSpec
from tongxin.regimes.simulate import Place, simulate

CALENDAR = Calendar({day.day: str(day.kind) for day in noticed_days()})
SINCE = date(2026, 12, 1)
SECRETARY = PostSpec(
    key="branch_secretary", title="支部书记", line="party", units=("branch",), minutes_a_week=20
)
LEADER = PostSpec(
    key="team_leader", title="班组长", line="administration", units=("team",), minutes_a_week=30
)
POSTS = {post.key: post for post in (SECRETARY, LEADER)}


@pytest.mark.row("BY-6")
def test_two_versions_are_compared_in_words_and_minutes() -> None:
    old = pack(duty(), duty(key="dropped_one", title="学习心得", every="week", minutes=10))
    new = pack(
        duty(every="half_month", grace_days=2),
        duty(key="added_one", title="联系班组", every="week", minutes=15),
        records=(record(title="支委会议"), record(key="other_meeting", title="新会")),
    )
    found = diff(old, new, since=SINCE, calendar=CALENDAR)

    assert [(one.how, one.title, round(one.minutes)) for one in found.duties] == [
        ("added", "联系班组", 15),
        ("dropped", "学习心得", -10),
        ("changed", "支委会每月一次", 14),
    ]
    assert found.duties[2].words == ("次数：每月 → 每半月", "宽限：0 天 → 2 天")
    assert found.records == ("记录“支委会议”有改动", "新增记录“新会”")
    assert found.count("added") == 1


def test_every_change_of_a_duty_is_said() -> None:
    changed = duty(
        title="支委会", minutes=30, strength="usual", due_day=5, applies_if={"full_members_at_least": 7},
        met_by=[{"record": "meeting", "owner": "chair"}], escalate=[{"after_days": 1, "to": "committee_secretary"}],
        basis={"document": "新办法", "clause": "一"}, owed_by={"post": "deputy_secretary", "unit": "branch"},
    )  # fmt: skip
    words = diff(pack(duty()), pack(changed), since=SINCE, calendar=CALENDAR).duties[0].words

    assert [word.split("：", maxsplit=1)[0] for word in words] == [
        "期限", "每次用时", "强度", "谁做", "依据", "名称", "怎样算做到", "在什么情况下要做有变化", "逾期后提醒谁有变化",
    ]  # fmt: skip


def test_who_owes_it_and_when_it_is_due_are_said_in_words() -> None:
    def words(before: dict[str, object], after: dict[str, object]) -> tuple[str, ...]:
        return diff(pack(duty(**before)), pack(duty(**after)), since=SINCE, calendar=CALENDAR).duties[0].words

    joint = {"owed_by": {"post": "branch_secretary", "unit": "branch", "or_units": ["joint_branch"]}}
    assert words({}, joint) == ("哪些单位要做有变化",)
    assert words({"due_after_days": 3}, {"due_after_days": 5}) == ("期限：期满后 3 天内 → 期满后 5 天内",)
    shift = {"every": "shift", "minutes_after_start": 30}
    assert words({"every": "shift"}, shift) == ("期限：上班后 60 分钟内 → 上班后 30 分钟内",)


def test_records_that_are_gone_are_named() -> None:
    old = pack(duty(), records=(record(), record(key="other_meeting", title="旧会")))

    assert diff(old, pack(duty()), since=SINCE, calendar=CALENDAR).records == ("取消记录“旧会”",)


def test_other_words_and_states_of_a_kind_are_named() -> None:
    states = case().model_dump()["states"]
    less = case(states={key: state for key, state in states.items() if key != "told"}, moves=[
        one for one in (ANSWER, CLOSE) if one.get("target") != "told"
    ])  # fmt: skip
    said = diff(pack(cases=(case(),)), pack(cases=(less,)), since=SINCE, calendar=CALENDAR).cases
    only = diff(
        pack(cases=(case(),)), pack(cases=(case(opening_hint="慢慢写"),)), since=SINCE, calendar=CALENDAR
    )

    assert any("没有“" in words and "这个状态了" in words for words in said)
    assert only.cases == ("流程“诉求”有改动",)


def test_kinds_of_case_that_came_went_or_are_done_in_another_way_are_named() -> None:
    old = pack(cases=(case(), case(key="old", title="旧流程")))
    moved = case(moves=[ANSWER | {"due": {"within": {"days": 5}}}, CLOSE])
    new = pack(cases=(moved, case(key="new", title="新流程")))

    assert diff(old, new, since=SINCE, calendar=CALENDAR).cases == (
        "流程“诉求”有改动：少了一步“要求重办”；“答复”这一步有改动",
        "新增流程“新流程”",
        "取消流程“旧流程”",
    )


def test_a_pack_is_the_same_as_itself() -> None:
    assert diff(pack(duty()), pack(duty()), since=SINCE, calendar=CALENDAR).is_empty


def test_minutes_are_counted_for_the_busiest_holder() -> None:
    spec = pack(
        duty(key="each_shift", owed_by={"post": "team_leader", "unit": "team"}, every="shift", minutes=6)
    )
    teams = [
        Place(1, "team", "采煤一班", holders={"team_leader": 1}, shifts_a_week=7),
        Place(2, "team", "采煤二班", holders={"team_leader": 1}, shifts_a_week=3.5),
        Place(3, "section", "综采一区"),
    ]
    found = simulate([(spec, teams)], POSTS, since=SINCE, weeks=4, calendar=CALENDAR)
    [load] = found.posts

    assert (load.title, load.units, load.holders, load.most, load.busiest) == ("班组长", 2, 2, 42, "采煤一班")
    assert (load.over, load.left, load.tone) == (12, 0, "bad")
    assert load.duties[0].items == 28 + 14
    assert found.over == (load,)


def test_a_monthly_duty_is_spread_over_the_year_and_its_items_are_counted_in_the_weeks() -> None:
    branch = Place(1, "branch", "一支部", holders={"branch_secretary": 1})
    found = simulate([(pack(duty()), [branch])], POSTS, since=SINCE, weeks=5, calendar=CALENDAR)

    assert round(found.posts[0].most, 1) == 13.8  # 12 of 60 minutes in 52 weeks
    assert found.items == 1
    assert found.posts[0].tone == "ok"


@pytest.mark.parametrize(
    ("since", "given", "first", "items"),
    [
        (date(2026, 12, 1), {}, "2026-12-31", 1),
        (date(2026, 12, 28), {}, "2027-01-31", 1),
        (date(2026, 12, 28), {"every": "year"}, "2027-12-31", 0),
        (date(2026, 1, 2), {"every": "year"}, "2026-12-31", 0),
        (date(2026, 12, 31), {"every": "workday"}, "2026-12-31", 24),
        (date(2027, 1, 2), {"every": "workday"}, "2027-01-04（暂算）", 24),
        (date(2026, 12, 1), {"every": "shift"}, "每班", 0),
    ],
)
def test_the_first_due_day_after_adoption_is_said(
    since: date, given: dict[str, object], first: str, items: int
) -> None:
    branch = Place(1, "branch", "一支部", holders={"branch_secretary": 1})
    found = simulate([(pack(duty(**given)), [branch])], POSTS, since=since, weeks=5, calendar=CALENDAR)

    [load] = found.posts[0].duties
    assert (load.first_due_words, load.items) == (first, items)


def test_what_is_followed_already_goes_on_with_its_running_period() -> None:
    branch = Place(1, "branch", "一支部", holders={"branch_secretary": 1})
    found = simulate([(pack(duty()), [branch])], POSTS, since=date(2026, 12, 28), weeks=1, calendar=CALENDAR,
                     starts=[date(2020, 1, 1)])  # fmt: skip

    [load] = found.posts[0].duties
    assert (load.first_due_words, load.items) == ("2026-12-31", 1)


def test_a_duty_counts_only_where_its_condition_holds() -> None:
    spec = pack(duty(applies_if={"full_members_at_least": 7}))
    small = Place(1, "branch", "小支部", UnitFacts(full_members=6))
    large = Place(2, "branch", "大支部", UnitFacts(full_members=7))
    found = simulate([(spec, [small, large])], POSTS, since=SINCE, weeks=4, calendar=CALENDAR)

    assert [gap.unit for gap in found.vacancies] == ["大支部"]
    assert found.posts[0].units == 1


def test_what_each_holder_owes_is_counted_for_each() -> None:
    spec = pack(
        duty(every="week", owed_by={"post": "branch_secretary", "unit": "branch", "each_holder": True})
    )
    branch = Place(1, "branch", "一支部", holders={"branch_secretary": 2})
    found = simulate([(spec, [branch])], POSTS, since=date(2026, 11, 30), weeks=4, calendar=CALENDAR)

    assert found.items == 8
    assert found.posts[0].most == 60


def test_vacant_posts_and_teams_without_shifts_are_named() -> None:
    spec = pack(duty(key="each_shift", owed_by={"post": "team_leader", "unit": "team"}, every="shift"))
    found = simulate([(spec, [Place(1, "team", "运输班")])], POSTS, since=SINCE, weeks=4, calendar=CALENDAR)

    assert [(gap.unit, gap.title, gap.duties) for gap in found.vacancies] == [
        ("运输班", "班组长", ("支委会每月一次",))
    ]
    assert found.without_shifts == ("运输班",)
