"""A kind of record: who is expected, what is asked, how it is voted, who signs."""

from typing import Literal

from pydantic import Field

from tongxin.regimes.schema.base import Basis, Key, Spec, Title, UnitKind
from tongxin.regimes.schema.fields import FieldSpec

Step = Literal[
    "roll_call", "fitness", "reports", "open_points", "documents", "tasks", "risks", "fields",
    "agenda", "decisions", "measures", "minutes", "signatures", "attachments",
]  # fmt: skip


class RecordSpec(Spec):
    """One file of `records/`.

    `expected`: whom the roll call lists - everybody of the unit, its members (full and
    probationary), its committee, its voters, holders of `expected_posts`, or nobody beforehand.
    `steps` is the order of the page; the steps `risks` and `documents` ask the fields so named;
    `reports` lays out what the units below filed in the month before. `sittings`: a voting meeting needs one (CA-21).
    `quorum`: how many of those with a vote (or, where none is held, of those expected) must come,
    or it was no such meeting and counts for nothing; a vote brings its own and this one only raises it.
    `voters`: who votes, if not those whom the vote names: everybody expected, as a team on its own people;
    the number that must come is then the kind's own.
    `voted_on`: the field that names people each of whom is voted on in a line of their own.
    `secret_ballot`: no vote counts that was not secret.
    `signatures`: nobody, the chair, everybody present, or both sides of a handover.
    `late_after_hours`: written later than that after it was held, it is shown as 补记.
    """

    key: Key
    title: Title
    practice: str = ""
    basis: Basis
    held_at: tuple[UnitKind, ...] = Field(min_length=1)
    written_by: tuple[Key, ...] = Field(min_length=1)  # posts that may write one
    per_shift: bool = False
    expected: Literal["everybody", "members", "committee", "voters", "posts", "nobody"]
    expected_posts: tuple[Key, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)
    fields: tuple[FieldSpec, ...] = ()
    vote: Literal["", "BR-40", "BR-41", "BR-42", "BR-43"] = ""
    voters: Literal["", "everybody"] = ""
    quorum: Literal["", "half", "more_than_half", "two_thirds", "four_fifths"] = ""
    voted_on: Key | Literal[""] = ""
    secret_ballot: bool = False
    sittings: Literal["one", "many"] = "many"
    signatures: Literal["none", "chair", "present", "both_sides"] = "none"
    level: Literal["C0", "C1", "C2"] = "C1"
    late_after_hours: int = Field(default=24, ge=0, le=720)
    minutes: int = Field(default=15, ge=0, le=960)
    keep_years: int = Field(default=5, ge=1, le=99)
