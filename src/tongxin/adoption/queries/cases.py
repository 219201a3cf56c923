"""Which kinds of case may be opened where, and which edition of a kind holds for a step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from tongxin.adoption.queries.force import InForce, in_force_at, packs_of
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import LinkRow
from tongxin.regimes.editions import editions
from tongxin.regimes.load import library
from tongxin.regimes.schema.case import CaseSpec
from tongxin.regimes.schema.pack import Pack, PackSpec


@dataclass(frozen=True, slots=True)
class Edition:
    """A kind of case as one pack describes it; `name` is pinned in every step."""

    spec: CaseSpec
    meta: PackSpec

    @property
    def name(self) -> str:
        return f"{self.meta.key}@{self.meta.version}"

    @property
    def title(self) -> str:
        return self.meta.title


def case_specs(unit: Unit, *, on: date) -> dict[str, tuple[CaseSpec, int]]:
    """Key -> (spec, adoption id) of the cases that may be opened in a unit on a day."""
    return cases_of(unit.kind, in_force_at(unit, on=on))


def cases_of(kind: str, followed: Iterable[InForce]) -> dict[str, tuple[CaseSpec, int]]:
    """`followed`: by a unit of this kind."""
    return {
        spec.key: (spec, one.adoption_id)
        for one in followed
        for spec in one.pack.cases
        if kind in spec.opened_at
    }


def pinned_case(key: str, *, adoption_id: int) -> CaseSpec:
    """The kind under which a case was opened, whatever is in force now."""
    spec = packs_of([adoption_id])[adoption_id].case(key)
    if spec is None:
        raise LookupError(f"{key} is not in the pack that it was opened under")
    return spec


def editions_of(
    key: str, *, adoption_id: int, unit: Unit, on: date, links: Iterable[LinkRow] | None = None
) -> list[Edition]:
    """The pack of the case with those before it, and what the unit has taken up in its place; oldest first.
    `links`: as for `in_force_at`."""
    pinned = packs_of([adoption_id])[adoption_id]
    chain = editions(pinned, library(settings.PACKS_DIR))
    if chain[-1] is not pinned:
        here = in_force_at(unit, on=on, links=links)
        chain = _followed(chain, pinned, [one.pack for one in here if one.pack.case(key)])
    return [Edition(spec, pack.meta) for pack in chain if (spec := pack.case(key))]


def _followed(chain: Sequence[Pack], pinned: Pack, in_force: Sequence[Pack]) -> tuple[Pack, ...]:
    """The chain up to the newest that was ever followed, as the company has it."""
    followed = {**{pack.meta.key: pack for pack in in_force}, pinned.meta.key: pinned}
    newest = max(place for place, pack in enumerate(chain) if pack.meta.key in followed)
    return tuple(followed.get(pack.meta.key, pack) for pack in chain[: newest + 1])
