"""A report: its sections, and the named figures in them."""

from typing import Literal

from pydantic import Field

from tongxin.regimes.schema.base import Basis, Key, Spec, Title, UnitKind


class SectionSpec(Spec):
    """`figures` names functions of `reports.figures`; `own_words` leaves room for the author."""

    key: Key
    title: Title
    figures: tuple[Key, ...] = ()
    own_words: bool = False
    hint: str = ""


class ReportSpec(Spec):
    """One file of `reports/`."""

    key: Key
    title: Title
    basis: Basis
    written_at: tuple[UnitKind, ...] = Field(min_length=1)
    written_by: tuple[Key, ...] = Field(min_length=1)
    every: Literal["week", "month", "quarter", "year"]
    sections: tuple[SectionSpec, ...] = Field(min_length=1)
