"""Eight copies of the same 300 operations at the same moment, against a real database.

As a program (`python -m tests.sync.copies`) it makes its own SQLite file and tells what it counted.
"""

import json
import os
import random
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

MANY, COPIES, BATCH = 300, 8, 25


def race(mine: Any) -> dict[str, int]:
    """What is there after all copies have been taken in. Each operation makes a new row if it is let."""
    from django.db import connection

    from tests.clock import NOW
    from tests.sync.phone import Phone, operation
    from tongxin.records.models import Task
    from tongxin.sync.commands import Batch, take_operations
    from tongxin.sync.models import Counter, Operation
    from tongxin.sync.queries import bearer_of

    bearer = bearer_of(Phone(mine.leader).token, at=NOW)
    assert bearer is not None
    sent = [
        operation("handover.note", {"team": mine.team.id, "text": f"{number} 号支架"})
        for number in range(MANY)
    ]

    def copy(seed: int) -> list[str]:
        mixed = random.Random(seed).sample(sent, MANY)
        try:
            return [
                answer.outcome
                for start in range(0, MANY, BATCH)
                for answer in take_operations(Batch(mixed[start : start + BATCH]), by=bearer, at=NOW).answers
            ]
        finally:
            connection.close()

    with ThreadPoolExecutor(COPIES) as pool:
        outcomes = [outcome for part in pool.map(copy, range(COPIES)) for outcome in part]
    numbers = list(Operation.objects.order_by("seq").values_list("seq", flat=True))
    return {
        "applied": outcomes.count("applied"),
        "duplicate": outcomes.count("duplicate"),
        "answers": len(outcomes),
        "effects": Task.objects.filter(text__endswith="号支架").count(),
        "texts": Task.objects.filter(text__endswith="号支架").values("text").distinct().count(),
        "inbox": Operation.objects.count(),
        "without_gaps": int(numbers == list(range(1, MANY + 1)) and Counter.objects.get().value == MANY),
    }


def main() -> None:
    folder = tempfile.mkdtemp(prefix="tongxin-copies-")
    os.environ |= {
        "TONGXIN_DATA_DIR": folder,
        "TONGXIN_DATABASE_URL": f"sqlite:///{folder}/copies.sqlite3",
        "DJANGO_SETTINGS_MODULE": "tongxin.config.settings",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
    from tests.factories import adopt
    from tests.world import make_mine

    mine = make_mine()
    adopt(mine.root, "xzw")
    json.dump(race(mine), sys.stdout)


if __name__ == "__main__":
    main()
