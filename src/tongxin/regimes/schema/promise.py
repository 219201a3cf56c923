"""What a pack promises: the items that a duty gives, written by hand and run as a test."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from tongxin.regimes.schema.base import Key, Spec

# A day or a year needs no quotation marks, though YAML reads a date or a number then.
PeriodKey = Annotated[str, BeforeValidator(str)]


class PromisedItem(Spec):
    """`starts` may be left out where it goes without saying."""

    period: PeriodKey
    due: date
    starts: date | None = None


class PromisedUnit(Spec):
    """The counts of the unit that `applies_if` looks at."""

    full_members: int = Field(default=0, ge=0)
    members: int = Field(default=0, ge=0)
    people: int = Field(default=0, ge=0)


class Promise(Spec):
    """All items of `duty` for who adopts it on the first day of `between`, begun before the second."""

    duty: Key
    between: tuple[date, date]
    unit: PromisedUnit = PromisedUnit()
    items: tuple[PromisedItem, ...]

    @model_validator(mode="after")
    def days_are_in_order(self) -> "Promise":
        if self.between[0] >= self.between[1]:
            raise ValueError("a promise ends after it begins")
        return self
