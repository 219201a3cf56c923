"""Every sentence that says when something is deleted is kept by the worker, on the day that it names."""

import os
import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.test import TestCase

from tests.cases.kinds import follow
from tests.clock import NOW, SHANGHAI, TODAY
from tests.factories import appoint, make_account, make_administrator, make_person
from tests.world import Mine
from tongxin.access.commands import retention as access
from tongxin.access.models import Account, FeedSecret, Pin, Proposal, Terminal, Token, Tries
from tongxin.adoption.models import Adoption
from tongxin.cases import held as held_of_cases
from tongxin.cases.commands import retention as cases
from tongxin.cases.models import Case, Deed, Evidence, Named, Part, Reading, Sealed
from tongxin.duties.commands import retention as duties
from tongxin.duties.models import DutyItem, DutyMet, DutyTally
from tongxin.facts import retention as batches
from tongxin.facts.models import Fact
from tongxin.facts.retention import Rule
from tongxin.files import held as files
from tongxin.files import storage
from tongxin.files.models import Blob, StoredFile
from tongxin.kernel.keeping import Keep, Until
from tongxin.kernel.periods import add_years
from tongxin.ops import rounds
from tongxin.orgs.commands import retention as orgs
from tongxin.orgs.models import Appointment, Leave, Membership, PartyStanding, Person, RosterImport
from tongxin.orgs.roster import keep
from tongxin.records.commands import retention as records
from tongxin.records.models import Attachment, Decision, Fitness, Presence, Record, Task, Version
from tongxin.records.rules.keeping import keep_until
from tongxin.sync.commands import retention as sync
from tongxin.sync.models import Device, Grant, Operation, Twin
from tongxin.web.pages.me.held import HOLDINGS

pytestmark = pytest.mark.django_db
RULES: tuple[Rule, ...] = (
    *orgs.RULES,
    *duties.RULES,
    *access.RULES,
    *cases.RULES,
    *records.RULES,
    *sync.RULES,
)
DAY = timedelta(days=1)
THEN = datetime(
    2020, 6, 1, 9, tzinfo=SHANGHAI
)  # long past, since the trigger of records asks the database's clock
_numbers = count(1)
Make = Callable[[Mine, date], Any]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)


def gone_person(mine: Mine, day: date) -> Person:
    return make_person(mine.company, mine.team, party="full", left_date=day, phone="13800001111")


def account_of_gone(mine: Mine, day: date, **given: Any) -> Account:
    return make_account(gone_person(mine, day), **given)


def device(account: Account, **given: Any) -> UserSession:
    key = f"device{next(_numbers)}"
    Session.objects.create(session_key=key, session_data="", expire_date=noon(TODAY + DAY))
    return UserSession.objects.create(
        **{
            "user": account, "session_key": key, "ip": "10.0.0.1", "user_agent": "Chrome",
            "created_at": NOW, "last_seen_at": NOW, **given,
        }
    )  # fmt: skip


def dead_device(mine: Mine, day: date) -> UserSession:
    row = device(make_account(make_person(mine.company)), created_at=noon(day))
    Session.objects.filter(session_key=row.session_key).delete()
    return row


def item(mine: Mine, day: date) -> DutyItem:
    return DutyItem.objects.create(
        company=mine.company, unit=mine.team, duty="d", title="班前会", post="team_leader", adoption_id=1,
        period=f"{day}/{next(_numbers)}", starts_date=day, ends_date=day, due_date=day, due_at=noon(day),
    )  # fmt: skip


def phone(mine: Mine, **given: Any) -> Device:
    return Device.objects.create(
        **{
            "company": mine.company,
            "name": "Chrome · 安卓",
            "enrolled_by": mine.worker,
            "enrolled_at": NOW,
            **given,
        }
    )


def grant(mine: Mine, **given: Any) -> Grant:
    return Grant.objects.create(
        **{
            "device": phone(mine), "person": mine.worker, "digest": f"{next(_numbers):064d}",
            "created_at": NOW, "expires_at": NOW + DAY, **given,
        }
    )  # fmt: skip


def brought(mine: Mine, day: date, **given: Any) -> Operation:
    return Operation.objects.create(
        **{
            "id": uuid.uuid4(), "company": mine.company, "person": mine.worker, "type": "task.done", "schema": 1,
            "body": '{"note": "张伟"}', "sha256": "0" * 64, "received_at": noon(day), "happened_at": noon(day),
            "outcome": "applied", **given,
        }
    )  # fmt: skip


