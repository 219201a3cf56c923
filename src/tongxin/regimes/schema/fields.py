"""The fields of a form, as data: the page, the API and the phone read the same ones."""

from typing import Literal

from pydantic import Field, model_validator

from tongxin.regimes.schema.base import Key, Spec, Title

BEYOND = 10**12  # no number of ours is larger


class Choice(Spec):
    """One answer of a choice."""

    key: Key
    title: Title
    text: str = ""  # what belongs to it, as the measures against a risk


class FieldSpec(Spec):
    """`people` holds person ids; `steps` is a list of short texts; `yes` is a confirmation.

    `most`: so many lines or people, where it is not 0. Of a number `smallest` and `largest`, and whether it is
    `whole`.
    """

    key: Key
    title: Title
    type: Literal["text", "long_text", "number", "date", "yes", "choice", "choices", "people", "steps"]
    choices: tuple[Choice, ...] = ()
    required: bool = False
    hint: str = ""
    longest: int = 500
    most: int = Field(default=0, ge=0, le=60)
    smallest: int = Field(default=-BEYOND, ge=-BEYOND, le=BEYOND)
    largest: int = Field(default=BEYOND, ge=-BEYOND, le=BEYOND)
    whole: bool = False
    level: Literal["C0", "C1", "C2"] = "C1"
    counts: bool = False  # of a choice: duties may ask which was chosen, so the journal is told of it

    @model_validator(mode="after")
    def bounds_are_of_a_number(self) -> "FieldSpec":
        bounded = self.whole or (self.smallest, self.largest) != (-BEYOND, BEYOND)
        if bounded and self.type != "number":
            raise ValueError("smallest、largest、whole 只管 type: number 的字段")
        if self.smallest > self.largest:
            raise ValueError(f"不小于 {self.smallest}，又不大于 {self.largest}")
        return self
