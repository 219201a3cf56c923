"""What makes somebody talk with a person, or visit them: one line of a company's list."""

from typing import Literal

from pydantic import Field, model_validator

from tongxin.regimes.schema.base import Basis, Key, Spec, Title
from tongxin.regimes.schema.guard import Span

# What the program hears of by itself; all else somebody opens by hand, choosing why.
Event = Literal["hand", "step", "absence", "leave_overrun", "sick_leave", "post_change", "joined"]


class TriggerSpec(Spec):
    """One file of `triggers/`: after the `event`, a case of the kind `opens` opens for the person.

    `step`: the person is the subject of a `case` in which `move` was made. The case is given to the holders
    of `to`, in the person's unit, above it or linked, and due `within`. Its opening has a choice `why`, one of
    whose answers is the key of the trigger, a day `due_on`, and a field that fills the subject.
    """

    key: Key
    title: Title
    practice: str = ""
    basis: Basis
    event: Event
    case: Key | Literal[""] = ""
    move: Key | Literal[""] = ""
    opens: Key
    to: tuple[Key, ...] = Field(min_length=1)
    within: Span

    @model_validator(mode="after")
    def a_step_is_named(self) -> "TriggerSpec":
        if (self.event == "step") != bool(self.case and self.move):
            raise ValueError("event: step 时写 case 和 move，别的不写")
        return self


WHY, DUE_ON = "why", "due_on"