def twin(mine: Mine, day: date, **given: Any) -> Twin:
    return Twin.objects.create(
        operation=brought(mine, TODAY), person=mine.worker, body="{}", sha256="1" * 64, received_at=noon(day),
        review_by=noon(day), **given,
    )  # fmt: skip


def made_record(mine: Mine, day: date, **given: Any) -> Record:
    """A record with all that hangs on it, a task that is still open among it."""
    record = Record.objects.create(
        **{
            "company": mine.company, "unit": mine.team, "kind": "pre_shift_meeting", "title": "班前会",
            "state": "closed", "version": 1, "held_at": noon(day), "written_at": noon(day),
            "created_at": noon(day), **given,
        }
    )  # fmt: skip
    Version.objects.create(record=record, number=1, content={"names": ["张伟"]}, written_at=noon(day))
    Presence.objects.create(record=record, person=mine.worker, reason="leave", present=False)
    decision = Decision.objects.create(record=record, position=1, text="检修")
    task(mine, day, record=record, decision=decision, done_at=None)
    Attachment.objects.create(record=record, file=stored(mine, TODAY), attached_at=noon(day))
    return record


def blob(mine: Mine, **given: object) -> Blob:
    return Blob.objects.create(
        person_id=mine.worker.id, company_id=mine.company.id, sha256=f"{next(_numbers):064d}", size=1, **given
    )


def stored(mine: Mine, day: date) -> StoredFile:
    digest = storage.put(f"照片{next(_numbers)}".encode())
    return StoredFile.objects.create(
        company_id=mine.company.id, sha256=digest, name="a.png", content_type="image/png", size=9,
        uploaded_by_id=mine.worker.id, uploaded_at=noon(day),
    )  # fmt: skip


def task(mine: Mine, day: date, **given: Any) -> Task:
    return Task.objects.create(
        **{
            "company": mine.company, "unit": mine.team, "kind": "decision", "text": "检修",
            "created_at": noon(day), "done_at": noon(day), **given,
        }
    )  # fmt: skip


def fitness(mine: Mine, day: date) -> Fitness:
    record = made_record(mine, TODAY)
    return Fitness.objects.create(
        record=record, person=mine.worker, result="watch", arrangement="", expires_at=noon(day)
    )


def an_import(mine: Mine, day: date, **given: Any) -> RosterImport:
    return RosterImport.objects.create(
        **{"company": mine.company, "filename": "a.xlsx", "state": "done", "started_at": noon(day), **given}
    )


def token(mine: Mine, **given: Any) -> Token:
    return Token.objects.create(
        **{
            "person": mine.worker, "name": "看板", "digest": f"{next(_numbers):064d}",
            "created_at": NOW, "expires_at": NOW + 300 * DAY, **given,
        }
    )  # fmt: skip


def terminal(mine: Mine, **given: Any) -> Terminal:
    return Terminal.objects.create(
        **{
            "company": mine.company, "team": mine.team, "name": "班组室", "offered_by": mine.chief,
            "offered_at": NOW, "code_expires_at": NOW, **given,
        }
    )  # fmt: skip


def made_case(mine: Mine, **given: Any) -> Case:
    """A case that has ended, with all that hangs on it: the person it was about, a step, a text, a file."""
    adoption = Adoption.objects.filter(unit=mine.root).first() or follow(mine.root)
    case = Case.objects.create(
        **{
            "company": mine.company, "unit": mine.team, "kind": "care", "adoption_id": adoption.id,
            "title": "帮扶", "level": "C3", "state": "done", "state_since": NOW, "opened_at": NOW,
            "opened_by": mine.instructor, **given,
        }
    )  # fmt: skip
    deed = Deed.objects.create(
        case=case, number=1, move="talk", title="谈话", target="done", by=mine.worker, happened_at=NOW,
        written_at=NOW, edition="try-cases@1.0",
    )  # fmt: skip
    Part.objects.create(case=case, role="helper", person=mine.leader, text=True)
    Part.objects.create(case=case, role="subject", person=mine.worker, text=True)
    Named.objects.create(deed=deed, field="worker", person=mine.worker)
    Named.objects.create(deed=deed, field="helper", person=mine.leader)
    Sealed.objects.create(case=case, deed=deed, field="said", text="…", author=mine.worker)
    Evidence.objects.create(deed=deed, file=stored(mine, TODAY))
    return case


