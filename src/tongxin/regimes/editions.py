"""Editions of one document: packs each of which supersedes the one before."""

from collections.abc import Mapping, Sequence
from datetime import date

from tongxin.regimes.schema.pack import Pack


def editions(pack: Pack, known: Mapping[str, Pack]) -> tuple[Pack, ...]:
    """The pack with all before and after it, the oldest first."""
    found = {pack.meta.key: pack}
    grown = True
    while grown:
        older = {one.meta.supersedes for one in found.values()}
        near = [
            one
            for key, one in known.items()
            if key not in found and (key in older or one.meta.supersedes in found)
        ]
        found.update({one.meta.key: one for one in near})
        grown = bool(near)
    return tuple(sorted(found.values(), key=lambda one: one.meta.effective_from))


def edition_on(chain: Sequence[Pack], day: date) -> Pack:
    """The edition that holds on a day; before the first one, the first."""
    holding = [one for one in chain if one.meta.effective_from <= day]
    return holding[-1] if holding else chain[0]
