"""Which numbers about persons are not told: those of few people, and what could be had by taking away.

A number told of a unit, less those told of the units below it, leaves the number of the rest: of the units not
told and of the unit's own people. So the rest must be nobody or not few, else one more is not told.
"""

from collections.abc import Mapping

FEWEST = 5  # of fewer people, or fewer cases about persons, no number is told


def untold(members: Mapping[str, int], path: str) -> frozenset[str]:
    """The paths of the unit, of those above it and of those right below it whose number is not told.

    `members`: path -> how many people belong to that very unit. The answer for a unit is the same whether it is
    asked for by itself or as a line of the one above.
    """
    found: set[str] = set()
    top = path.split(".", 1)[0] + "."
    if _all(members, top) < FEWEST:
        found.add(top)
    at, beside = top, 0
    while True:
        below = _below(members, at)
        few = {one for one, count in below.items() if count < FEWEST}
        rest = beside + members.get(at, 0) + sum(below[one] for one in few)
        told = sorted((count, one) for one, count in below.items() if one not in few)
        other = told[0][1] if told and 0 < rest < FEWEST else ""
        found |= few | ({other} if other else set())
        if at == path:
            return frozenset(found)
        at = _child(at, path)
        if at not in below:
            found.add(at)  # nobody belongs to it
        beside = rest if at == other else 0


def _all(members: Mapping[str, int], path: str) -> int:
    return sum(count for one, count in members.items() if one.startswith(path))


def _below(members: Mapping[str, int], path: str) -> dict[str, int]:
    """The units right below that have people, each with all below it."""
    found: dict[str, int] = {}
    for one, count in members.items():
        if one.startswith(path) and one != path:
            child = _child(path, one)
            found[child] = found.get(child, 0) + count
    return found


def _child(above: str, path: str) -> str:
    """The unit right below `above` in which the path lies."""
    return f"{above}{path[len(above) :].split('.', 1)[0]}."
