"""Two people press “记完了” at the same moment: used inside the tests and in a process of its own."""

import threading
from typing import Any

from tests.clock import NOW, moment


def make_meeting() -> tuple[int, list[Any]]:
    from tests.factories import adopt
    from tests.world import make_mine
    from tongxin.access.queries import actor_of
    from tongxin.records import commands
    from tongxin.records.content import Content

    mine = make_mine()
    adopt(mine.root, "party-branch-2018")
    by = actor_of(mine.secretary.id, at=NOW)
    opened = commands.open_record(
        "committee_meeting", unit_id=mine.branch.id, by=by, at=NOW, held_at=moment(11, 13, 15)
    )
    commands.save_draft(opened.record_id, Content(minutes="顶板管理"), by=by, at=NOW)
    return opened.record_id, [mine.secretary, mine.organiser]


def two_close(record_id: int, people: list[Any]) -> list[str]:
    from django.db import connection

    from tongxin.access.queries import actor_of
    from tongxin.kernel.errors import Refused
    from tongxin.records import commands

    together, results = threading.Barrier(2), []

    def close(person: Any) -> None:
        by = actor_of(person.id, at=NOW)
        together.wait()
        try:
            commands.close_record(record_id, by=by, at=NOW)
            results.append("closed")
        except Refused:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=close, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from tongxin.facts.models import Fact
    from tongxin.records.models import Version

    call_command("migrate", verbosity=0)
    record_id, people = make_meeting()
    print(*sorted(two_close(record_id, people)))
    print(Version.objects.count(), Fact.objects.filter(kind="record.closed").count())
