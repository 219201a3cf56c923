"""Guards and effects of a move: named functions with their parameters; what they do is code (`regimes.cases`)."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tongxin.regimes.schema.base import Key, Spec

UNITS = ("minutes", "hours", "days", "workdays", "months", "years")
Standing = Literal["full", "probationary", "development", "activist", "applicant", "none"]


class Span(Spec):
    """A length of time in one unit. Working days follow the company's calendar; the first day is not counted."""

    minutes: int | None = Field(default=None, ge=1, le=10_000)
    hours: int | None = Field(default=None, ge=1, le=1_000)
    days: int | None = Field(default=None, ge=1, le=4_000)
    workdays: int | None = Field(default=None, ge=1, le=400)
    months: int | None = Field(default=None, ge=1, le=600)
    years: int | None = Field(default=None, ge=1, le=99)

    @model_validator(mode="after")
    def one_unit(self) -> "Span":
        if sum(getattr(self, unit) is not None for unit in UNITS) != 1:
            raise ValueError("写一种长短：minutes、hours、days、workdays、months 或 years")
        return self

    @property
    def unit(self) -> str:
        return next(unit for unit in UNITS if getattr(self, unit) is not None)

    @property
    def count(self) -> int:
        return int(getattr(self, self.unit))


class Guarded(Spec):
    """`clause` is shown with the refusal: the article that asks for it.

    `branch`: cases for which it does not hold go another way, so the move is not even shown to them, and
    nothing is due by it.
    """

    clause: str = ""
    branch: bool = False


class Waited(Guarded):
    """So much time has passed since the move was last (or, with `first`, first) made; `opened` is the opening.

    Working days are whole days: five of them are over on the day after the fifth.
    """

    check: Literal["waited"]
    after: Key
    span: Span
    first: bool = False


class Spent(Guarded):
    """So much time was spent in these states, all stays together (nurture adds up over a transfer, DV-10).

    `months_field`: so many whole months were spent elsewhere before.
    """

    check: Literal["spent"]
    states: tuple[Key, ...] = Field(min_length=1)
    span: Span
    months_field: Key | Literal[""] = ""


class DayCome(Guarded):
    """The day in the field has come."""

    check: Literal["day_come"]
    field: Key


class DayWithin(Guarded):
    """The day in the field is today or later, and within so many days: the most that what is chosen in `by`
    allows (each need has its own end)."""

    check: Literal["day_within"]
    field: Key
    by: Key
    days: dict[Key, Annotated[int, Field(ge=0, le=4_000)]] = Field(min_length=1)


class Done(Guarded):
    """Each of the moves was made (with `any` one of them), since the last time of `since` if that is given.

    `stay`: since the state was entered, so that what was done in an earlier round does not count.
    """

    check: Literal["done"]
    moves: tuple[Key, ...] = Field(min_length=1)
    since: Key | Literal[""] = ""
    any: bool = False
    stay: bool = False


class Latest(Guarded):
    """Of all these moves the one made last is one of `one_of`: what was asked is not answered yet, what was
    agreed to is not taken back."""

    check: Literal["latest"]
    one_of: tuple[Key, ...] = Field(min_length=1)
    of: tuple[Key, ...] = Field(min_length=1)


class Counted(Guarded):
    """The move was made so often, by so many different people with `people`."""

    check: Literal["counted"]
    move: Key
    at_least: int = Field(default=1, ge=1, le=100)
    people: bool = False
    since: Key | Literal[""] = ""


class AtMost(Guarded):
    """The move was made fewer times than this in the life of the case (an extension only once)."""

    check: Literal["at_most"]
    move: Key
    times: int = Field(ge=1, le=100)


class Chosen(Guarded):
    """The field, as it stands, has one of the values."""

    check: Literal["chosen"]
    field: Key
    one_of: tuple[Key, ...] = Field(min_length=1)


class Filled(Guarded):
    """The fields, as they stand, are filled; asked only where `when` was chosen (field: answer)."""

    check: Literal["filled"]
    fields: tuple[Key, ...] = Field(min_length=1)
    when: dict[Key, Key] = {}


class NumberLeast(Guarded):
    """Any of the fields is at least its number (three days, or 24 hours)."""

    check: Literal["number_least"]
    any_of: dict[Key, int] = Field(min_length=1)


class NumberBetween(Guarded):
    """The number in the field is neither smaller nor larger (an extension of six to twelve months)."""

    check: Literal["number_between"]
    field: Key
    least: int
    most: int


class Listed(Guarded):
    """The list of the field has so many lines."""

    check: Literal["listed"]
    field: Key
    least: int = Field(default=1, ge=1, le=20)


class Settled(Guarded):
    """Of what was opened out of this case, nothing of the kind is still open."""

    check: Literal["settled"]
    kind: Key


class HowMany(Guarded):
    """So many people are named in the role once the move is made."""

    check: Literal["how_many"]
    role: Key
    least: int = Field(default=1, ge=0, le=50)
    most: int = Field(default=50, ge=1, le=50)


class HasStanding(Guarded):
    """Everybody in the role has this standing in the party; suspended rights bar."""

    check: Literal["standing"]
    role: Key
    one_of: tuple[Standing, ...] = Field(min_length=1)


class Apart(Guarded):
    """Nobody is in both roles."""

    check: Literal["apart"]
    role: Key
    other: Key


