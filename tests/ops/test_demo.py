"""The demo: always the same, believable, with honest gaps, and never beside a real company."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F

from tests.clock import NOW, TODAY
from tests.factories import make_company
from tongxin.duties.commands.tallying import tally_differences
from tongxin.duties.models import DutyItem
from tongxin.facts.models import Fact
from tongxin.ops.demo import history
from tongxin.ops.demo.make import make_demo
from tongxin.orgs.models import Appointment, Company, Person, Unit
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
    rows = {
        "people": people,
        "posts": posts,
        "records": records,
        "here": here,
        "met": met,
        "reports": reports,
    }
    return {name: digest(row) for name, row in rows.items()}


def test_the_same_day_gives_the_same_group(short: None) -> None:
    found = []
    for _ in range(2):
        with transaction.atomic():
            make_demo(at=NOW)
            found.append(told())
            transaction.set_rollback(True)

    assert found[0] == found[1]


def test_a_second_run_leaves_everything_as_it_is(short: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", "--on", str(TODAY))
    before = told()
    call_command("demo", "--on", str(TODAY + timedelta(days=30)))

    assert capsys.readouterr().out.splitlines() == [
        "The demo group is made.",
        "The demo group is there already.",
    ]
    assert told() == before


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
    assert_records_keep_only_fields_and_reserved_names()


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
    assert Version.objects.filter(number=2).exclude(reason="").count() >= 4
    assert not Record.objects.filter(held_at__gt=NOW).exists()


def assert_records_keep_only_fields_and_reserved_names() -> None:
    specs = {spec.key: spec for pack in library(settings.PACKS_DIR).values() for spec in pack.records}
    known = {key: {field.key for field in spec.fields} | RESERVED.keys() for key, spec in specs.items()}
    rows = Record.objects.values_list("kind", "data")
    assert {(kind, name) for kind, data in rows for name in data if name not in known[kind]} == set()


def assert_facts_stand_alone() -> None:
    """One fact for each closed record, told by the person who closed it, at the time of writing."""
    closed = Fact.objects.filter(kind="record.closed", subject_type="record")
    assert closed.count() == Record.objects.count()
    assert not closed.values("subject_id").annotate(times=Count("id")).filter(times__gt=1).exists()
    assert not Fact.objects.filter(recorded_at__gt=NOW).exists()
