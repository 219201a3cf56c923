"""Counts a day of each unit with all below it: moved in one transaction with the items."""

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.db.models import Count as Total
from django.db.models import F, Q

from tongxin.duties import dialect
from tongxin.duties.models import DutyItem
from tongxin.duties.rules import NOTHING, Count
from tongxin.kernel.actor import Actor
from tongxin.kernel.paths import ids_in

# Rows are written in the order of their key, so that two transactions never wait for each other.
MOVE = """
INSERT INTO duties_dutytally (unit_id, due_date, due, done, done_late, waived)
{source}
ON CONFLICT (unit_id, due_date) DO UPDATE SET
    due = duties_dutytally.due + excluded.due, done = duties_dutytally.done + excluded.done,
    done_late = duties_dutytally.done_late + excluded.done_late,
    waived = duties_dutytally.waived + excluded.waived
"""
COUNTS = """
    count(*) AS due,
    count(CASE WHEN i.met_at <= i.due_at THEN 1 END) AS done,
    count(CASE WHEN i.met_at > i.due_at THEN 1 END) AS done_late,
    count(CASE WHEN i.met_at IS NULL AND i.waived_at IS NOT NULL THEN 1 END) AS waived
"""
# The same, for a query.
NUMBERS = {
    "due": Total("id"),
    "done": Total("id", filter=Q(met_at__lte=F("due_at"))),
    "late": Total("id", filter=Q(met_at__gt=F("due_at"))),
    "waived": Total("id", filter=Q(met_at__isnull=True, waived_at__isnull=False)),
}
# The parts below are ours, no value is ever put into a statement by hand.
# Counts of the chosen items, each carried to its unit and to every unit above.
UPWARD = """
WITH RECURSIVE fresh AS (
    SELECT i.unit_id, i.due_date, {counts} FROM duties_dutyitem i WHERE {chosen}
    GROUP BY i.unit_id, i.due_date
), up (unit_id, above_id) AS (
    SELECT DISTINCT unit_id, unit_id FROM fresh
    UNION ALL
    SELECT up.unit_id, u.parent_id FROM up JOIN orgs_unit u ON u.id = up.above_id WHERE u.parent_id IS NOT NULL
)
"""
CARRIED = """
SELECT up.above_id, f.due_date, sum(f.due), sum(f.done), sum(f.done_late), sum(f.waived)
FROM fresh f JOIN up ON up.unit_id = f.unit_id
GROUP BY up.above_id, f.due_date
"""
ORDERED = "ORDER BY up.above_id, f.due_date"
OF_COMPANY = "i.company_id = %s"
NEW = "i.company_id = %s AND i.id > %s"


def count_new(company_id: int, after_id: int) -> None:
    """Count the items that were raised after item `after_id`, with all units above, in one statement."""
    source = UPWARD.format(counts=COUNTS, chosen=NEW) + CARRIED + ORDERED
    dialect.execute(MOVE.format(source=source), [company_id, after_id])


MOST_ROWS = 1000  # databases take only so many parameters at once

Move = tuple[str, date, Count]  # the path of the item's unit, its due day, what to add


def move(moves: Iterable[Move]) -> None:
    """Add to the counts of the units and of all above them, in one statement (or one a thousand counts)."""
    sums: dict[tuple[int, date], Count] = {}
    for path, day, count in moves:
        for unit_id in ids_in(path):
            sums[unit_id, day] = sums.get((unit_id, day), NOTHING) + count
    values = [
        (unit_id, dialect.day(day), count.due, count.done, count.done_late, count.waived)
        for (unit_id, day), count in sorted(sums.items())
        if count != NOTHING
    ]
    for start in range(0, len(values), MOST_ROWS):
        source, parameters = dialect.rows(values[start : start + MOST_ROWS])
        dialect.execute(MOVE.format(source=source), parameters)


def counted(item: DutyItem) -> Count:
    """What one item adds to the counts of its day."""
    if item.met_at is not None:
        return Count(1, done=1) if item.met_at <= item.due_at else Count(1, done_late=1)
    return Count(1, waived=1) if item.waived_at is not None else Count(1)


def difference(new: Count, old: Count) -> Count:
    return new + Count(-old.due, -old.done, -old.done_late, -old.waived)


# What the counts lack, and what they have too much, in one look at items and counts together:
# both change in one transaction, so the difference is right whatever else goes on.
AMISS = """
, kept AS (
    SELECT t.unit_id, t.due_date, t.due, t.done, t.done_late, t.waived FROM duties_dutytally t
    JOIN orgs_unit k ON k.id = t.unit_id WHERE k.company_id = %s
), rightly (unit_id, due_date, due, done, done_late, waived) AS ({carried}),
amiss AS (
    SELECT unit_id, due_date, sum(due) AS due, sum(done) AS done, sum(done_late) AS done_late,
        sum(waived) AS waived
    FROM (
        SELECT * FROM rightly UNION ALL
        SELECT unit_id, due_date, -due, -done, -done_late, -waived FROM kept
    ) AS both_sides
    GROUP BY unit_id, due_date
    HAVING sum(due) <> 0 OR sum(done) <> 0 OR sum(done_late) <> 0 OR sum(waived) <> 0
)
"""
LISTED = "SELECT unit_id, due_date, due, done, done_late, waived FROM amiss ORDER BY unit_id, due_date"
ALL_AMISS = UPWARD.format(counts=COUNTS, chosen=OF_COMPANY) + AMISS.format(carried=CARRIED) + LISTED


def tally_differences(company_id: int) -> list[tuple[int, date]]:
    """The (unit, day) whose counts are not what a recount of the items gives; none, if all is well."""
    with connection.cursor() as cursor:
        cursor.execute(ALL_AMISS, [company_id, company_id])
        return [(unit, date.fromisoformat(str(day))) for unit, day, *_ in cursor.fetchall()]


@transaction.atomic
def tally_rebuild(company_id: int, *, by: Actor) -> int:
    """Set the counts right, as after a unit has moved under another; how many were not.

    Writes no fact: counts follow wholly from the items. `by` is whose act made it needed.
    """
    return dialect.execute(MOVE.format(source=ALL_AMISS), [company_id, company_id])
