"""Which kinds of case may be opened where, and which edition of a kind holds for a step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from tongxin.adoption.queries.force import in_force_at, packs_of
from tongxin.orgs.models import Unit
from tongxin.regimes.load import library
from tongxin.regimes.schema.case import CaseSpec
from tongxin.regimes.schema.pack import Pack


@dataclass(frozen=True, slots=True)
class Edition:
    """A kind of case as one pack describes it; `name` is pinned in every step."""

    spec: CaseSpec
    name: str
    effective_from: date
    title: str = ""


def case_specs(unit: Unit, *, on: date) -> dict[str, tuple[CaseSpec, int]]:
    """Key -> (spec, adoption id) of the cases that may be opened in a unit on a day."""
    return {
        spec.key: (spec, one.adoption_id)
        for one in in_force_at(unit, on=on)
        for spec in one.pack.cases
        if unit.kind in spec.opened_at
    }


def pinned_case(key: str, *, adoption_id: int) -> CaseSpec:
    """The kind under which a case was opened, whatever is in force now."""
    spec = packs_of([adoption_id])[adoption_id].case(key)
    if spec is None:
        raise LookupError(f"{key} is not in the pack that it was opened under")
    return spec


def editions_of(key: str, *, adoption_id: int, unit: Unit, on: date) -> list[Edition]:
    """The pack of the case, those before it, and what the unit has taken up in its place; newest first."""
    pinned = packs_of([adoption_id])[adoption_id]
    found = {pinned.meta.key: pinned, **_before(pinned)}
    if _followed_by_another(pinned):
        for one in in_force_at(unit, on=on):
            if one.pack.case(key) and pinned.meta.key in _before(one.pack):
                found |= {**_before(one.pack), one.pack.meta.key: one.pack}
    editions = [
        Edition(spec, f"{pack.meta.key}@{pack.meta.version}", pack.meta.effective_from, title=pack.meta.title)
        for pack in found.values()
        if (spec := pack.case(key))
    ]
    return sorted(editions, key=lambda one: one.effective_from, reverse=True)


def edition_on(editions: Sequence[Edition], day: date) -> Edition:
    """The newest edition that was in force on the day; the oldest for what was before all."""
    return next((one for one in editions if one.effective_from <= day), editions[-1])


def _before(pack: Pack) -> dict[str, Pack]:
    """The editions that a pack follows, back to the first."""
    known = library(settings.PACKS_DIR)
    found: dict[str, Pack] = {}
    key = pack.meta.supersedes
    while key in known and key not in found:
        found[key] = known[key]
        key = known[key].meta.supersedes
    return found


def _followed_by_another(pack: Pack) -> bool:
    return any(other.meta.supersedes == pack.meta.key for other in library(settings.PACKS_DIR).values())
