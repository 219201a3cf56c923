"""The demo: always the same, believable, with honest gaps, and never beside a real company."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from pytest_django.fixtures import Settings

from tests.clock import NOW, TODAY
from tests.factories import make_company
from tongxin.cases.models import Case, Deed
from tongxin.duties.commands import tally_differences, tally_rebuild
from tongxin.duties.models import DutyItem, DutyMet
from tongxin.facts.models import Fact, Pending
from tongxin.kernel.actor import NOBODY
from tongxin.ops.demo import history, journal
from tongxin.ops.demo.make import make_demo
from tongxin.ops.rounds import make_rounds
from tongxin.orgs.models import Appointment, Company, Person, Shift, Unit
from tongxin.records.models import Presence, Record, Version
from tongxin.regimes.load import library
from tongxin.regimes.reserved import RESERVED
from tongxin.reports.models import Report

pytestmark = pytest.mark.django_db
DAYS = 20  # enough for every kind of thing, and quick


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of a few weeks instead of three months."""
    monkeypatch.setattr(history, "DAYS", DAYS)


def without_ids(told: Any) -> Any:
    """People and sources are kept by their ids, which differ from run to run."""
    if isinstance(told, dict):
        return {key: without_ids(value) for key, value in told.items() if key != "refs"}
    if isinstance(told, (list, tuple)):
        return [without_ids(one) for one in told if not isinstance(one, int)]
    return told


def digest(rows: Iterable[object]) -> str:
    return hashlib.sha256("\n".join(repr(without_ids(row)) for row in rows).encode()).hexdigest()


def told() -> dict[str, str]:
    """What the demo says, without the ids."""
    people = Person.objects.order_by("id").values_list("employee_no", "name", "trade", "hired_date", "phone")
    posts = Appointment.objects.order_by("id").values_list(
        "person__employee_no", "post", "unit__name", "ends_date"
    )
    records = Record.objects.order_by("id").values_list(
        "title", "unit__name", "held_at", "written_at", "version", "data"
    )
    here = Presence.objects.order_by("id").values_list("person__employee_no", "present", "reason")
    items = DutyItem.objects.order_by("unit__name", "duty", "period", "due_at", "person__employee_no", "id")
    met = items.values_list("unit__name", "duty", "period", "person__employee_no", "met_at", "met_heard_at")
    reports = Report.objects.order_by("id").values_list("title", "sections", "own_words")
    facts = Fact.objects.order_by("id").values_list("kind", "by_name", "happened_at", "recorded_at")
    deeds = Deed.objects.order_by("id").values_list(
        "case__kind", "case__unit__name", "move", "happened_at", "data"
    )
    rows = {
        "people": people,
        "posts": posts,
        "records": records,
        "here": here,
        "met": met,
        "reports": reports,
        "facts": facts,
        "deeds": deeds,
    }
    return {name: digest(row) for name, row in rows.items()}