def reading(mine: Mine, day: date) -> Reading:
    return Reading.objects.create(
        case_id=1, company_id=mine.company.id, unit_id=mine.team.id, reader=mine.worker, as_role="helper",
        read_at=noon(day), texts=1, keep_until=day,
    )  # fmt: skip


# One thing that dates from a day, for each rule.
MAKES: dict[tuple[str, str, Keep], Make] = {
    ("orgs.Membership", "person__left_date", orgs.held.PLACES): lambda mine, day: Membership.objects.get(
        person=gone_person(mine, day)
    ),
    ("orgs.PartyStanding", "person__left_date", orgs.held.PLACES): lambda mine, day: (
        PartyStanding.objects.get(person=gone_person(mine, day))
    ),
    ("orgs.Appointment", "person__left_date", orgs.held.PLACES): lambda mine, day: appoint(
        gone_person(mine, day), "team_leader", mine.team
    ),
    ("orgs.Person", "left_date", orgs.held.NAMES): gone_person,
    ("orgs.Leave", "ends_date", orgs.held.LEAVES): lambda mine, day: Leave.objects.create(
        person=mine.worker, kind="sick", starts_date=day, ends_date=day
    ),
    ("orgs.RosterImport", "started_at", orgs.held.UNDO): lambda mine, day: an_import(
        mine, day, undo={"people": [[1, "张伟"]]}
    ),
    ("orgs.RosterImport", "started_at", orgs.held.IMPORTS): an_import,
    ("duties.DutyMet", "item__due_date", duties.held.ITEMS): lambda mine, day: DutyMet.objects.create(
        item=item(mine, day), record_id=1, person=mine.leader, happened_at=noon(day), heard_at=noon(day)
    ),
    ("duties.DutyItem", "due_date", duties.held.ITEMS): item,
    ("duties.DutyTally", "due_date", duties.held.ITEMS): lambda mine, day: DutyTally.objects.create(
        unit=mine.team, due_date=day, due=1
    ),
    ("access.Account", "person__left_date", access.held.LEAVING): account_of_gone,
    ("usersessions.UserSession", "user__person__left_date", access.held.LEAVING): lambda mine, day: device(
        account_of_gone(mine, day)
    ),
    ("access.FeedSecret", "person__left_date", access.held.FEEDS): lambda mine, day: (
        FeedSecret.objects.create(
            person=gone_person(mine, day), digest=f"{next(_numbers):064d}", created_at=NOW
        )
    ),
    ("access.Account", "code_expires_at", access.held.CODES): lambda mine, day: make_account(
        make_person(mine.company), one_time_code="digest", code_expires_at=noon(day)
    ),
    ("sessions.Session", "expire_date", access.held.SESSIONS): lambda mine, day: Session.objects.create(
        session_key=f"key{next(_numbers)}", session_data="", expire_date=noon(day)
    ),
    ("usersessions.UserSession", "created_at", access.held.SESSIONS): dead_device,
    ("access.Pin", "person__left_date", access.held.PINS): lambda mine, day: Pin.objects.create(
        person=gone_person(mine, day), digest="x", set_at=noon(day)
    ),
    ("access.Terminal", "expires_at", access.held.TERMINALS): lambda mine, day: terminal(
        mine, enrolled_at=noon(day), expires_at=noon(day)
    ),
    ("access.Terminal", "revoked_at", access.held.TERMINALS): lambda mine, day: terminal(
        mine, revoked_at=noon(day)
    ),
    ("access.Terminal", "code_expires_at", access.held.OFFERS): lambda mine, day: terminal(
        mine, code_expires_at=noon(day)
    ),
    ("access.Tries", "last_at", access.held.TRIES): lambda mine, day: Tries.objects.create(
        key=f"address:10.0.0.{next(_numbers)}", last_at=noon(day)
    ),
    ("access.Token", "expires_at", access.held.TOKENS): lambda mine, day: token(mine, expires_at=noon(day)),
    ("access.Token", "revoked_at", access.held.TOKENS): lambda mine, day: token(mine, revoked_at=noon(day)),
    ("access.Proposal", "answered_at", access.held.PROPOSALS): lambda mine, day: Proposal.objects.create(
        person=mine.worker, company=mine.company, kind="audit", asked_at=noon(day), answered_at=noon(day)
    ),
    ("access.Administrator", "ends_date", access.held.ENDED_GRANTS): lambda mine, day: make_administrator(
        make_person(mine.company), "audit", ends_date=day
    ),
    ("access.Account", "person__left_date", access.held.ACCOUNTS): lambda mine, day: account_of_gone(
        mine, day, is_active=False
    ),
    ("records.Fitness", "expires_at", records.held.FITNESS): fitness,
    ("records.Task", "done_at", records.held.TASKS): task,
    ("records.Record", "created_at", records.held.DROPPED): lambda mine, day: made_record(
        mine, day, state="dropped"
    ),
    ("records.Record", "created_at", records.held.DRAFTS): lambda mine, day: made_record(
        mine, day, state="draft", version=0, written_at=None
    ),
    ("records.Record", "keep_until", records.held.RECORDS): lambda mine, day: made_record(
        mine, day, keep_until=day
    ),
    ("files.Blob", "touched_at", files.PIECES): lambda mine, day: blob(mine, touched_at=noon(day)),
    ("files.Blob", "done_at", files.BROUGHT): lambda mine, day: blob(
        mine, touched_at=noon(day), done_at=noon(day)
    ),
    ("files.StoredFile", "uploaded_at", records.FILES): stored,
    ("cases.Sealed", "case__forget_text_date", held_of_cases.TEXTS): lambda mine, day: Sealed.objects.get(
        case=made_case(mine, forget_text_date=day)
    ),
    ("cases.Part", "case__forget_names_date", held_of_cases.NAMES): lambda mine, day: Part.objects.get(
        case=made_case(mine, forget_names_date=day), role="subject"
    ),
    ("cases.Case", "keep_until", held_of_cases.CASES): lambda mine, day: made_case(mine, keep_until=day),
    ("cases.Reading", "keep_until", held_of_cases.READINGS): reading,
    ("sync.Operation", "received_at", sync.held.INBOX): brought,
    ("sync.Operation", "received_at", sync.held.REJECTED): lambda mine, day: brought(
        mine, day, outcome="rejected"
    ),
    ("sync.Operation", "received_at", sync.held.UNDECIDED): lambda mine, day: brought(
        mine, day, outcome="needs_review"
    ),
    ("sync.Twin", "received_at", sync.held.INBOX): lambda mine, day: twin(mine, day, decided_at=noon(day)),
    ("sync.Twin", "received_at", sync.held.UNDECIDED): twin,
    ("sync.Grant", "expires_at", sync.held.GRANTS): lambda mine, day: grant(mine, expires_at=noon(day)),
    ("sync.Grant", "revoked_at", sync.held.GRANTS): lambda mine, day: grant(mine, revoked_at=noon(day)),
    ("sync.Device", "enrolled_at", sync.held.DEVICES): lambda mine, day: phone(mine, enrolled_at=noon(day)),
}


