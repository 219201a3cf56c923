"""Hazards, root causes, violations, incidents and direct reports, walked with the pack as it is shipped."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from tests.clock import NOW, moment
from tests.duties.world import nobody
from tests.factories import adopt, appoint, make_person
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Making, Opening, climb_overdue, move_by_code, move_case, open_case
from tongxin.cases.models import Case, Part
from tongxin.cases.queries import Asked, cases_seen_by, list_cases, view_by_code, view_case
from tongxin.duties.commands import raise_duties
from tongxin.duties.models import DutyItem
from tongxin.duties.queries import view_board
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Appointment, Person
from tongxin.regimes.load import library

WHAT = {"what": "护栏松了", "place": "三号皮带机尾", "category": "machine"}
NOBODY = Actor(None, "", None)


@dataclass(frozen=True)
class Pit:
    """The mine with its safety people: two of the office, a leader, a volunteer of the union."""

    mine: Mine
    safety: Person
    second: Person
    head: Person
    watcher: Person

    def open(self, kind: str, given: dict[str, Any], by: Person, at: datetime = NOW, **more: Any) -> Case:
        opening = Opening(kind, self.mine.team.id, given, **more)
        return Case.objects.get(id=open_case(opening, by=acting(by, at), at=at).case_id)

    def hazard(self, by: Person | None = None, at: datetime = NOW, **given: Any) -> Case:
        return self.open("hazard", {**WHAT, **given}, by or self.mine.worker, at)


def acting(person: Person, at: datetime = NOW) -> Actor:
    return actor_of(person.id, at=at)


def move(case: Case, key: str, by: Person, at: datetime = NOW, late: str = "", **given: Any) -> Case:
    move_case(case.id, Making(key, given, late_reason=late), by=acting(by, at), at=at)
    case.refresh_from_db()
    return case


def five_points(rectifier: Person, day: str = "2026-11-25") -> dict[str, Any]:
    return {
        "rectifier": [rectifier.id], "measures": ["换护栏"], "funds": 300, "fix_by": day, "emergency": "停机撤人",
    }  # fmt: skip


def make_pit(mine: Mine, *more: str) -> Pit:
    """`more`: packs that are in force beside that of safety."""
    adopt(mine.root, "kq-safety", *more)
    safety, second, head, watcher = (
        make_person(mine.company, mine.root, name="孙安全"),
        make_person(mine.company, mine.root, name="郑安全"),
        make_person(mine.company, mine.root, name="吴矿长"),
        make_person(mine.company, mine.other_team, name="冯监督"),
    )
    appoint(safety, "safety_office", mine.root)
    appoint(second, "safety_office", mine.root)
    appoint(head, "mine_leader", mine.root)
    appoint(watcher, "safety_supervisor", mine.team)
    return Pit(mine, safety, second, head, watcher)


@pytest.fixture
def pit(mine: Mine) -> Pit:
    return make_pit(mine)


@pytest.mark.row("KQ-5")
def test_a_hazard_goes_from_three_fields_to_closed_by_other_hands(pit: Pit) -> None:
    mine = pit.mine
    case = pit.hazard()
    assert (case.state, case.title, case.due_at) == ("reported", "护栏松了", NOW + timedelta(hours=24))
    assert Part.objects.get(case=case, role="owner").person == mine.chief

    move(case, "verify", pit.watcher)
    move(case, "grade", mine.chief, grade="general", risk="yellow")
    move(case, "assign", mine.chief, **five_points(mine.leader))
    assert case.due_at == moment(11, 25, 23, 59)
    move(case, "submit", mine.leader, done_what="换了新护栏", spent=260)
    with pytest.raises(NotAllowed, match="要由另一个人来办"):
        move(case, "accept", mine.leader, result="牢了")
    move(case, "accept", mine.instructor, result="新护栏，晃不动")

    assert (case.state, case.ended_at, case.keep_until) == ("closed", NOW, date(2029, 11, 20))
    told = view_case(case.id, viewer=acting(mine.worker), at=NOW)
    assert [one.value for one in told.deeds[-1].fields] == ["新护栏，晃不动"]


@pytest.mark.row("KQ-5")
def test_neither_who_found_it_nor_who_fixed_it_accepts_it(pit: Pit) -> None:
    case = pit.hazard(by=pit.watcher)
    move(case, "verify_and_assign", pit.mine.chief, grade="general", **five_points(pit.mine.leader))
    move(case, "submit", pit.mine.leader, done_what="换了")

    with pytest.raises(NotAllowed, match="提出人不能办“验收销号”"):
        move(case, "accept", pit.watcher, result="牢了")
    with pytest.raises(NotAllowed, match="“报整改完成”是您办的"):
        move(case, "send_back", pit.mine.leader, why="不好", fix_by="2026-11-26")
    move(case, "send_back", pit.watcher, why="还有一根松", fix_by="2026-11-26")

    assert (case.state, case.due_at) == ("rectifying", moment(11, 26, 23, 59))


@pytest.mark.row("KQ-5")
@pytest.mark.parametrize("lacking", ["rectifier", "measures", "funds", "fix_by", "emergency"])
def test_each_of_the_five_points_is_asked_for(pit: Pit, lacking: str) -> None:
    case = move(pit.hazard(), "verify", pit.mine.leader)
    move(case, "grade", pit.mine.chief, grade="general")
    given = {key: value for key, value in five_points(pit.mine.leader).items() if key != lacking}

    with pytest.raises(Invalid) as refused:
        move(case, "assign", pit.mine.chief, **given)

    assert list(refused.value.fields) == [lacking]


@pytest.mark.row("KQ-5")
def test_what_is_fixed_on_the_spot_is_seen_by_a_second_person(pit: Pit) -> None:
    mine = pit.mine
    case = pit.hazard(by=mine.worker, category="people", what="工具没有放回架子")
    with pytest.raises(Refused, match="确认人和提出人不能是同一个人"):
        move(case, "fix_on_spot", mine.worker, result="放回去了", witness=[mine.worker.id])
    mate = make_person(mine.company, mine.team, name="马工")
    move(case, "fix_on_spot", mine.worker, result="放回去了", witness=[mate.id])

    assert view_case(case.id, viewer=acting(mine.worker), at=NOW).moves == []
    with pytest.raises(NotAllowed):
        move(case, "confirm_spot", mine.worker)
    move(case, "confirm_spot", mate)

    assert (case.state, case.ended_at) == ("closed", NOW)


PLAN = {
    "goal": "稳住顶板", "measures": ["补打锚索"], "funds": 90000, "materials": "锚索", "bodies": "综采一区",
    "fix_by": "2026-11-30", "emergency": "撤人路线", "cause": "离层", "harm": "冒顶",
}  # fmt: skip


def major(pit: Pit) -> Case:
    """Stopped, verified, and graded as major."""
    case = pit.hazard(what="顶板离层", place="二一〇五工作面", category="environment")
    move(case, "stop_area", pit.mine.leader, stopped_area="二一〇五工作面")
    move(case, "verify", pit.mine.leader)
    return move(case, "grade", pit.mine.chief, grade="major", risk="red")


@pytest.mark.row("KQ-5")
def test_a_major_hazard_needs_a_plan_of_six_parts_that_the_leader_approves(pit: Pit) -> None:
    mine, case = pit.mine, major(pit)
    view = view_case(case.id, viewer=acting(mine.chief), at=NOW)
    assert (view.stops_area, [one.key for one in view.moves]) == (True, ["plan"])

    with pytest.raises(Invalid) as refused:
        move(case, "plan", mine.chief, **{key: PLAN[key] for key in ("goal", "cause", "harm")})
    assert sorted(refused.value.fields) == ["bodies", "emergency", "fix_by", "funds", "materials", "measures"]
    move(case, "plan", mine.chief, **PLAN)
    with pytest.raises(NotAllowed, match="不由您来办"):
        move(case, "approve_plan", pit.safety, supervised_by="公司安监部")
    move(case, "approve_plan", pit.head, supervised_by="公司安监部")
    with pytest.raises(Refused, match="整改期间怎么保护人"):
        move(case, "assign_major", mine.chief, rectifier=[mine.leader.id])
    move(case, "assign_major", mine.chief, rectifier=[mine.leader.id], interim="撤人、拉警戒")
    with pytest.raises(Refused, match="“级别”要是一般，现在是重大"):
        move(case, "resume_area", pit.head, safe_now="稳了")

    assert (case.state, case.due_move, case.due_at) == ("rectifying", "inform", moment(11, 23, 23, 59))


def rectified(pit: Pit) -> Case:
    case = move(major(pit), "plan", pit.mine.chief, **PLAN)
    move(case, "approve_plan", pit.head, supervised_by="公司安监部")
    move(case, "assign_major", pit.mine.chief, rectifier=[pit.mine.leader.id], interim="撤人、拉警戒")
    return move(case, "submit", pit.mine.leader, done_what="补打了锚索")


@pytest.mark.row("KQ-5")
def test_a_major_hazard_is_closed_by_the_leader_after_a_check_on_site_within_ten_days(pit: Pit) -> None:
    case = rectified(pit)
    with pytest.raises(Refused, match="“级别”要是一般"):
        move(case, "accept", pit.mine.instructor, result="稳了")
    move(case, "evaluate", pit.safety, evaluation="不再发展")
    with pytest.raises(Refused, match="要先做“告知职工”（安全生产法第四十一条）"):
        move(case, "accept_major", pit.head, request="申请恢复生产")
    move(case, "inform", pit.mine.leader, told_how=["pre_shift", "board"], told_on="2026-11-20")
    assert (case.due_move, case.due_at) == ("report_up", moment(11, 23, 23, 59))
    move(case, "report_up", pit.safety, reported_to="县应急管理局", reported_on="2026-11-20")
    move(case, "accept_major", pit.head, request="申请恢复生产")
    assert (case.due_move, case.due_at) == ("check_on_site", moment(11, 30, 23, 59))
    move(case, "check_on_site", pit.safety, checked_by="矿山安全监察处", result="合格")
    move(case, "tell_congress", pit.mine.chief, congress_on="2026-11-20")
    with pytest.raises(Refused, match="先办恢复作业"):
        move(case, "take_off", pit.safety)
    move(case, "resume_after_check", pit.head, safe_now="核查合格")
    move(case, "take_off", pit.safety)

    assert (case.state, case.keep_until) == ("closed", date(2036, 11, 20))


def sent_out(pit: Pit, kind: str) -> tuple[Case, dict[str, Any]]:
    """Something with a day and one who does it, and how they are named anew."""
    mine = pit.mine
    if kind == "hazard":
        fields = five_points(mine.leader)
        case = move(pit.hazard(), "verify_and_assign", mine.chief, grade="general", **fields)
        return case, {"rectifier": [mine.instructor.id], "fix_by": "2026-11-27"}
    if kind == "corrective":
        given = {"what": "加防松垫", "act_by": "2026-11-25", "who": [mine.leader.id]}
        return pit.open("corrective", given, mine.chief), {
            "who": [mine.instructor.id],
            "act_by": "2026-11-27",
        }
    given = {"hurt": 0, "cause": "挡板缺一块", "measures": ["补"], "doer": [mine.leader.id]}
    told = {"what": "矸石掉下来", "place": "二部溜子", "day": "2026-11-20", "harm": "near_miss"}
    case = move(
        pit.open("incident", told, mine.worker), "look_into", mine.chief, act_by="2026-11-25", **given
    )
    return case, {"doer": [mine.instructor.id], "act_by": "2026-11-27"}


@pytest.mark.row("KQ-5", "KQ-7", "KQ-6")
@pytest.mark.parametrize("kind", ["hazard", "corrective", "incident"])
def test_where_whoever_was_to_do_it_is_gone_another_does_it(pit: Pit, kind: str) -> None:
    mine = pit.mine
    case, anew = sent_out(pit, kind)
    finish = "submit" if kind == "hazard" else "finish"
    Appointment.objects.filter(person=mine.leader).update(ends_date=date(2026, 11, 1))

    with pytest.raises((NotAllowed, NotFound)):
        move(case, "reassign", mine.worker, other_why="已经调走", **anew)
    with pytest.raises(Invalid) as refused:
        move(case, "reassign", mine.chief, **anew)
    assert list(refused.value.fields) == ["other_why"]
    move(case, "reassign", mine.chief, other_why="已经调走", **anew)
    move(case, "reassign", pit.safety, other_why="先前的写错了日子", **anew)
    assert (case.due_move, case.due_at) == (finish, moment(11, 27, 23, 59))
    with pytest.raises((NotAllowed, NotFound)):
        move(case, finish, mine.leader, done_what="办了")
    move(case, finish, mine.instructor, done_what="办了")

    assert case.state in ("submitted", "done")


@pytest.mark.row("KQ-5", "KQ-7", "KQ-6")
@pytest.mark.parametrize("kind", ["hazard", "corrective", "incident"])
def test_a_day_is_moved_by_another_with_a_reason_and_stays_late_where_it_was(pit: Pit, kind: str) -> None:
    mine = pit.mine
    case, anew = sent_out(pit, kind)
    day = {key: value for key, value in anew.items() if key in ("fix_by", "act_by")}
    with pytest.raises(Invalid):
        move(case, "extend", mine.chief, **day)
    with pytest.raises(NotAllowed):
        move(case, "extend", mine.leader, longer_why="等配件", **day)

    late = NOW + timedelta(days=6)
    move(case, "extend", mine.chief, at=late, longer_why="等配件", **day)

    assert case.due_at == moment(11, 27, 23, 59)
    deeds = view_case(case.id, viewer=acting(mine.chief), at=late).deeds
    assert [deed.late_days for deed in deeds][-1] == 1


@pytest.mark.row("KQ-5")
def test_the_day_of_a_major_one_is_moved_by_the_leader_alone(pit: Pit) -> None:
    case = move(major(pit), "plan", pit.mine.chief, **PLAN)
    move(case, "approve_plan", pit.head, supervised_by="公司安监部")
    move(case, "assign_major", pit.mine.chief, rectifier=[pit.mine.leader.id], interim="撤人")
    day = {"fix_by": "2026-12-05", "longer_why": "锚索还没有到货"}

    with pytest.raises(Refused, match="“级别”要是一般"):
        move(case, "extend", pit.mine.chief, **day)
    with pytest.raises(NotAllowed):
        move(case, "extend_major", pit.mine.chief, **day)
    move(case, "extend_major", pit.head, **day)

    assert case.data["fix_by"] == "2026-12-05"


@pytest.mark.row("KQ-5")
def test_the_leader_writes_no_plan_that_only_the_leader_can_approve(pit: Pit) -> None:
    with pytest.raises(NotAllowed, match="“定治理方案”不由您来办"):
        move(major(pit), "plan", pit.head, **PLAN)


@pytest.mark.row("KQ-5")
def test_a_wrong_grade_is_put_right_by_those_above_and_the_place_is_freed(pit: Pit) -> None:
    case = major(pit)
    given = {"grade": "general", "regrade_why": "量过，没有离层"}
    with pytest.raises(Refused, match="“级别”要是一般"):
        move(case, "resume_area", pit.mine.chief, safe_now="稳了")
    with pytest.raises(NotAllowed):
        move(case, "regrade", pit.mine.chief, **given)

    move(case, "regrade", pit.safety, **given)
    move(case, "resume_area", pit.mine.chief, safe_now="量过，没有离层")
    move(case, "assign", pit.mine.chief, **five_points(pit.mine.leader))
    move(case, "submit", pit.mine.leader, done_what="补了一根")
    move(case, "accept", pit.mine.instructor, result="好了")

    assert (case.state, case.keep_until) == ("closed", date(2029, 11, 20))


@pytest.mark.row("KQ-5")
def test_what_is_general_when_a_major_one_comes_back_can_be_freed(pit: Pit) -> None:
    """Stopped again after it was reopened: what it was graded the first time counts no more."""
    case = closed_major(pit)
    move(case, "reopen", pit.mine.instructor, again="掉了一小块")
    move(case, "stop_area", pit.mine.leader, stopped_area="二一〇五工作面")
    with pytest.raises(Refused, match="“级别”要是一般"):
        move(case, "resume_area", pit.head, safe_now="稳了")
    move(case, "verify", pit.mine.leader)
    move(case, "grade", pit.mine.chief, grade="general")
    move(case, "resume_area", pit.head, safe_now="敲过顶，稳了")

    assert view_case(case.id, viewer=acting(pit.head), at=NOW).stops_area is False


@pytest.mark.row("KQ-5")
def test_a_major_one_that_comes_back_is_told_again(pit: Pit) -> None:
    case = closed_major(pit)
    move(case, "reopen", pit.mine.instructor, again="又离层了")
    move(case, "verify", pit.mine.leader)
    move(case, "grade", pit.mine.chief, grade="major")
    move(case, "plan", pit.mine.chief, **PLAN)

    offered = {one.key for one in view_case(case.id, viewer=acting(pit.safety), at=NOW).moves}

    assert {"inform", "report_up", "tell_congress"} <= offered


def checked_major(pit: Pit) -> Case:
    case = rectified(pit)
    move(case, "evaluate", pit.safety, evaluation="不再发展")
    move(case, "inform", pit.mine.leader, told_how=["board"], told_on="2026-11-20")
    move(case, "accept_major", pit.head, request="申请恢复生产")
    move(case, "check_on_site", pit.safety, checked_by="矿山安全监察处", result="合格")
    return move(case, "resume_after_check", pit.head, safe_now="核查合格")


def closed_major(pit: Pit) -> Case:
    case = checked_major(pit)
    move(case, "report_up", pit.safety, reported_to="县应急管理局", reported_on="2026-11-20")
    move(case, "tell_congress", pit.head, congress_on="2026-11-20")
    return move(case, "take_off", pit.safety)


@pytest.mark.row("KQ-5")
def test_a_major_one_is_closed_once_regulator_and_workers_congress_were_told(pit: Pit) -> None:
    """HZ-02: both are told, and neither stands for the other."""
    case = checked_major(pit)
    with pytest.raises(Refused) as refused:
        move(case, "take_off", pit.safety)
    assert refused.value.details["hindrances"] == [
        "要先做“报告监管部门”（安全生产法第四十一条）",
        "要先做“报告职工大会或职代会”（安全生产法第四十一条）",
    ]
    with pytest.raises(NotAllowed):
        move(case, "report_up", pit.mine.chief, reported_to="县应急管理局", reported_on="2026-11-20")

    move(case, "report_up", pit.safety, reported_to="县应急管理局", reported_on="2026-11-20")
    with pytest.raises(Refused, match="职工大会或职代会"):
        move(case, "take_off", pit.safety)
    move(case, "tell_congress", pit.head, congress_on="2026-11-20")
    move(case, "take_off", pit.safety)

    assert case.state == "closed"


@pytest.mark.row("KQ-5")
def test_what_was_stopped_before_it_was_graded_is_freed_by_who_did_not_mend_it(pit: Pit) -> None:
    case = pit.hazard()
    move(case, "stop_area", pit.mine.leader, stopped_area="三号皮带")
    move(case, "fix_on_spot", pit.mine.chief, result="拧紧了", witness=[pit.mine.leader.id])
    with pytest.raises(NotAllowed, match="要由另一个人来办"):
        move(case, "resume_ungraded", pit.mine.chief, safe_now="牢了")
    move(case, "resume_ungraded", pit.safety, safe_now="晃不动")
    move(case, "confirm_spot", pit.mine.leader)

    assert case.state == "closed"


@pytest.mark.row("KQ-7")
@pytest.mark.parametrize("kind", ["corrective", "root_cause"])
def test_what_follows_from_a_hazard_is_kept_as_long_as_a_major_one(kind: str) -> None:
    spec = library(settings.PACKS_DIR)["kq-safety"].case(kind)
    assert spec is not None
    assert (spec.keep.whole.unit, spec.keep.whole.count) == ("years", 10)


def test_nobody_is_asked_to_write_about_a_family() -> None:
    pack = library(settings.PACKS_DIR)["kq-safety"]
    told = {kind: pack.case(kind).fields["what"].never for kind in ("hazard", "direct_report")}  # type: ignore[union-attr]
    assert told == {"hazard": "人名、谁家里的事", "direct_report": "病名、收入欠款、家里人怎么了，这些当面说"}


@pytest.mark.row("KQ-5")
def test_overdue_climbs_one_level_a_day_and_each_level_sees_it(pit: Pit) -> None:
    case = pit.hazard()
    due = NOW + timedelta(hours=24)

    rungs = []
    for days in (1, 2, 3):
        climb_overdue(at=due + timedelta(days=days))
        case.refresh_from_db()
        told = Part.objects.filter(case=case, role="climbed").values_list("person__name", flat=True)
        rungs.append((case.rung, sorted(told)))

    assert rungs == [
        (1, ["胡永胜"]),
        (2, ["孙安全", "胡永胜", "郑安全"]),
        (3, ["吴矿长", "孙安全", "胡永胜", "郑安全"]),
    ]
    assert (
        list_cases(Asked(standing="overdue"), viewer=acting(pit.head), at=due + timedelta(days=3))
        .lines[0]
        .rung
        == 3
    )


@pytest.mark.row("KQ-5")
def test_who_reports_without_a_name_follows_it_by_code_and_opens_it_again(pit: Pit) -> None:
    opening = Opening("hazard", pit.mine.team.id, WHAT, anonymous=True)
    opened = open_case(opening, by=acting(pit.mine.worker), at=NOW)
    case = Case.objects.get(id=opened.case_id)
    assert (case.opened_by, Part.objects.filter(case=case, person=pit.mine.worker).exists()) == (None, False)

    move(case, "not_hazard", pit.mine.chief, answer="去看过，是新装的活动护栏")
    seen = view_by_code(opened.code, viewer=NOBODY, at=NOW)
    assert [one.value for one in seen.deeds[-1].fields] == ["去看过，是新装的活动护栏"]
    assert [one.key for one in seen.moves] == ["reopen"]

    move_by_code(Making("reopen", {"again": "今天掉下来一根"}, code=opened.code), by=NOBODY, at=NOW)

    case.refresh_from_db()
    assert (case.state, case.ended_at) == ("reopened", None)


@pytest.mark.row("KQ-5")
def test_a_report_takes_nothing_from_the_team_of_whoever_reports(pit: Pit) -> None:
    mine = pit.mine
    adopt(mine.root, "party-branch-2018", "sz", "db")
    raise_duties(company_id=mine.company.id, day=NOW.date(), by=nobody(mine.root), at=NOW)

    def figures() -> Any:
        rows = view_board(viewer=acting(mine.secretary), at=NOW, span="month", unit_id=None).rows
        items = DutyItem.objects.filter(company=mine.company).order_by("id")
        return [(row.name, row.need, row.count) for row in rows], list(items.values_list("id", "met_at"))

    before = figures()
    for place in ("三号皮带", "四号皮带", "五号皮带"):
        pit.hazard(place=place)

    assert figures() == before


@pytest.mark.row("KQ-7", "KQ-5")
def test_what_comes_back_within_a_month_opens_a_root_cause_analysis_once(pit: Pit) -> None:
    first = pit.hazard(at=NOW - timedelta(days=60))
    second = pit.hazard(at=NOW - timedelta(days=20))
    third, fourth = pit.hazard(place="三号皮带 机尾"), pit.hazard()

    assert (second.recurs, third.recurs, fourth.recurs) == (None, second, third)
    assert first.recurs is None
    analysis = Case.objects.get(kind="root_cause")
    assert (analysis.origin, analysis.title, analysis.data["place"]) == (third, "护栏松了", "三号皮带 机尾")
    assert Part.objects.get(case=analysis, role="owner").person == pit.mine.chief


@pytest.mark.row("KQ-7")
def test_a_root_cause_has_actions_with_owners_and_its_effect_is_looked_at_later(pit: Pit) -> None:
    mine, chief = pit.mine, pit.mine.chief
    case = pit.open("root_cause", {"what": "护栏又松了"}, chief)
    whys = ["振动大", "螺栓没有防松", "标准没有写", "编标准没有问现场", "没有评审"]
    with pytest.raises(Refused, match="至少写 5 条，现在 2 条"):
        move(case, "analyse", chief, whys=whys[:2], root="没有评审", procedure="标准编写流程")
    move(case, "analyse", chief, whys=whys, root="没有评审", procedure="标准编写流程")
    for text, doer, day in (
        ("加防松垫", mine.leader, "2026-11-25"),
        ("改标准", mine.organiser, "2026-12-01"),
    ):
        move(case, "act", chief, measure=text, doer=[doer.id], act_by=day)
    actions = list(Case.objects.filter(origin=case).order_by("id"))
    assert [(one.title, one.due_at) for one in actions] == [
        ("加防松垫", moment(11, 25, 23, 59)),
        ("改标准", moment(12, 1, 23, 59)),
    ]
    with pytest.raises(Refused, match="还有 2 件没有办完"):
        move(case, "all_done", chief)

    for one, doer in zip(actions, (mine.leader, mine.organiser), strict=True):
        move(one, "finish", doer, done_what="办了")
        with pytest.raises(NotAllowed):
            move(one, "confirm", doer)
        move(one, "confirm", pit.safety)
    move(case, "all_done", chief)

    soon, later = NOW + timedelta(days=80), NOW + timedelta(days=95)
    with pytest.raises(Refused, match="最早 2027-02-20"):
        move(case, "effective", pit.safety, at=soon, seen="没有再松")
    with pytest.raises(NotAllowed, match="要由另一个人来办"):
        move(case, "effective", chief, at=later, seen="没有再松")
    move(case, "not_effective", pit.safety, at=later, seen="又松了一次")

    assert (case.state, case.ended_at) == ("open", None)


VIOLATION = {
    "act": "没有停机就清煤", "sort": "operation", "rule": "皮带操作规程第七条", "place": "三号皮带",
    "day": "2026-11-20", "severity": "ordinary",
}  # fmt: skip


def violation(pit: Pit, by: Person) -> Case:
    return pit.open("violation", {**VIOLATION, "worker": [pit.mine.worker.id]}, by)


@pytest.mark.row("KQ-6")
def test_nothing_is_decided_before_the_worker_has_spoken_or_let_three_days_go(pit: Pit) -> None:
    case = violation(pit, pit.watcher)
    decided = {"severity": "ordinary", "finding": "停机牌没有挂"}
    with pytest.raises(Refused, match="还在等“本人陈述”"):
        move(case, "decide", pit.mine.chief, **decided)
    with pytest.raises(NotAllowed, match="不由您来办"):
        move(case, "say", pit.mine.chief, statement="他说的", own_words=True)

    move(case, "say", pit.mine.worker, statement="当时以为停了", own_words=True)
    move(case, "decide", pit.mine.chief, **decided)
    other = violation(pit, pit.watcher)
    move(other, "decide", pit.mine.chief, at=NOW + timedelta(days=4), **decided)

    assert (case.state, other.state) == ("decided", "decided")
    mine_view = view_case(case.id, viewer=acting(pit.mine.worker), at=NOW)
    assert mine_view.full
    assert [deed.title for deed in mine_view.deeds] == ["提出", "本人陈述", "认定"]


@pytest.mark.row("KQ-6")
def test_an_objection_is_decided_by_somebody_else(pit: Pit) -> None:
    case = violation(pit, pit.watcher)
    move(case, "say", pit.mine.worker, statement="牌子被人摘了", own_words=True)
    move(case, "hand_over", pit.mine.chief)
    move(case, "decide", pit.safety, severity="ordinary", finding="看到")
    move(case, "object", pit.mine.worker, objection="查一下是谁摘的")

    with pytest.raises(NotAllowed, match="“认定”是您办的，“复核撤销”要由另一个人来办"):
        move(case, "overturn", pit.safety, answer="维持")
    move(case, "overturn", pit.second, answer="录像里牌子是别人摘的，不成立")

    assert (case.state, case.ended_at) == ("dismissed", NOW)


@pytest.mark.row("KQ-6")
def test_where_one_safety_officer_decided_the_leader_reviews(pit: Pit) -> None:
    Appointment.objects.filter(person=pit.second).update(ends_date=date(2026, 11, 1))
    case = violation(pit, pit.watcher)
    move(case, "say", pit.mine.worker, statement="牌子被人摘了", own_words=True)
    move(case, "hand_over", pit.mine.chief)
    move(case, "decide", pit.safety, severity="ordinary", finding="看到")
    move(case, "object", pit.mine.worker, objection="查一下是谁摘的")

    assert list(Part.objects.filter(case=case, role="reviewer").values_list("person__name", flat=True)) == [
        "吴矿长"
    ]
    move(case, "uphold", pit.head, answer="看了记录，没有人摘牌")

    assert case.state == "decided"


@pytest.mark.row("KQ-6")
def test_what_is_about_the_chief_is_decided_above_from_start_to_end(pit: Pit) -> None:
    mine, about = pit.mine, {"worker": [pit.mine.chief.id], "sort": "orders"}
    case = pit.open("violation", {**VIOLATION, **about}, pit.watcher)
    decided = {"severity": "slight", "finding": "三个人都听到"}
    assert set(Part.objects.filter(case=case, role="owner").values_list("person__name", flat=True)) == {
        "孙安全", "郑安全", "吴矿长",
    }  # fmt: skip

    move(case, "say", mine.chief, statement="当时急着出煤", own_words=True)
    with pytest.raises(NotAllowed):
        move(case, "decide", mine.chief, **decided)
    move(case, "decide", pit.safety, **decided)
    move(case, "agree", mine.chief)
    move(case, "talk", pit.safety, talked="讲了第二条")

    assert case.state == "closed"


@pytest.mark.row("KQ-6")
def test_whoever_it_climbed_to_may_decide(pit: Pit) -> None:
    case = violation(pit, pit.watcher)
    late = NOW + timedelta(days=12)
    climb_overdue(at=late)

    move(case, "decide", pit.head, at=late, severity="slight", finding="记录在")

    assert case.state == "decided"


@pytest.mark.row("KQ-6")
def test_the_only_safety_officer_who_found_it_hands_it_to_another(pit: Pit) -> None:
    Appointment.objects.filter(person=pit.second).update(ends_date=date(2026, 11, 1))
    case = pit.open("violation", {**VIOLATION, "worker": [pit.mine.chief.id]}, pit.safety)
    move(case, "hand_over", pit.safety)

    assert "吴矿长" in Part.objects.filter(case=case, role="owner").values_list("person__name", flat=True)


@pytest.mark.row("KQ-6")
def test_whoever_found_it_does_not_decide_it(pit: Pit) -> None:
    case = violation(pit, pit.mine.chief)
    move(case, "say", pit.mine.worker, statement="是我错了", own_words=True)

    with pytest.raises(NotAllowed, match="提出人不能办“认定”"):
        move(case, "decide", pit.mine.chief, severity="slight", finding="我看到的")
    move(case, "hand_over", pit.mine.chief)
    move(case, "decide", pit.safety, severity="slight", finding="问了两个人")
    move(case, "agree", pit.mine.worker)
    move(case, "talk", pit.safety, talked="讲了第七条")

    assert case.state == "closed"


@pytest.mark.row("KQ-6")
def test_it_leads_to_coaching_and_the_name_goes_when_its_effect_ends(pit: Pit) -> None:
    adopt(pit.mine.root, "care-files")
    case = violation(pit, pit.watcher)
    move(case, "say", pit.mine.worker, statement="赶时间", own_words=True)
    move(case, "decide", pit.mine.chief, severity="ordinary", finding="看到")
    with pytest.raises(Refused, match="还在等“没有异议”"):
        move(case, "start_coaching", pit.mine.chief, coach=[pit.mine.instructor.id], lessons=["第七条"])
    move(case, "agree", pit.mine.worker)
    with pytest.raises(Refused, match="帮带人和本人不能是同一个人"):
        move(case, "start_coaching", pit.mine.chief, coach=[pit.mine.worker.id], lessons=["第七条"])
    move(case, "start_coaching", pit.mine.chief, coach=[pit.mine.instructor.id], lessons=["第七条"])

    helped = Case.objects.get(kind="support")
    assert (helped.origin, helped.title, helped.data["needs"]) == (case, "帮扶档案", ["r9"])
    parts = set(Part.objects.filter(case=helped).values_list("role", "person__name"))
    assert {("subject", "张伟"), ("owner", "王建国")} <= parts
    with pytest.raises(NotFound):
        view_case(helped.id, viewer=acting(pit.mine.chief), at=NOW)

    move(case, "back_to_work", pit.mine.instructor, watched="挂牌、停机、再清煤")
    assert (case.state, case.forget_names_date) == ("closed", date(2027, 5, 20))


@pytest.mark.row("KQ-6")
def test_a_violation_is_seen_by_few(pit: Pit) -> None:
    case = violation(pit, pit.watcher)

    sees = {
        person.name: cases_seen_by(acting(person)).filter(id=case.id).exists()
        for person in (
            pit.mine.worker,
            pit.mine.chief,
            pit.mine.secretary,
            pit.mine.leader,
            pit.head,
            pit.second,
        )
    }

    assert sees == {
        "张伟": True, "胡永胜": True, "周志远": True, "赵建军": False, "吴矿长": False, "郑安全": False,
    }  # fmt: skip
    assert case.title == "没有停机就清煤"


@pytest.mark.row("KQ-6")
def test_one_case_is_about_one_worker_and_not_everybody_may_write_one(pit: Pit) -> None:
    two = [pit.mine.worker.id, pit.mine.leader.id]
    with pytest.raises(Invalid) as refused:
        pit.open("violation", {**VIOLATION, "worker": two}, pit.watcher)
    with pytest.raises(NotAllowed, match="“三违”不由您来提"):
        violation(pit, pit.mine.worker)

    assert refused.value.fields == {"worker": "“是谁”有 2 人，最多 1 人"}


@pytest.mark.row("KQ-6")
def test_a_near_miss_is_told_by_anybody_and_names_nobody_who_was_hurt(pit: Pit) -> None:
    told = {"what": "矸石掉下来，没有砸到人", "place": "二部溜子", "day": "2026-11-20", "harm": "near_miss"}
    case = pit.open("incident", told, pit.mine.worker)
    given = {"hurt": 0, "cause": "挡板缺一块", "measures": ["补挡板"], "doer": [pit.mine.leader.id]}
    move(case, "look_into", pit.mine.chief, act_by="2026-11-22", **given)
    move(case, "finish", pit.mine.leader, done_what="补了")
    with pytest.raises(NotAllowed):
        move(case, "confirm", pit.mine.leader, result="好了")
    move(case, "confirm", pit.safety, result="好了")

    assert (case.state, case.title) == ("closed", "矸石掉下来，没有砸到人")


DANGER = {"sort": "danger", "severity": "urgent", "what": "顶板响", "place": "二一〇五工作面"}


@pytest.mark.row("DB-9")
@pytest.mark.parametrize(
    ("sort", "severity", "names"),
    [
        ("danger", "same_shift", ["孙安全", "胡永胜", "郑安全"]),
        ("danger", "urgent", ["吴矿长", "孙安全", "胡永胜", "郑安全"]),
        ("conflict", "same_shift", ["周志远", "胡永胜"]),
        ("other", "same_shift", ["周志远"]),
        ("other", "urgent", ["吴矿长", "周志远"]),
    ],
)
def test_a_direct_report_goes_at_once_to_the_level_for_its_kind(
    pit: Pit, sort: str, severity: str, names: list[str]
) -> None:
    case = pit.open("direct_report", {**DANGER, "sort": sort, "severity": severity}, pit.mine.worker)

    told = Part.objects.filter(case=case, role="owner").values_list("person__name", flat=True)
    assert sorted(told) == names
    assert case.due_at == NOW + timedelta(minutes=5 if severity == "urgent" else 15)


@pytest.mark.row("DB-9")
def test_where_a_post_is_vacant_a_direct_report_goes_to_somebody_all_the_same(pit: Pit) -> None:
    Appointment.objects.filter(person=pit.mine.secretary).update(ends_date=date(2026, 11, 1))
    case = pit.open("direct_report", {**DANGER, "sort": "other", "severity": "same_shift"}, pit.mine.worker)

    told = Part.objects.filter(case=case, role="owner").values_list("person__name", flat=True)
    assert sorted(told) == ["吴矿长", "孙安全", "郑安全"]


@pytest.mark.row("DB-9")
def test_what_nobody_acknowledges_climbs_within_minutes_and_tells_who_knew_when(pit: Pit) -> None:
    case = pit.open("direct_report", {**DANGER, "severity": "same_shift"}, pit.mine.worker)
    assert climb_overdue(at=NOW + timedelta(minutes=15)) == []
    climb_overdue(at=NOW + timedelta(minutes=16))
    climb_overdue(at=NOW + timedelta(minutes=30))
    at = NOW + timedelta(minutes=34)

    move(case, "take", pit.head, at=at)
    move(case, "know", pit.mine.secretary, at=at)
    move(case, "note", pit.head, at=at, progress="人都撤出来了")
    view = view_case(case.id, viewer=acting(pit.head), at=at)

    assert [(one.at - NOW, sorted(one.names)) for one in view.knew] == [
        (timedelta(0), ["孙安全", "胡永胜", "郑安全"]),
        (timedelta(minutes=16), ["周志远", "胡永胜"]),
        (timedelta(minutes=30), ["吴矿长", "孙安全", "郑安全"]),
    ]
    assert [(deed.title, deed.by) for deed in view.deeds[1:]] == [
        ("收到，我来办", "吴矿长"), ("我也知道了", "周志远"), ("记一条进展", "吴矿长"),
    ]  # fmt: skip
    assert (case.state, case.due_at) == ("handling", at + timedelta(hours=24))
    with pytest.raises(NotAllowed, match="“办结”不由您来办"):
        move(case, "close", pit.mine.worker, at=at, result="好了")
    move(case, "close", pit.head, at=at, result="补打了锚索")
    reporter = view_case(case.id, viewer=acting(pit.mine.worker), at=at)
    assert [one.value for deed in reporter.deeds for one in deed.fields if one.key in ("progress", "result")] == [
        "人都撤出来了", "补打了锚索",
    ]  # fmt: skip


@pytest.mark.row("DB-9")
@pytest.mark.parametrize(("severity", "minutes"), [("urgent", [6, 20, 35]), ("same_shift", [16, 30, 45])])
def test_the_ladder_runs_in_minutes_from_the_sending(pit: Pit, severity: str, minutes: list[int]) -> None:
    case = pit.open("direct_report", {**DANGER, "severity": severity}, pit.mine.worker)

    climbed = []
    for minute in range(60):
        for _ in climb_overdue(at=NOW + timedelta(minutes=minute)):
            climbed.append(minute)

    case.refresh_from_db()
    assert (climbed, case.rung) == (minutes, 3)


@pytest.mark.row("DB-9")
def test_who_took_it_and_cannot_go_on_is_followed_by_another(pit: Pit) -> None:
    case = pit.open("direct_report", {**DANGER, "severity": "same_shift"}, pit.mine.worker)
    move(case, "take", pit.mine.chief)
    with pytest.raises(NotAllowed, match="“办结”不由您来办"):
        move(case, "close", pit.safety, result="好了")
    move(case, "take_over", pit.safety)
    move(case, "close", pit.safety, result="补打了锚索")

    assert case.state == "closed"


@pytest.mark.row("KQ-6")
def test_nothing_asks_for_fines_deposits_or_exposure() -> None:
    """HZ-42 and what the product must not encode (domain 9.7)."""
    pack = library(settings.PACKS_DIR)["kq-safety"]
    names = [
        title
        for kind in pack.cases
        for title in (
            kind.title,
            *(state.title for state in kind.states.values()),
            *(move.title for move in kind.moves),
            *(field.title for field in kind.fields.values()),
        )
    ]

    assert [name for name in names for word in ("罚", "押金", "曝光", "扣分", "考核") if word in name] == []
    assert {kind.key: kind.level for kind in pack.cases} == {
        "corrective": "C1", "direct_report": "C2", "hazard": "C1", "incident": "C1", "root_cause": "C1",
        "violation": "C2",
    }  # fmt: skip