def test_the_same_day_gives_the_same_group_and_a_second_run_leaves_it(
    short: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction.atomic():
        call_command("demo", "--on", str(TODAY))
        before = told()
        transaction.set_rollback(True)
    call_command("demo", "--on", str(TODAY))
    assert told() == before

    call_command("demo", "--on", str(TODAY + timedelta(days=30)))
    assert told() == before
    assert capsys.readouterr().out.splitlines() == [
        *2 * ["The demo group is made."],
        "The demo group is there already.",
    ]


def test_it_is_refused_beside_a_real_company() -> None:
    make_company(name="红石煤业")

    with pytest.raises(CommandError, match="数据库里已经有公司，演示数据只能放进空库"):
        call_command("demo")

    assert Company.objects.get().name == "红石煤业"


def test_the_group_is_believable() -> None:
    make_demo(at=NOW)
    company = Company.objects.get()

    assert company.is_demo
    assert 600 <= Person.objects.count() <= 700
    assert Unit.objects.filter(kind="team").count() == 60
    assert Unit.objects.filter(kind="mine").count() == 4
    assert_history_is_honest()
    assert tally_differences(company.id) == []
    assert_facts_stand_alone()
    assert_the_facts_say_what_was_met(company)
    assert_nothing_is_left_to_do()
    assert_records_keep_only_fields_and_reserved_names()
    assert kinds_without_any() == []


def kinds_without_any() -> list[tuple[str, str]]:
    """What a visitor could not look at: of each shipped kind one runs and one has ended."""
    shipped = sorted({spec.key for pack in library(settings.PACKS_DIR).values() for spec in pack.cases})
    running = set(Case.objects.filter(ended_at=None).values_list("kind", flat=True))
    ended = set(Case.objects.filter(ended_at__isnull=False).values_list("kind", flat=True))
    return [
        (kind, said)
        for kind in shipped
        for said, there in (("running", running), ("ended", ended))
        if kind not in there
    ]


def assert_history_is_honest() -> None:
    """Three months, mostly done; some late, some never, some written days later, some corrected."""
    past = DutyItem.objects.filter(due_at__lt=NOW)
    late = past.filter(met_at__gt=F("due_at"))
    missing = past.filter(met_at__isnull=True, waived_reason="")
    assert past.order_by("due_at")[0].due_date <= TODAY - timedelta(days=90)
    assert 0.85 < past.filter(met_at__isnull=False).count() / past.count() < 0.99
    assert late.exists()
    assert missing.exists()
    assert Record.objects.filter(written_at__gt=F("held_at") + timedelta(days=1)).exists()
    assert Record.objects.filter(late_days__gt=0).exists()
    assert Version.objects.filter(number=2).exclude(reason="").count() >= 4
    assert not Record.objects.filter(held_at__gt=NOW).exists()


def assert_records_keep_only_fields_and_reserved_names() -> None:
    specs = {spec.key: spec for pack in library(settings.PACKS_DIR).values() for spec in pack.records}
    known = {key: {field.key for field in spec.fields} | RESERVED.keys() for key, spec in specs.items()}
    rows = Record.objects.values_list("kind", "data")
    assert {(kind, name) for kind, data in rows for name in data if name not in known[kind]} == set()


def assert_facts_stand_alone() -> None:
    """One fact for each closed record and filed report, told when it was written, in the order of time."""
    for kind, subject, count in (
        ("record.closed", "record", Record.objects.count()),
        ("report.filed", "report", Report.objects.filter(filed_at__isnull=False).count()),
    ):
        told = Fact.objects.filter(kind=kind, subject_type=subject)
        assert told.count() == told.values("subject_id").distinct().count() == count
    moments = list(Fact.objects.order_by("id").values_list("recorded_at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= NOW


MET = ("met_at", "met_held_at", "met_heard_at", "met_by", "met_times")


def met() -> list[object]:
    items = DutyItem.objects.order_by("id").values_list("id", *MET)
    counted = DutyMet.objects.order_by("item", "source", "record_id")
    return [
        *items,
        *counted.values_list("item", "source", "record_id", "person", "happened_at", "heard_at", "late"),
    ]


def assert_the_facts_say_what_was_met(company: Company) -> None:
    """With all that was met forgotten, the facts alone give it back."""
    before = met()
    DutyMet.objects.all().delete()
    DutyItem.objects.update(**dict.fromkeys(MET[:-1]), met_times=0)
    tally_rebuild(company.id, by=NOBODY)

    journal.meet(Fact.objects.filter(kind__in=journal.DEEDS).order_by("kind", "id"), at=NOW)

    assert met() == before
    assert len(before) > 9000
    assert tally_differences(company.id) == []


def assert_nothing_is_left_to_do() -> None:
    """The first worker that starts finds no reaction and no round's work."""
    before = Fact.objects.count(), DutyItem.objects.count(), Shift.objects.count()
    assert not Pending.objects.exists()

    make_rounds(NOW, all_now=True)

    assert (Fact.objects.count(), DutyItem.objects.count(), Shift.objects.count()) == before


def test_production_takes_no_demo(settings: Settings) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="This is production"):
        call_command("demo")

    assert not Company.objects.exists()