def key_of(rule: Rule) -> tuple[str, str, Keep]:
    return (rule.model, rule.since, rule.keep)


def is_over(rule: Rule, made: Any) -> bool:
    """Whether the row is gone, or holds what the rule leaves in it."""
    row = apps.get_model(rule.model)._base_manager.filter(pk=made.pk).first()
    if row is None or rule.empty is None:
        return row is None
    wanted = {name: value for name, value in rule.empty.items() if not hasattr(value, "resolve_expression")}
    return {name: getattr(row, name) for name in wanted} == wanted


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.model}-{rule.since}-{rule.keep.years}")
def test_what_has_been_kept_long_enough_goes_and_a_day_before_nothing_does(mine: Mine, rule: Rule) -> None:
    make, last = MAKES[key_of(rule)], rule.keep.ends_before(THEN.date())
    young, old = make(mine, last), make(mine, last - DAY)

    assert batches.apply([rule], by=rounds.SYSTEM, at=THEN) >= 1
    assert (is_over(rule, young), is_over(rule, old)) == (False, True)
    assert batches.apply([rule], by=rounds.SYSTEM, at=THEN) == 0


def test_every_sentence_on_my_page_has_a_rule_or_says_until_when() -> None:
    kept = {(rule.model, rule.keep) for rule in RULES}
    silent = [
        holding.model
        for holding in HOLDINGS
        if not isinstance(holding.ends, Until)
        and (holding.model, holding.ends) not in kept
        and (holding.model, holding.ends) not in COVERED
    ]
    assert silent == []
    assert {key_of(rule) for rule in RULES} == MAKES.keys()


