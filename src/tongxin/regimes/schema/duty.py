"""A recurring obligation: who owes what, how often, and which record meets it."""

from typing import Any, Literal

from pydantic import Field, model_validator

from tongxin.regimes.schema.base import Basis, Key, Spec, Strength, Title, UnitKind

Every = Literal[
    "shift", "day", "workday", "week", "ten_days", "half_month", "month", "quarter", "half_year", "year"
]


class OwedBy(Spec):
    """Each unit of `unit` (or of `or_units`) owes it once, through the holder of `post`;
    `each_holder`: once a holder."""

    post: Key
    unit: UnitKind
    or_units: tuple[UnitKind, ...] = ()
    each_holder: bool = False

    @property
    def kinds(self) -> tuple[UnitKind, ...]:
        return (self.unit, *self.or_units)


class MetBy(Spec):
    """A record that counts. `where` the record was held, seen from the unit that owes:
    itself, a linked unit, one above (its parent, or what is linked to the parent), or one below or
    linked below. `owner` is what the duty's holder must have been there. `having`: what must have
    been chosen in fields of the record that `counts`. `from_each`: held below, it counts only
    together with one from each unit of this kind directly below.

    Or a `report` that counts: filed by the same unit for the item's own period.

    Or a `move` of a `case` (or its opening), made where `where` says; `chair` is then who made it."""

    record: Key | Literal[""] = ""
    report: Key | Literal[""] = ""
    case: Key | Literal[""] = ""
    move: Key = "opened"
    where: Literal["same", "linked", "above", "below"] = "same"
    owner: Literal["any", "present", "chair"] = "any"
    having: dict[Key, Key] = {}
    from_each: UnitKind | Literal[""] = ""

    @model_validator(mode="after")
    def names_one_thing(self) -> "MetBy":
        if sum(map(bool, (self.record, self.report, self.case))) != 1:
            raise ValueError("name either a record, a report or a case")
        return self

    @property
    def source(self) -> Literal["record", "report", "case"]:
        return "record" if self.record else "report" if self.report else "case"

    @property
    def kind(self) -> str:
        """What a deed that counts is called."""
        return self.record or self.report or f"{self.case}.{self.move}"

    @model_validator(mode="after")
    def a_case_is_not_held(self) -> "MetBy":
        if self.case and (self.having or self.owner == "present"):
            raise ValueError("having and present belong to a record")
        return self

    @model_validator(mode="after")
    def each_is_below(self) -> "MetBy":
        if self.from_each and (not self.record or self.where != "below"):
            raise ValueError("from_each belongs to a record held below")
        return self


class Escalation(Spec):
    """Days after the due moment at which the next post sees it on its own list."""

    after_days: int = Field(ge=0, le=365)
    to: Key


class DutySpec(Spec):
    """One file of `duties/`.

    `from_month`/`to_month` narrow a year's duty to a window (Q4-only); `due_day` moves the due day
    to that day of the period (1 is its first day; its last day when left out); `workdays_back`
    draws it back to a working day; `due_after_days` puts it after the period's end, as for a
    report that looks back. `minutes` is what one item costs the owner. `applies_if` names
    entries of `regimes.conditions.CONDITIONS` with one number each. A `shift` duty is due
    `minutes_after_start` after the shift begins. `override` left out: a `practice` is free, the rest
    may only be tightened.
    """

    key: Key
    title: Title
    practice: str = ""
    basis: Basis
    strength: Strength
    override: Literal["none", "tighten", "free"] = "tighten"
    owed_by: OwedBy
    every: Every
    times: int = Field(default=1, ge=1, le=31)
    from_month: int = Field(default=1, ge=1, le=12)
    to_month: int = Field(default=12, ge=1, le=12)
    due_day: int | None = Field(default=None, ge=1, le=366)
    due_after_days: int = Field(default=0, ge=0, le=31)
    workdays_back: bool = False
    minutes_after_start: int = Field(default=60, ge=0, le=1440)
    grace_days: int = Field(default=0, ge=0, le=92)
    minutes: int = Field(ge=0, le=960)
    applies_if: dict[str, int] = {}
    met_by: tuple[MetBy, ...] = Field(min_length=1)
    escalate: tuple[Escalation, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def a_practice_is_the_companys_own(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("strength") == "practice":
            return {"override": "free", **given}
        return given

    @model_validator(mode="after")
    def months_are_a_window(self) -> "DutySpec":
        if self.from_month > self.to_month:
            raise ValueError("from_month comes after to_month")
        if (self.from_month, self.to_month) != (1, 12) and self.every != "year":
            raise ValueError("from_month and to_month belong to a duty of the year")
        return self

    @model_validator(mode="after")
    def due_is_said_once(self) -> "DutySpec":
        if self.due_day and self.due_after_days:
            raise ValueError("due_day and due_after_days exclude each other")
        return self
