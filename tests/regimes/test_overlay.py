"""A company's own changes: what must be done is only made stricter (CF-33)."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.regimes.specs import duty, pack, record
from tongxin.kernel.workdays import Calendar, noticed_days
from tongxin.regimes.overlay import Overlay, apply, faults, stricter
from tongxin.regimes.schedule import due_periods
from tongxin.regimes.schema.duty import DutySpec

CALENDAR = Calendar({day.day: str(day.kind) for day in noticed_days()})
EVERY = ["day", "workday", "week", "ten_days", "half_month", "month", "quarter", "half_year", "year"]


def change(spec: DutySpec, **given: Any) -> list[str]:
    return faults(pack(spec), Overlay.model_validate({"duties": {spec.key: given}}))


MUST = {"strength": "must"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"every": "week"}),
        ({"minutes": 60}, {"minutes": 90}),
        ({"minutes": 60}, {"every": "week", "minutes": 20}),
        ({}, {"every": "ten_days"}),
        ({}, {"times": 2}),
        ({}, {"due_day": 20}),
        ({"every": "quarter"}, {"every": "month"}),
        ({"every": "year", "from_month": 10}, {"every": "quarter"}),
        ({"grace_days": 7}, {"grace_days": 3}),
        ({"every": "shift", "minutes_after_start": 60}, {"minutes_after_start": 30}),
    ],
)
def test_stricter_is_taken(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert change(duty(**MUST, **before), **after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"every": "quarter"}),
        ({"times": 4}, {"every": "week", "times": 1}),  # some months hold three whole weeks
        ({"every": "week"}, {"every": "ten_days"}),
        ({"every": "week"}, {"every": "workday"}),  # in the week of the Spring Festival nobody works
        ({"times": 2}, {"times": 1}),
        ({"grace_days": 3}, {"grace_days": 7}),
        ({"due_day": 5}, {"due_day": 10}),
        ({"every": "shift"}, {"every": "day"}),
        ({"every": "shift", "minutes_after_start": 30}, {"minutes_after_start": 60}),
        ({}, {"drop": True}),
        ({"override": "none"}, {"times": 2}),
        ({"minutes": 60}, {"minutes": 1}),
        ({"minutes": 60}, {"every": "week", "minutes": 5}),  # 52 times 5 are less than 12 times 60
    ],
)
def test_looser_is_refused_with_the_duty_and_its_article(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    found = change(duty(**MUST, **before), **after)

    assert len(found) == 1
    assert found[0].startswith("“支委会每月一次”不能这样改：")
    assert found[0].endswith("（《支部工作条例》第十二条）")


def test_what_is_usual_is_loosened_with_a_reason_only() -> None:
    assert change(duty(strength="usual"), every="quarter") != []
    assert change(duty(strength="usual"), every="quarter", reason="只有四名党员，和党员大会合开") == []


def test_a_companys_own_practice_is_free() -> None:
    assert change(duty(strength="practice"), drop=True) == []
    assert change(duty(strength="practice"), every="year") == []
    assert change(duty(strength="practice", override="free", minutes=60), minutes=5) == []


@pytest.mark.parametrize("looser", [{"drop": True}, {"every": "year"}, {"grace_days": 9}, {"minutes": 1}])
def test_a_practice_that_may_only_be_tightened_is_not_loosened(looser: dict[str, Any]) -> None:
    marked = duty(strength="practice", override="tighten", minutes=60)

    [fault] = change(marked, **looser, reason="人手不够")

    assert fault.startswith("“支委会每月一次”不能这样改：制度写明这一项只能更严。")
    assert change(marked, every="week") == []


def test_a_duty_costs_at_least_a_minute() -> None:
    with pytest.raises(ValidationError):
        Overlay.model_validate({"duties": {"meeting_monthly": {"minutes": 0}}})


def test_an_unknown_duty_is_named() -> None:
    assert faults(pack(duty()), Overlay.model_validate({"duties": {"nothing_here": {}}})) == [
        "制度里没有“nothing_here”这项职责，请从单子里选"
    ]


def test_a_record_may_ask_for_more_only() -> None:
    spec = pack(
        duty(),
        records=(
            record(vote="BR-40", sittings="one", signatures="chair", late_after_hours=24, keep_years=5),
        ),
    )

    def found(**given: Any) -> list[str]:
        return faults(spec, Overlay.model_validate({"records": {"meeting": given}}))

    assert found(vote="BR-41", signatures="present", late_after_hours=12, keep_years=30) == []
    assert len(found(vote="BR-42")) == 1
    assert len(found(signatures="none")) == 1
    assert len(found(signatures="both_sides")) == 1
    assert len(found(late_after_hours=48)) == 1
    assert len(found(keep_years=1)) == 1
    assert len(faults(spec, Overlay.model_validate({"records": {"nothing_here": {}}}))) == 1


def test_the_changed_pack_keeps_everything_else() -> None:
    before = pack(duty(every="year", from_month=10), duty(key="other_duty", title="别的"))
    after = apply(
        before, Overlay.model_validate({"duties": {"meeting_monthly": {"every": "month", "grace_days": 2}}})
    )

    assert after.duty("meeting_monthly") == duty(every="month", grace_days=2)
    assert after.duty("other_duty") == before.duty("other_duty")
    assert after.meta == before.meta


def test_a_dropped_duty_is_gone() -> None:
    assert (
        apply(pack(duty()), Overlay.model_validate({"duties": {"meeting_monthly": {"drop": True}}})).duties
        == ()
    )


def test_a_word_that_nobody_knows_is_not_taken() -> None:
    with pytest.raises(ValidationError):
        Overlay.model_validate({"duties": {"meeting_monthly": {"minute": 3}}})


def test_what_nobody_may_change_is_offered_as_it_is() -> None:
    assert stricter(duty(override="none"), EVERY) == ("month",)


def test_a_due_day_takes_the_place_of_the_days_after() -> None:
    after = apply(
        pack(duty(due_after_days=3)), Overlay.model_validate({"duties": {"meeting_monthly": {"due_day": 5}}})
    )

    assert (after.duties[0].due_day, after.duties[0].due_after_days) == (5, 0)


def test_the_form_offers_stricter_frequencies_alone() -> None:
    assert stricter(duty(**MUST, every="quarter"), EVERY) == (
        "day", "workday", "week", "ten_days", "half_month", "month", "quarter",
    )  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    before=st.sampled_from(EVERY),
    after=st.sampled_from(EVERY),
    times=st.integers(1, 4),
    more=st.integers(1, 6),
    due_day=st.one_of(st.none(), st.integers(1, 40)),
    seed=st.integers(0, 2**16),
)
def test_whoever_does_what_the_stricter_duty_asks_has_done_what_must_be_done(
    before: str, after: str, times: int, more: int, due_day: int | None, seed: int
) -> None:
    """On whatever days each new period is kept, every old period holds as many as it asked for."""
    old = duty(**MUST, every=before, times=times)
    given_change: dict[str, Any] = {"every": after, "times": more}
    if due_day is not None:
        given_change["due_day"] = due_day
    if change(old, **given_change):
        return
    new = apply(pack(old), Overlay.model_validate({"duties": {old.key: given_change}})).duties[0]
    chance = random.Random(seed)
    days = [
        one.starts_date + timedelta(days=chance.randint(0, (one.due_date - one.starts_date).days))
        for one in due_periods(new, date(2025, 1, 1), date(2027, 1, 1), CALENDAR)
        for _ in range(more)
    ]

    for one in due_periods(old, date(2025, 1, 1), date(2026, 12, 1), CALENDAR):
        if one.due_date < date(2026, 12, 1):
            assert sum(one.starts_date <= day <= one.due_date for day in days) >= times, (one, new)