# The sentence names several rules at once; each of them is tested above.
COVERED = {("access.Account", access.held.ACCOUNTS)}


def test_the_round_ends_all_of_it_and_tells_only_counts(mine: Mine) -> None:
    long_ago = date(2016, 3, 1)
    old = [make(mine, long_ago) for make in MAKES.values() if make is not fitness]
    Tries.objects.all().delete()

    assert rounds.retention(NOW) > len(old) - 2
    facts = list(Fact.objects.filter(kind="retention.applied").values_list("data", flat=True))
    assert {name.split(".")[0] for data in facts for name in data} >= {"orgs", "access", "duties", "records"}
    assert all(isinstance(number, int) for data in facts for number in data.values())
    assert rounds.retention(NOW) == 0
    assert Fact.objects.filter(kind="retention.applied").count() == len(facts)


def test_who_is_here_loses_nothing_that_is_not_old(mine: Mine) -> None:
    make_account(mine.worker)
    appoint(mine.worker, "team_leader", mine.team)
    before = {
        model: model.objects.count() for model in (Person, Membership, Appointment, PartyStanding, Account)
    }

    assert rounds.retention(NOW) == 0
    assert {model: model.objects.count() for model in before} == before


def test_a_person_of_long_ago_is_a_number_in_the_records_and_no_name(mine: Mine) -> None:
    person = gone_person(mine, date(2020, 1, 1))
    Presence.objects.create(record=made_record(mine, TODAY), person=person)

    rounds.retention(NOW)

    person.refresh_from_db()
    assert (person.name, person.employee_no, person.phone, person.pinyin, person.trade) == (
        "已离职人员", f"gone-{person.id}", "", "", "",
    )  # fmt: skip
    assert Presence.objects.filter(person=person).count() == 1


def test_a_record_goes_whole_with_its_files_and_leaves_what_is_still_to_do(mine: Mine) -> None:
    record = made_record(mine, date(2015, 1, 5), keep_until=date(2018, 1, 5))
    kept = StoredFile.objects.get()
    StoredFile.objects.update(uploaded_at=noon(date(2015, 1, 5)))
    os.utime(storage.path_of(kept.sha256), (0, 0))

    with TestCase.captureOnCommitCallbacks(execute=True):
        rounds.retention(NOW)

    assert not Record.objects.filter(id=record.id).exists()
    for model in (Version, Presence, Decision, Attachment, StoredFile):
        assert not model._base_manager.exists()
    assert not storage.path_of(kept.sha256).exists()
    assert Task.objects.get().record_id is None


def test_names_go_and_the_steps_stay(mine: Mine) -> None:
    case = made_case(mine, forget_names_date=date(2016, 3, 1), opened_by=mine.worker)
    Case.objects.filter(id=case.id).update(title=mine.worker.name)

    assert rounds.retention(NOW) == 1
    case.refresh_from_db()
    assert (case.title, case.opened_by, case.forget_names_date) == (mine.worker.name, None, None)
    assert list(Part.objects.values_list("role", "person__name")) == [("helper", "赵建军")]
    assert list(Named.objects.values_list("person__name", flat=True)) == ["赵建军"]
    assert list(Deed.objects.values_list("title", "by")) == [("谈话", None)]
    assert list(Sealed.objects.values_list("author", flat=True)) == [None]


def test_a_case_goes_whole_with_its_steps_and_files(mine: Mine) -> None:
    case = made_case(mine, keep_until=date(2016, 3, 1))
    later = made_case(mine, recurs=case, origin=case)
    kept = StoredFile.objects.order_by("id").first()
    assert kept is not None
    StoredFile.objects.filter(id=kept.id).update(uploaded_at=noon(date(2016, 3, 1)))

    with TestCase.captureOnCommitCallbacks(execute=True):
        rounds.retention(NOW)

    later.refresh_from_db()
    assert list(Case.objects.all()) == [later]
    assert (later.recurs, later.origin) == (None, None)
    assert [Deed.objects.count(), Sealed.objects.count(), Named.objects.count(), Part.objects.count()] == [
        1, 1, 2, 2,
    ]  # fmt: skip
    assert not StoredFile.objects.filter(id=kept.id).exists()


