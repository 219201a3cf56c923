"""Adopting and ending packs, and keeping a company's own."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, TODAY
from tests.factories import follow, make_company, make_rotation, make_unit
from tests.regimes.specs import duty, pack
from tests.world import Mine
from tongxin.adoption import commands
from tongxin.adoption.models import Adoption, PackVersion
from tongxin.adoption.queries import (
    force,
    in_force_at,
    pinned_duty,
    pinned_record,
    pinned_report,
    record_specs,
    report_specs,
)
from tongxin.adoption.queries.cases import pinned_case
from tongxin.adoption.queries.catalogue import get_pack, known_packs, versions
from tongxin.adoption.queries.pages import adoption_rows
from tongxin.adoption.queries.simulation import try_packs
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Unit
from tongxin.regimes.load import library
from tongxin.regimes.overlay import Overlay
from tongxin.regimes.schema.pack import Pack

Act = Callable[..., Actor]
PARTY = library(settings.PACKS_DIR)["party-branch-2018"]
XZW = library(settings.PACKS_DIR)["xzw"]


def adopt(
    spec: Pack, unit: Unit, by: Actor, *, starts: date = TODAY, at: datetime = NOW, **given: Any
) -> int:
    return commands.adopt_pack(spec, unit_id=unit.id, starts_date=starts, by=by, at=at, **given).adoption_id


def changed(spec: Pack, version: str, **given: Any) -> Pack:
    return spec.model_copy(update={"meta": spec.meta.model_copy(update={"version": version}), **given})


def overlay(**duties: Any) -> Overlay:
    return Overlay.model_validate({"duties": duties})


@pytest.fixture
def secretary(mine: Mine, act: Act) -> Actor:
    return act(mine.secretary)


def test_a_secretary_adopts_for_the_section_and_all_follow(mine: Mine, secretary: Actor) -> None:
    adopted = adopt(PARTY, mine.section, secretary, basis="11 月支委会")

    assert {one.adoption_id for one in in_force_at(mine.group, on=TODAY)} == {adopted}
    fact = Fact.objects.get()
    assert (fact.kind, fact.subject_type, fact.subject_id, fact.unit_id) == (
        "regime.adopted", "adoption", adopted, mine.section.id,
    )  # fmt: skip
    assert fact.data["pack"] == "party-branch-2018"
    assert set(record_specs(mine.group, on=TODAY)) == {
        "group_meeting", "organisational_life_meeting", "heart_to_heart_talk",
    }  # fmt: skip
    assert set(report_specs(mine.branch, on=TODAY)) == {"branch_monthly"}
    assert pinned_record("group_meeting", adoption_id=adopted).title == "党小组会"
    assert pinned_duty("theme_day_monthly", adoption_id=adopted).every == "month"
    assert pinned_report("branch_monthly", adoption_id=adopted).title == "支部工作月报"
    with pytest.raises(LookupError):
        pinned_duty("nothing", adoption_id=adopted)
    with pytest.raises(LookupError):
        pinned_duty("nothing", adoption_id=adopted + 1)


def test_the_overlay_holds_for_those_who_follow(mine: Mine, secretary: Actor) -> None:
    adopted = adopt(PARTY, mine.section, secretary, overlay=overlay(theme_day_monthly={"grace_days": 0}))

    assert pinned_duty("theme_day_monthly", adoption_id=adopted).grace_days == 0


def test_a_kind_of_case_is_tightened_and_said_to_be(mine: Mine, secretary: Actor) -> None:
    adopt(PARTY, mine.section, secretary)
    longer = {"moves": {"appoint": {"waits": {"publish": {"workdays": 7}}}}}
    given = Overlay.model_validate({"cases": {"instructor_selection": longer}})
    adopted = adopt(XZW, mine.section, secretary, overlay=given)

    move = pinned_case("instructor_selection", adoption_id=adopted).move("appoint")
    assert move is not None
    assert [guard.span.workdays for guard in move.guards if guard.check == "waited"] == [7]
    [row] = adoption_rows(Adoption.objects.filter(id=adopted), viewer=secretary, on=TODAY)
    assert row.changes == ("“小政委选任”的流程要求更严",)


def test_a_kind_of_case_is_not_loosened(mine: Mine, secretary: Actor) -> None:
    adopt(PARTY, mine.section, secretary)
    shorter = {"moves": {"appoint": {"waits": {"publish": {"workdays": 4}}}}}
    given = Overlay.model_validate({"cases": {"instructor_selection": shorter}})

    with pytest.raises(
        Invalid,
        match=r"“小政委选任”的“支部任命并公布”不能这样改：原来要等满 5 个工作日，改后 4 个工作日，只能更长",
    ):
        adopt(XZW, mine.section, secretary, overlay=given)
    assert not Adoption.objects.filter(pack_version__pack="xzw").exists()


@pytest.mark.row("BY-6")
def test_what_must_be_done_is_not_loosened(mine: Mine, secretary: Actor) -> None:
    with pytest.raises(Invalid, match=r"“主题党日每月一次”不能这样改.*教育管理工作条例》第十六条"):
        adopt(PARTY, mine.section, secretary, overlay=overlay(theme_day_monthly={"every": "quarter"}))

    assert not Adoption.objects.exists()
    assert not Fact.objects.exists()


def test_what_is_kept_grows_and_is_forgotten_at_some_time(
    mine: Mine, secretary: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(force, "MOST_KEPT", 0)
    first = adopt(PARTY, mine.section, secretary)
    second = adopt(XZW, mine.section, secretary)

    assert set(force.packs_of([first])) == {first}
    assert set(force.packs_of([first, second])) == {first, second}


def test_the_models_read_as_what_they_are(mine: Mine, secretary: Actor) -> None:
    adopted = Adoption.objects.get(id=adopt(PARTY, mine.section, secretary))

    assert str(adopted) == f"{mine.section.id} follows {adopted.pack_version_id}"
    assert str(adopted.pack_version) == "party-branch-2018@1.1"


def test_who_has_no_right_there_is_refused(mine: Mine, act: Act) -> None:
    with pytest.raises(NotAllowed, match="请找综采一区党支部的支部书记"):
        adopt(PARTY, mine.branch, act(mine.organiser))
    with pytest.raises(NotFound):
        adopt(PARTY, mine.section, act(mine.leader))
    with pytest.raises(NotFound):
        adopt(PARTY, make_unit(make_company(), "company"), act(mine.secretary))


def test_a_unit_of_another_kind_or_an_ended_one_cannot_adopt(mine: Mine, secretary: Actor) -> None:
    with pytest.raises(Refused, match="不能由采煤一班采用，只能由这些单位采用：公司"):
        adopt(PARTY, mine.team, secretary)
    Unit.objects.filter(id=mine.section.id).update(ends_date=TODAY)
    with pytest.raises(Refused, match="综采一区已撤销"):
        adopt(PARTY, mine.section, secretary)


def test_nothing_is_adopted_from_the_past_or_outside_its_time(mine: Mine, secretary: Actor) -> None:
    with pytest.raises(Invalid, match="不能从过去的 2026-11-19 算起"):
        adopt(PARTY, mine.section, secretary, starts=TODAY - timedelta(days=1))
    later = PARTY.model_copy(
        update={"meta": PARTY.meta.model_copy(update={"effective_from": date(2027, 1, 1)})}
    )
    with pytest.raises(Invalid, match="有效期是 2027-01-01 起"):
        adopt(later, mine.section, secretary)


def test_a_pack_that_rests_on_another_waits_for_it(mine: Mine, secretary: Actor) -> None:
    with pytest.raises(Refused, match="请先采用“党支部组织生活”"):
        adopt(XZW, mine.section, secretary)
    adopt(PARTY, mine.branch, secretary)

    assert adopt(XZW, mine.section, secretary)


def test_a_pack_with_a_fault_is_never_adopted(mine: Mine, secretary: Actor) -> None:
    with pytest.raises(Refused, match=r"有错，不能采用：.*没有“captain”这个岗位"):
        adopt(pack(duty(owed_by={"post": "captain", "unit": "branch"})), mine.section, secretary)


def test_a_newer_version_closes_the_older_and_items_keep_theirs(mine: Mine, secretary: Actor) -> None:
    own = pack(duty(minutes=10))
    first = adopt(own, mine.section, secretary)
    second = adopt(
        changed(own, "1.1", duties=(duty(minutes=5),)), mine.section, secretary, starts=date(2026, 12, 1)
    )

    assert Adoption.objects.get(id=first).ends_date == date(2026, 11, 30)
    assert [one.adoption_id for one in in_force_at(mine.team, on=date(2026, 11, 30))] == [first]
    assert [one.adoption_id for one in in_force_at(mine.team, on=date(2026, 12, 1))] == [second]
    assert pinned_duty("meeting_monthly", adoption_id=first).minutes == 10
    assert list(Fact.objects.order_by("id").values_list("kind", flat=True)) == [
        "regime.adopted", "regime.ended", "regime.adopted",
    ]  # fmt: skip


def test_the_same_again_or_an_earlier_day_is_refused(mine: Mine, secretary: Actor) -> None:
    own = pack(duty(minutes=10))
    adopt(own, mine.section, secretary, starts=date(2026, 12, 1))
    with pytest.raises(Refused, match=r"已定好从 2026-12-01 起执行 1\.0 版"):
        adopt(changed(own, "1.1"), mine.section, secretary)
    with pytest.raises(Refused, match="内容一样"):
        adopt(own, mine.section, secretary, starts=date(2027, 1, 1))

    again = adopt(
        own, mine.section, secretary, starts=date(2027, 1, 1), overlay=overlay(meeting_monthly={"times": 2})
    )
    assert pinned_duty("meeting_monthly", adoption_id=again).times == 2


def test_a_version_once_kept_is_never_another(mine: Mine, secretary: Actor) -> None:
    adopt(pack(duty(minutes=10)), mine.section, secretary)
    with pytest.raises(Refused, match="内容不能再改"):
        adopt(pack(duty(minutes=20)), mine.section, secretary, starts=date(2027, 1, 1))
    with pytest.raises(Refused, match="内容不能再改"):
        adopt(PARTY.model_copy(update={"duties": ()}), mine.section, secretary)


@pytest.mark.django_db
def test_the_database_keeps_versions_and_adoptions_as_they_are(mine: Mine, secretary: Actor) -> None:
    adopted = adopt(PARTY, mine.section, secretary)
    for change in (
        lambda: PackVersion.objects.update(version="2.0"),
        lambda: PackVersion.objects.all()._raw_delete("default"),
        lambda: Adoption.objects.filter(id=adopted).update(starts_date=date(2020, 1, 1)),
        lambda: Adoption.objects.filter(id=adopted).update(overlay={"duties": {}}),
        lambda: Adoption.objects.filter(id=adopted)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.row("BY-6")
def test_what_asks_more_than_the_budget_needs_a_reason(mine: Mine, secretary: Actor) -> None:
    heavy = pack(duty(every="day", minutes=60))
    with pytest.raises(Invalid, match="没有采用：支部书记每周超 240 分钟") as refused:
        adopt(heavy, mine.section, secretary)
    assert list(refused.value.fields) == ["reason"]
    assert not Adoption.objects.exists()

    adopted = adopt(heavy, mine.section, secretary, reason="百日攻坚，三个月后减")
    assert Adoption.objects.get(id=adopted).reason == "百日攻坚，三个月后减"


def test_ending_keeps_what_was_and_needs_a_reason(mine: Mine, secretary: Actor) -> None:
    adopted = adopt(PARTY, mine.section, secretary)
    with pytest.raises(Invalid, match="请写明原因"):
        commands.end_adoption(adopted, ends_date=TODAY, reason=" 不 ", by=secretary, at=NOW)
    with pytest.raises(Invalid, match="不能结束在过去"):
        commands.end_adoption(
            adopted,
            ends_date=TODAY - timedelta(days=1),
            reason="支部撤并了",
            by=secretary,
            at=NOW + timedelta(days=1),
        )
    fact = commands.end_adoption(adopted, ends_date=TODAY, reason="支部撤并了", by=secretary, at=NOW)

    assert fact.kind == "regime.ended"
    assert fact.data["ends_date"] == "2026-11-20"
    assert in_force_at(mine.branch, on=TODAY + timedelta(days=1)) == []
    with pytest.raises(Refused, match="2026-11-20 就结束"):
        commands.end_adoption(adopted, ends_date=TODAY, reason="支部撤并了", by=secretary, at=NOW)


def test_an_adoption_to_come_is_called_off(mine: Mine, secretary: Actor) -> None:
    adopted = adopt(PARTY, mine.section, secretary, starts=date(2026, 12, 1))
    commands.end_adoption(adopted, ends_date=TODAY, reason="先不采用", by=secretary, at=NOW)

    assert in_force_at(mine.branch, on=date(2026, 12, 1)) == []
    assert adopt(PARTY, mine.section, secretary, starts=date(2026, 12, 1))


def test_what_others_rest_on_is_not_ended_first(mine: Mine, secretary: Actor) -> None:
    party = adopt(PARTY, mine.section, secretary)
    adopt(XZW, mine.section, secretary)
    with pytest.raises(Refused, match="请先结束“班组小政委”"):
        commands.end_adoption(party, ends_date=TODAY, reason="不再执行", by=secretary, at=NOW)

    xzw = Adoption.objects.get(pack_version__pack="xzw").id
    commands.end_adoption(xzw, ends_date=TODAY, reason="不再执行", by=secretary, at=NOW)
    assert commands.end_adoption(party, ends_date=TODAY, reason="不再执行", by=secretary, at=NOW)


def test_strangers_end_nothing(mine: Mine, secretary: Actor, act: Act) -> None:
    adopted = adopt(PARTY, mine.section, secretary)
    with pytest.raises(NotFound):
        commands.end_adoption(adopted + 1, ends_date=TODAY, reason="不再执行", by=secretary, at=NOW)
    with pytest.raises(NotFound):
        commands.end_adoption(adopted, ends_date=TODAY, reason="不再执行", by=act(mine.leader), at=NOW)


def test_of_two_who_end_at_once_the_second_is_told(mine: Mine, secretary: Actor) -> None:
    adopted = adopt(PARTY, mine.section, secretary)
    row = Adoption.objects.select_related("pack_version", "unit").get(id=adopted)
    commands.end_adoption(adopted, ends_date=TODAY, reason="支部撤并了", by=secretary, at=NOW)
    with pytest.raises(Refused, match="刚刚有人改过"):
        commands._end(row, TODAY, by=secretary, at=NOW, reason="不再执行")


@pytest.mark.row("BY-6")
def test_a_company_keeps_a_pack_of_its_own_without_code(mine: Mine, secretary: Actor) -> None:
    commands.keep_own_pack(pack(duty()), by=secretary, at=NOW)
    commands.keep_own_pack(pack(duty(minutes=5), version="1.10"), by=secretary, at=NOW)
    commands.keep_own_pack(pack(duty(minutes=6), version="1.9"), by=secretary, at=NOW)

    assert known_packs(mine.company.id)["our-own"].meta.version == "1.10"
    assert versions("our-own", company_id=mine.company.id) == ["1.10", "1.9", "1.0"]
    assert get_pack("our-own", "1.0", company_id=mine.company.id) == pack(duty())
    assert "our-own" not in known_packs(make_company().id)
    with pytest.raises(NotFound):
        get_pack("our-own", "1.0", company_id=make_company().id)


def test_an_own_pack_takes_no_rights_and_no_name_of_the_products(mine: Mine, secretary: Actor) -> None:
    base = library(settings.PACKS_DIR)["base"]
    with pytest.raises(Invalid, match="不能写岗位和权限"):
        commands.keep_own_pack(pack(duty()).model_copy(update={"posts": base.posts}), by=secretary, at=NOW)
    with pytest.raises(Invalid, match="是随产品来的制度"):
        commands.keep_own_pack(pack(duty(), key="xzw"), by=secretary, at=NOW)
    with pytest.raises(Refused, match="有错"):
        commands.keep_own_pack(pack(duty(applies_if={"no": 1})), by=secretary, at=NOW)
    assert not PackVersion.objects.exists()


def test_an_own_version_is_kept_once(mine: Mine, secretary: Actor, act: Act) -> None:
    commands.keep_own_pack(pack(duty()), by=secretary, at=NOW)
    with pytest.raises(Refused, match="已经保存过"):
        commands.keep_own_pack(pack(duty()), by=secretary, at=NOW)
    with pytest.raises(Refused, match="内容不能再改"):
        commands.keep_own_pack(pack(duty(minutes=1)), by=secretary, at=NOW)
    with pytest.raises(NotAllowed):
        commands.keep_own_pack(pack(duty(), version="2.0"), by=act(mine.leader), at=NOW)


@pytest.mark.row("BY-6")
def test_a_trial_reads_the_real_roster_and_changes_nothing(mine: Mine) -> None:
    rotation = make_rotation(mine.company)
    follow(mine.team, rotation)
    follow(mine.other_team, make_rotation(mine.company, workdays_only=True, cycle=["early"]))
    trial = try_packs([PARTY, XZW], unit=mine.section, since=TODAY)
    loads = {row.then.post: row.then for row in trial.rows}

    assert trial.units == 6
    assert trial.people == 11
    assert (loads["team_leader"].holders, round(loads["team_leader"].most), loads["team_leader"].busiest) == (
        2, 70, "采煤一班",
    )  # fmt: skip
    assert round(loads["team_leader"].minutes) == 60
    assert ("采煤二班", "小政委") in {(gap.unit, gap.title) for gap in trial.then.vacancies}
    assert trial.over == ()
    assert not PackVersion.objects.exists()


def test_a_trial_compares_with_what_is_followed(mine: Mine, secretary: Actor) -> None:
    adopt(pack(duty(minutes=10)), mine.section, secretary)
    trial = try_packs([pack(duty(minutes=30), version="1.1")], unit=mine.section, since=TODAY)
    [row] = trial.rows

    assert (row.now, round(row.then.most), row.change) == (2, 7, 5)
    assert trial.diffs[0][2].duties[0].words == ("每次用时：10 分钟 → 30 分钟",)


def test_a_trial_asks_the_same_number_of_questions_of_a_larger_company(mine: Mine) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            try_packs([PARTY], unit=mine.root, since=TODAY)
        return len(captured)

    before = count()
    for _ in range(3):
        make_unit(mine.company, "team", mine.section)

    assert count() == before
