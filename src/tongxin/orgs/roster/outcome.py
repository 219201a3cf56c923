"""What an import did or would do, in counts and sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tongxin.orgs.roster.changes import Change, Plan
from tongxin.orgs.roster.rows import Fault
from tongxin.orgs.roster.standing import NAMES
from tongxin.orgs.roster.tree import LINES, Node
from tongxin.orgs.texts import KINDS

SHOWN = 200
ERRORS_KEPT = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    added: int
    changed: int
    ended: int
    unchanged: int
    errors: tuple[Fault, ...]
    remarks: tuple[str, ...]
    created_units: int
    dry_run: bool

    @property
    def taken(self) -> bool:
        return not self.errors

    def as_json(self) -> dict[str, Any]:
        return {
            "added": self.added,
            "changed": self.changed,
            "ended": self.ended,
            "unchanged": self.unchanged,
            "errors": [fault._asdict() for fault in self.errors],
            "remarks": list(self.remarks),
            "created_units": self.created_units,
            "dry_run": self.dry_run,
        }


def refused(message: str, *, row: int = 1, dry_run: bool) -> Outcome:
    """A file that cannot be read at all, in the same shape as every other outcome."""
    return Outcome(0, 0, 0, 0, (Fault("", row, 1, message),), (), 0, dry_run)


def outcome_of(plan: Plan, *, dry_run: bool) -> Outcome:
    faults = tuple(sorted(plan.roster.faults))
    return Outcome(
        **plan.counts,
        errors=faults,
        remarks=tuple(dict.fromkeys(plan.roster.remarks)),
        created_units=len(plan.tree.new),
        dry_run=dry_run,
    )


def summary_of(plan: Plan) -> dict[str, Any]:
    """What the page of the dry run shows: the first of each kind, and all the counts."""
    outcome = outcome_of(plan, dry_run=True)
    kept = outcome.as_json()
    kept["error_count"] = len(outcome.errors)
    kept["errors"] = kept["errors"][:ERRORS_KEPT]
    kept["units"] = [
        {"kind": KINDS.get(node.kind, ""), "name": node.full_name()} for node in _first(plan.tree.new)
    ]
    kept["links"] = [
        {"left": left.name, "right": right.name, "rows": count} for left, right, count in _first(plan.links)
    ]
    kept["link_count"] = len(plan.links)
    kept["first"] = {
        "added": [_added(change) for change in _first(plan.added)],
        "changed": [_changed(change) for change in _first(plan.changed)],
        "ended": [_changed(change) for change in _first(plan.ended)],
    }
    return kept


def _first(things: Iterable[Any]) -> list[Any]:
    return list(things)[:SHOWN]


def _added(change: Change) -> dict[str, Any]:
    row = change.row
    assert row is not None
    units = dict(change.moves)
    return {
        "no": row.no,
        "name": row.name,
        "row": row.number,
        **{line: _name(units.get(line)) for line in LINES},
        "trade": row.trade or "",
        "posts": "、".join(row.posts or ()) if change.posts else "",
        "standing": NAMES.get(row.standing or "", ""),
    }


def _changed(change: Change) -> dict[str, Any]:
    person = change.person
    assert person is not None
    return {
        "no": person.no,
        "name": person.name,
        "row": change.row.number if change.row else 0,
        "fields": [[title, old, new] for title, (old, new) in change.fields.items()],
    }


def _name(node: Node | None) -> str:
    return node.full_name() if node else ""