class EachOf(Guarded):
    """Everybody in the role has made the move themselves, since the last time of `since` if that is given."""

    check: Literal["each_of"]
    role: Key
    move: Key
    since: Key | Literal[""] = ""


class Among(Guarded):
    """Everybody in the role is in the other, too (who is chosen has stood for it)."""

    check: Literal["among"]
    role: Key
    other: Key


class Holds(Guarded):
    """Everybody in the role holds one of the posts, in the unit of the case, above it or linked."""

    check: Literal["holds"]
    role: Key
    posts: tuple[Key, ...] = Field(min_length=1)


class OneEach(Guarded):
    """The list has as many lines as the other: a result for each promise."""

    check: Literal["one_each"]
    field: Key
    of: Key


class Idle(Guarded):
    """Nothing has been done in the case for so long."""

    check: Literal["idle"]
    span: Span


class Photos(Guarded):
    """So many files come with the move."""

    check: Literal["photos"]
    least: int = Field(default=1, ge=1, le=20)


class Proved(Guarded):
    """A closed record of one of the kinds, held after `since`, names the person of `role`.

    With `vote` the person's own line was voted on by that rule: `passed` says with which result.
    `answers`: what was chosen in choices of the record, as the findings of a meeting. `same_day`: the step is
    of the day of the meeting, whenever it is written down.
    """

    check: Literal["proved"]
    records: tuple[Key, ...] = Field(min_length=1)
    since: Key | Literal["", "opened"] = ""
    role: Key | Literal[""] = ""
    vote: Literal["", "BR-40", "BR-41", "BR-42", "BR-43"] = ""
    passed: bool = True
    answers: dict[Key, tuple[Key, ...]] = {}
    same_day: bool = False


class AnsweredOrSilent(Guarded):
    """Each of the moves was made since `after`, or its time to answer is over; silence is shown as silence."""

    check: Literal["answered_or_silent"]
    moves: tuple[Key, ...] = Field(min_length=1)
    after: Key
    span: Span


Guard = Annotated[
    Waited | Spent | DayCome | DayWithin | Done | Latest | Counted | AtMost | Chosen | Filled | NumberLeast | NumberBetween | Listed | Settled | HowMany | HasStanding
    | Apart | EachOf | Among | Holds | Photos | Proved | AnsweredOrSilent | OneEach | Idle,
    Field(discriminator="check"),
]  # fmt: skip


class Appoint(Spec):
    """The person of `role` gets the post in the unit of the case (or in the one linked that has such posts)
    from the day in `starts_field` (today, where there is none) until the day in `ends_field`.

    `succeeds`: whoever holds the post there gives it up the day before."""

    do: Literal["appoint"]
    post: Key
    role: Key = "subject"
    starts_field: Key | Literal[""] = ""
    ends_field: Key
    succeeds: bool = False


class EndPost(Spec):
    do: Literal["end_post"]
    post: Key
    role: Key = "subject"


class SetStanding(Spec):
    """The person's party standing changes on the day of the move `since` (or of this move, where empty), or
    on the day in `on_field`."""

    do: Literal["standing"]
    to: Standing
    role: Key = "subject"
    since: Key | Literal[""] = ""
    on_field: Key | Literal[""] = ""  # membership counts from the day probation was full
    after_years: int = Field(default=0, ge=0, le=3)


class SetDay(Spec):
    """The field gets a day that follows: so long (`span`, or as many months as `months_field` says) after the
    move `since`, or after the day in `from_field`. Nobody types in what can be counted."""

    do: Literal["set_day"]
    field: Key
    since: Key | Literal[""] = ""
    from_field: Key | Literal[""] = ""
    span: Span | None = None
    months_field: Key | Literal[""] = ""

    @model_validator(mode="after")
    def one_start_and_one_length(self) -> "SetDay":
        if bool(self.since) == bool(self.from_field) or bool(self.span) == bool(self.months_field):
            raise ValueError("写 since 或 from_field 中的一个，span 或 months_field 中的一个")
        if self.span and self.span.unit not in ("days", "months", "years"):
            raise ValueError("span 写 days、months 或 years")
        return self


class HandOver(Spec):
    """The case goes to the unit in which the person of `role` holds one of the posts."""

    do: Literal["hand_over"]
    role: Key
    posts: tuple[Key, ...] = Field(min_length=1)


class Notify(Spec):
    """The holders of the posts, in the unit, above it or linked, are in the role from now on, beside those who
    are in it; `otherwise`: where nobody holds any of them. Left out are whom the case is about and whoever made
    one of the moves in `not_by`: another decides."""

    do: Literal["notify"]
    posts: tuple[Key, ...] = Field(min_length=1)
    not_by: tuple[Key, ...] = ()
    otherwise: tuple[Key, ...] = ()
    role: Key = "owner"


class OpenCase(Spec):
    """Another case opens in the same unit; `roles` carries people over, new role -> role here.

    `units_of`: it opens where the people of that role hold one of `posts`, instead; each becomes its owner."""

    do: Literal["open_case"]
    kind: Key
    units_of: Key | Literal[""] = ""
    posts: tuple[Key, ...] = ()
    roles: dict[Key, Key] = {}
    fields: dict[Key, Key] = {}  # opening field there -> field here
    given: dict[Key, str | tuple[str, ...]] = {}  # opening field there -> what it says


Effect = Annotated[
    Appoint | EndPost | SetStanding | SetDay | HandOver | Notify | OpenCase, Field(discriminator="do")
]