def test_no_other_hand_deletes_a_step_or_a_reading(mine: Mine) -> None:
    case = made_case(mine, keep_until=date(2016, 3, 1))
    reading(mine, date(2999, 1, 1))

    for rows in (Deed.objects.filter(case=case), Reading.objects.all()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows._raw_delete("default")


def test_a_file_of_a_case_stays_with_it(mine: Mine) -> None:
    made_case(mine)
    StoredFile.objects.update(uploaded_at=noon(date(2016, 3, 1)))

    assert rounds.retention(NOW) == 0
    assert StoredFile.objects.count() == 1


def test_an_archive_is_never_deleted_by_the_program(mine: Mine) -> None:
    assert keep_until(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert keep_until(TODAY, 9) == date(2035, 11, 20)
    assert (keep_until(TODAY, 10), keep_until(TODAY, 99)) == (None, None)
    record = made_record(mine, date(1990, 1, 5))

    assert rounds.retention(NOW) == 0
    assert Record.objects.filter(id=record.id).exists()


@pytest.mark.parametrize("until", [None, date(2999, 1, 1)])
def test_no_other_hand_deletes_a_closed_record(mine: Mine, until: date | None) -> None:
    record = made_record(mine, date(2015, 1, 5), keep_until=until)

    with pytest.raises(DatabaseError, match="kept until its time is over"), transaction.atomic():
        Record.objects.filter(id=record.id)._raw_delete("default")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Version.objects.filter(record=record)._raw_delete("default")
    assert Version.objects.filter(record=record).count() == 1


def test_a_fact_is_never_deleted(mine: Mine) -> None:
    item(mine, date(2016, 1, 1))
    rounds.retention(NOW)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM facts_fact")


def test_bytes_that_somebody_brought_again_stay(mine: Mine) -> None:
    digest = storage.put("照片".encode())
    os.utime(storage.path_of(digest), (0, 0))
    storage.put("照片".encode())
    storage.drop([digest])
    assert storage.get(digest) == "照片".encode()

    os.utime(storage.path_of(digest), (0, 0))
    storage.drop([digest, digest])
    assert not storage.path_of(digest).exists()


def test_files_with_the_same_bytes_share_them_to_the_last(mine: Mine) -> None:
    first = stored(mine, date(2020, 1, 1))
    StoredFile.objects.create(
        company_id=1, sha256=first.sha256, name="b", content_type="image/png", size=9, uploaded_at=NOW
    )
    os.utime(storage.path_of(first.sha256), (0, 0))

    with TestCase.captureOnCommitCallbacks(execute=True):
        rounds.retention(NOW)

    assert [row.name for row in StoredFile.objects.all()] == ["b"]
    assert storage.path_of(first.sha256).exists()


def test_an_uploaded_roster_that_nobody_wrote_goes_with_its_file(mine: Mine) -> None:
    row = an_import(mine, TODAY - 2 * DAY, state="checked", summary={"added": ["张伟"]})
    lost, mine_of_today = keep.folder() / "in-abc", keep.file_of(row.id + 1)
    for path in (keep.file_of(row.id), lost, mine_of_today):
        path.write_text("花名册", encoding="utf-8")
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    os.utime(lost, (0, 0))

    assert rounds.retention(NOW) == 1
    row.refresh_from_db()
    assert (row.state, row.summary) == ("dropped", {})
    assert [path.exists() for path in (keep.file_of(row.id), lost, mine_of_today)] == [False, False, True]


def test_many_rows_go_in_batches_each_with_its_fact(mine: Mine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)
    for _ in range(5):
        task(mine, date(2016, 1, 1))

    assert rounds.retention(NOW) == 5
    counts = Fact.objects.filter(kind="retention.applied").order_by("id").values_list("data", flat=True)
    assert list(counts) == [{"records.Task": 2}, {"records.Task": 2}, {"records.Task": 1}]


def test_an_engine_that_fails_keeps_no_other_waiting(mine: Mine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> int:
        raise RuntimeError

    task(mine, date(2016, 1, 1))
    monkeypatch.setattr(rounds, "RETENTION", (fail, records.apply_retention))

    assert rounds.retention(NOW) == 1


def test_a_year_before_the_leap_day_is_the_28th() -> None:
    assert add_years(date(2028, 2, 29), -1) == date(2027, 2, 28)
    assert Keep("", years=2, days=1).ends_before(date(2026, 3, 1)) == date(2024, 2, 29)
