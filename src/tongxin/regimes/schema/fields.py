"""The fields of a form, as data: the page, the API and the phone read the same ones."""

from typing import Literal

from pydantic import Field

from tongxin.regimes.schema.base import Key, Spec, Title


class Choice(Spec):
    """One answer of a choice."""

    key: Key
    title: Title
    text: str = ""  # what belongs to it, as the measures against a risk


class FieldSpec(Spec):
    """`people` holds person ids; `steps` is a list of short texts; `yes` is a confirmation.

    `most`: so many lines or people, where it is not 0.
    """

    key: Key
    title: Title
    type: Literal["text", "long_text", "number", "date", "yes", "choice", "choices", "people", "steps"]
    choices: tuple[Choice, ...] = ()
    required: bool = False
    hint: str = ""
    longest: int = 500
    most: int = Field(default=0, ge=0, le=60)
    level: Literal["C0", "C1", "C2"] = "C1"
    counts: bool = False  # of a choice: duties may ask which was chosen, so the journal is told of it
