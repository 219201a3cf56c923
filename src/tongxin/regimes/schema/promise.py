"""What a pack promises, written by hand and run as a test: the items of a duty, the way of a case."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, NaiveDatetime, Tag, model_validator

from tongxin.regimes.schema.base import Key, Spec
from tongxin.regimes.schema.counting import Earliest
from tongxin.regimes.schema.guard import Standing

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


Letter = Annotated[str, Field(pattern=r"^[a-z]$")]
NOBODY_ELSE = "z"  # does only what nobody is named for


class PromisedProof(Spec):
    """A closed record. It was held on the day of the step, unless `held` says when; `of`: who is named
    there and voted on, everybody where it is left out. It was voted by `vote`; `answers`: what was chosen there."""

    record: Key
    vote: Literal["", "BR-40", "BR-41", "BR-42", "BR-43"] = ""
    passed: bool = True
    held: date | None = None
    of: tuple[Letter, ...] = ()
    answers: dict[Key, Key] = {}


class PromisedStep(Spec):
    """One move, made (and then the case is in `state`) or `refused` with a sentence that holds these words.

    `by` a letter, `code` for who opened it without a name, or left out for somebody who does nothing else.
    `given`: fields, people by their letters. `files`: how many come with it. `due`: what is due next then.
    `running`: how many cases that were opened out of this one still run, by kind.
    """

    move: Key
    at: NaiveDatetime
    by: Letter | Literal["code"] = NOBODY_ELSE
    given: dict[Key, Any] = {}
    files: int = Field(default=0, ge=0, le=50)
    late_reason: str = ""
    proof: PromisedProof | None = None
    running: dict[Key, int] = {}
    state: Key | Literal[""] = ""
    refused: str = ""
    due: NaiveDatetime | None = None

    @model_validator(mode="after")
    def one_outcome(self) -> "PromisedStep":
        if self.refused and (self.state or self.due):
            raise ValueError("a refused step leaves everything as it is")
        return self


class CasePromise(Spec):
    """A case that somebody opens, and what may and may not be done with it.

    People are letters. `by` opened it (empty: nobody knows who). `roles`: who is in a role that no field of
    the opening fills. `people`: the party standing of some. `holders`: posts that some hold. `due`: by when something is due at the end. `took`: the hours that it tells then of the
    'five earliest'.
    Rights of posts are not played: whoever holds the right post, may.
    """

    case: Key
    opened: NaiveDatetime
    by: Letter | Literal[""] = "a"
    given: dict[Key, Any] = {}
    roles: dict[Key, tuple[Letter, ...]] = {}
    people: dict[Letter, Standing | Literal["suspended"]] = {}
    holders: dict[Letter, tuple[Key, ...]] = {}
    steps: tuple[PromisedStep, ...] = Field(min_length=1)
    due: NaiveDatetime | None = None
    took: dict[Earliest, float] = {}

    @property
    def refuses(self) -> bool:
        return any(step.refused for step in self.steps)


def _which(raw: Any) -> str:
    case = "case" in raw if isinstance(raw, dict) else isinstance(raw, CasePromise)
    return "case" if case else "duty"


AnyPromise = Annotated[
    Annotated[Promise, Tag("duty")] | Annotated[CasePromise, Tag("case")], Discriminator(_which)
]
