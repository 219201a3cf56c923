"""What one took part in stays readable after the post has ended; what comes later does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.clock import NOW, TODAY
from tests.factories import appoint, make_person
from tests.records.conftest import SOON, Branch
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Appointment, Person
from tongxin.records import commands, queries
from tongxin.records.content import Content
from tongxin.records.models import Presence, Record

Act = Callable[..., Actor]
Open = Callable[..., Record]


def end_posts(person: Person) -> None:
    Appointment.objects.filter(person=person).update(ends_date=TODAY - timedelta(days=1))


def successor(branch: Branch, act: Act) -> Actor:
    person = make_person(branch.mine.company, branch.mine.branch, name="孙建华", party="full")
    appoint(person, "branch_secretary", branch.mine.branch)
    return act(person)


def sees(viewer: Actor, record: Record) -> bool:
    return queries.records_seen_by(viewer).filter(id=record.id).exists()


def files_of(record: Record, viewer: Actor) -> list[str]:
    return [one.name for one in queries.view_record(record.id, viewer=viewer, at=NOW).attachments]


def with_two_files(branch: Branch, open_draft: Open, level: str) -> tuple[Record, int]:
    """One file from before closing, and the id of one that came with a correction."""
    record = open_draft()
    Record.objects.filter(id=record.id).update(level=level)
    commands.attach_file(
        record.id, "当时的.txt", b"then", by=branch.secretary, at=SOON - timedelta(minutes=9)
    )
    commands.save_draft(record.id, Content(minutes="顶板管理"), by=branch.secretary, at=SOON)
    commands.close_record(record.id, by=branch.secretary, at=SOON)
    later = commands.attach_file(
        record.id, "后来的.txt", b"later", by=branch.secretary, at=NOW, reason="补上附件"
    )
    record.refresh_from_db()
    return record, later


def put(branch: Branch, state: str, **given: object) -> Record:
    """A record of the branch, without going through its commands."""
    return Record.objects.create(
        **{
            "company": branch.mine.company,
            "unit": branch.mine.branch,
            "kind": "committee_meeting",
            "title": "支委会",
            "state": state,
            "held_at": SOON,
            "written_at": SOON if state == "closed" else None,
            "created_at": NOW,
            **given,
        }
    )


@pytest.mark.parametrize("role", ["chair", "recorder"])
@pytest.mark.parametrize("level", ["C1", "C2"])
def test_who_led_a_meeting_reads_it_after_the_post_ended_but_not_as_a_draft(
    branch: Branch, act: Act, role: str, level: str
) -> None:
    person = branch.mine.secretary
    done, draft = (put(branch, state, level=level, **{role: person}) for state in ("closed", "draft"))
    assert (sees(act(person), done), sees(act(person), draft)) == (True, True)

    end_posts(person)

    assert (sees(act(person), done), sees(act(person), draft)) == (True, False)
    with pytest.raises(NotFound):
        queries.get_record(draft.id, viewer=act(person))


def test_who_was_there_with_a_post_reads_it_without(branch: Branch, act: Act) -> None:
    person = branch.committee[3]
    record = put(branch, "closed", level="C2")
    Presence.objects.create(record=record, person=person)
    assert sees(act(person), record)

    end_posts(person)

    assert sees(act(person), record)


def test_later_files_of_a_c2_record_are_not_for_who_only_took_part(
    branch: Branch, open_draft: Open, act: Act
) -> None:
    record, later = with_two_files(branch, open_draft, "C2")
    person, other = branch.mine.secretary, successor(branch, act)
    assert files_of(record, act(person)) == ["当时的.txt", "后来的.txt"]

    end_posts(person)

    former = act(person)
    assert files_of(record, former) == ["当时的.txt"]
    with pytest.raises(NotFound):
        queries.get_attachment(record.id, later, viewer=former)
    changed = queries.compare_versions(record.id, 1, 2, viewer=former).changes
    assert [change for change in changed if "后来的" in repr(change)] == []
    assert files_of(record, other) == ["当时的.txt", "后来的.txt"]
    assert queries.get_attachment(record.id, later, viewer=other).content == b"later"
    changed = queries.compare_versions(record.id, 1, 2, viewer=other).changes
    assert len([change for change in changed if "后来的" in repr(change)]) == 1


def test_later_files_of_a_c1_record_are_for_everybody_who_was_there(
    branch: Branch, open_draft: Open, act: Act
) -> None:
    record, later = with_two_files(branch, open_draft, "C1")
    end_posts(branch.mine.secretary)

    former = act(branch.mine.secretary)

    assert files_of(record, former) == ["当时的.txt", "后来的.txt"]
    assert queries.get_attachment(record.id, later, viewer=former).content == b"later"
