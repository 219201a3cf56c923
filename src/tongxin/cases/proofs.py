"""What shows that a meeting decided something; another engine knows, and says so at start-up."""

from collections.abc import Callable, Collection
from datetime import date

from tongxin.kernel.actor import Actor
from tongxin.kernel.proof import Proof

One = Callable[..., Proof]  # (record_id, *, viewer)
Many = Callable[..., list[Proof]]  # (kinds, *, unit_ids, since, viewer)
_given: list[tuple[One, Many]] = []


def give(one: One, many: Many) -> None:
    """`one`: the proof of a record that the actor sees; `many`: the latest of some kinds in some units."""
    _given[:] = [(one, many)]


def proof_of(record_id: int, *, by: Actor) -> Proof:
    return _given[0][0](record_id, viewer=by)


def proofs(kinds: Collection[str], *, unit_ids: Collection[int], since: date, viewer: Actor) -> list[Proof]:
    return _given[0][1](kinds, unit_ids=unit_ids, since=since, viewer=viewer)
