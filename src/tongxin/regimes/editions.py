"""Editions of one document: packs each of which supersedes the one before."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from tongxin.regimes.schema.pack import Pack, PackSpec


class Dated(Protocol):
    """A pack, or what is taken out of one."""

    @property
    def meta(self) -> PackSpec: ...


Found = TypeVar("Found", bound=Dated)


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


def edition_on(chain: Sequence[Found], day: date) -> Found:
    """The edition that holds on a day; before the first one, the first."""
    holding = [one for one in chain if one.meta.effective_from <= day]
    return holding[-1] if holding else chain[0]
