"""A post: its title, line, term, and what its holder may do."""

from typing import Literal

from pydantic import Field

from tongxin.regimes.schema.base import Key, Spec, Title, UnitKind

Capability = Literal[
    "org_view", "org_edit", "person_view", "roster_import", "appointment_make", "shift_edit",
    "regime_view", "regime_adopt", "duty_view", "duty_waive", "record_view", "record_write",
    "record_confidential", "case_view", "case_confidential", "dashboard_view", "report_view", "report_write",
]  # fmt: skip


class PostSpec(Spec):
    """One file of `posts/`.

    `reach`: the unit alone, or it and all below. `linked`: also the units linked to it (and,
    with `subtree`, all below those). `per_unit`: how many may hold it in one unit at a time.
    `minutes_a_week` is the burden budget. `needs`: the standing that the holder must have.
    """

    key: Key
    title: Title
    line: Literal["party", "administration", "union"]
    units: tuple[UnitKind, ...] = Field(min_length=1)
    capabilities: tuple[Capability, ...] = ()
    reach: Literal["unit", "subtree"] = "unit"
    linked: bool = False
    per_unit: int = Field(default=1, ge=1, le=20)
    term_years: int | None = Field(default=None, ge=1, le=10)
    minutes_a_week: int = Field(default=120, ge=0, le=2400)
    needs: Literal["", "full", "member"] = ""
    home: Literal["field", "desk"] = "desk"
