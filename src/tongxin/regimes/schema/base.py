"""What every spec shares: strict reading, keys, and the legal basis."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,58}$")]
Title = Annotated[str, Field(min_length=1, max_length=40)]


class Spec(BaseModel):
    """Frozen, and nothing unknown is taken: a misspelt word is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Checked(Spec):
    """Who compared the rule with the text of the document, and when."""

    by: str
    on: date


class Basis(Spec):
    """The document and article that a rule rests on; `checked` is empty until a person did."""

    document: str
    clause: str = ""
    checked: Checked | None = None


Strength = Literal["must", "usual", "practice"]
UnitKind = Literal[
    "company", "mine", "section", "team",
    "committee", "general_branch", "branch", "joint_branch", "temporary_branch", "party_group",
    "union", "section_union", "union_group",
]  # fmt: skip
