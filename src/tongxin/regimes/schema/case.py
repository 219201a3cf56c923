"""A kind of case: anything that is opened, worked on and closed."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tongxin.regimes.schema.base import Basis, Key, Spec, Title, UnitKind
from tongxin.regimes.schema.counting import Measure, Statistics, Without
from tongxin.regimes.schema.fields import FieldSpec
from tongxin.regimes.schema.guard import Effect, Guard, Span

# Roles every case has: who opened it, who is responsible for it, whom it is about.
OPENER, OWNER, SUBJECT = "opener", "owner", "subject"
CLIMBED = "climbed"  # whoever was told because it was overdue
TEXTS = ("text", "long_text")


class CaseField(FieldSpec):
    """A field of a move. `fills`: the people named are put into that role, beside those who are in it with
    `adds`, else in their place.

    Level C3 is sealed: encrypted, in no list, search, export or notice. `never` tells what must not be
    written here. `asked` C3 fields are texts only.
    """

    level: Literal["C0", "C1", "C2", "C3"] = "C1"  # type: ignore[assignment]
    fills: Key | Literal[""] = ""
    adds: bool = False
    never: str = ""


class Who(Spec):
    """Who may: holders of posts in the unit, above it or linked to it; people in roles; or everybody
    (of the unit and those around it, or of the company).

    `held_at`: only posts held in units of these kinds (only a 党委 approves, DV-40)."""

    posts: tuple[Key, ...] = ()
    held_at: tuple[UnitKind, ...] = ()
    roles: tuple[Key, ...] = ()
    everybody: Literal["", "unit", "company"] = ""


class Role(Spec):
    """`reads`: of a C3 case, the text, or only what is arranged. `sees`: the whole case, or its progress."""

    title: Title
    sees: Literal["all", "progress"] = "all"
    reads: Literal["text", "outline"] = "outline"


class State(Spec):
    """`end`: nothing is owed any more. `closes`: its time of keeping begins. `with_whom` is shown as who has it.

    `posted`: while it is in this state the whole company sees how it goes, whom it is about, and its fields
    of level C0, no more; so everybody can object to what is made public, or thank for a good deed.
    `void`: it turned out not to be so, and counts nowhere.
    `quiet_after`: when nothing has happened in it for so long, that is shown; nobody ends it for them.
    """

    title: Title
    tone: Literal["plain", "wait", "good", "bad", "stop"] = "plain"
    end: bool = False
    with_whom: Key | Literal[""] = ""  # a post or a role
    posted: bool = False
    void: bool = False
    quiet_after: Span | None = None


class ByChoice(Spec):
    """Another span for some choices of a field: a question of wages is answered sooner."""

    field: Key
    spans: dict[Key, Span] = Field(min_length=1)


class Due(Spec):
    """By when a move is to be made: a span after another move (or after `opened`, or after this state
    began where `after` is empty), or the day that a field holds, or a span after that.

    `late`: shown as late, or only with a written reason. `at_most`: in special cases, with a reason, it may
    take so long instead of `within`. `by_choice`: another span than `within` for some choices. `from_day`: what
    it counts from must be of that day or later; a new edition's limit holds for nothing that was before it.
    """

    within: Span | None = None
    at_most: Span | None = None
    after: Key | Literal[""] = ""
    on_field: Key | Literal[""] = ""
    by_choice: ByChoice | None = None
    from_day: date | None = None
    late: Literal["told", "reason"] = "told"
    clause: str = ""

    def span(self, given: Mapping[str, object]) -> Span | None:
        """How long, by what was chosen."""
        if self.by_choice is None:
            return self.within
        return self.by_choice.spans.get(str(given.get(self.by_choice.field) or ""), self.within)


class Move(Spec):
    """What can be done in `source` states; an empty `target` stays there.

    A move that stays is made once in each stay, unless `repeats`; with `each` once by each person.
    `not_by`: nobody who made one of these moves in the case; `not_roles`: nobody in these roles.
    `dated`: asks for the day on which it was done (development files are written up later). `node` is
    the number of the step in its document, `document` the paper that it makes, `body` who acts. `area`:
    work in the place stops, until another move frees it; before that the case cannot end. `joins`: whoever
    makes it is in that role from then on, beside those who are in it. `leaves`: whoever makes it is in these
    roles no more, and no guard counts them; the history keeps who it was. `clears`: nobody is in these roles
    any more, since the round begins anew. `itself`: the program makes it when it has been due, and nobody else
    (a need that ends on its day).
    """

    key: Key
    title: Title
    source: tuple[Key, ...] = Field(min_length=1)
    target: Key | Literal[""] = ""
    by: Who
    not_by: tuple[Key, ...] = ()
    not_roles: tuple[Key, ...] = ()
    fields: tuple[CaseField, ...] = ()
    guards: tuple[Guard, ...] = ()
    due: Due | None = None
    effects: tuple[Effect, ...] = ()
    repeats: bool = False
    each: bool = False
    joins: Key | Literal[""] = ""
    leaves: tuple[Key, ...] = ()
    clears: tuple[Key, ...] = ()
    itself: bool = False
    area: Literal["", "stops", "frees"] = ""
    dated: bool = False
    files: bool = False
    tone: Literal["main", "plain", "warn"] = "plain"
    hint: str = ""
    node: str = ""
    document: str = ""
    body: str = ""
    clause: str = ""


class OpeningStep(Spec):
    """The opening as a step of its document: how it is called there. `dated` as of a move."""

    title: Title = "提出"
    node: str = ""
    document: str = ""
    body: str = ""
    clause: str = ""
    dated: bool = False


class Rung(Spec):
    """So long after what is due was due, it is told to holders of `to` in the unit, above it or linked."""

    after: Span
    to: tuple[Key, ...] = Field(min_length=1)


class Recurrence(Spec):
    """Another case of the kind in the unit with the same values of `same` within `days` marks it."""

    same: tuple[Key, ...] = Field(min_length=1)
    days: int = Field(ge=1, le=1000)
    opens: Key | Literal[""] = ""  # a kind of case that is then opened beside it


class BeforeTerm(Spec):
    """So long before the term of a holder of `post` ends, the case opens by itself: in the unit of the post, or,
    where such cases are opened at others, in the nearest of these that is linked to it.

    `field` of the opening is given the last day of the term, the others what `given` says.
    """

    post: Key
    span: Span
    field: Key
    given: dict[Key, str] = {}


def _listed(raw: object) -> object:
    """Packs that were kept when there was one at most say it without a list."""
    return raw if isinstance(raw, list | tuple) else [raw] if raw else []


class KeptLonger(Spec):
    """Where the field has one of the values, the whole is kept for this time instead."""

    field: Key
    one_of: tuple[Key, ...] = Field(min_length=1)
    whole: Span


class Keeping(Spec):
    """After the case has ended: sealed text is deleted, names are dropped, and it goes whole, each in its time.

    `names`: the roles whose people are dropped.
    """

    text: Span | None = None
    drop_names: Span | None = None
    names: tuple[Key, ...] = ()
    whole: Span
    longer: KeptLonger | None = None


class Route(Spec):
    """`field` is a choice of the opening; `posts` says to which posts each choice goes."""

    field: Key | Literal[""] = ""
    posts: dict[Key, tuple[Key, ...]] = {}


class Address(Route):
    """To whom it goes at once: the holders of the posts, in the unit, above it or linked, get `role`.

    `also`: by another choice, besides. `otherwise`: where nobody holds any of the posts. `nearest`: of each
    post only whoever holds it closest to the unit. `closed`: choices of `field` for which the case is seen by
    those who have a part in it alone, and by nobody for their rank: it may be about them; all that is written
    freely is then sealed. `not_roles`: to nobody in these roles, as to nobody whom it is about; where they alone
    hold the posts, it goes as `otherwise` says.
    """

    also: Route | None = None
    nearest: bool = False
    closed: tuple[Key, ...] = ()
    always: tuple[Key, ...] = ()
    otherwise: tuple[Key, ...] = ()
    not_roles: tuple[Key, ...] = ()
    role: Key = OWNER

    @property
    def routes(self) -> tuple[Route, ...]:
        return (self, self.also) if self.also else (self,)

    def chosen(self, given: Mapping[str, object]) -> tuple[str, ...]:
        """The posts to which what was filled in goes."""
        found = [post for one in self.routes for post in one.posts.get(str(given.get(one.field) or ""), ())]
        return tuple(dict.fromkeys((*found, *self.always)))


class CaseSpec(Spec):
    """One file of `cases/`.

    `from_task`: the opening field that takes the words of a task of a meeting, whose page then offers this kind.
    `about_opener`: it is about whoever opens it, nobody can open it for another.
    `one_per`: no second open case of the kind for the same subject, or in the same unit. `marks`: opening
    fields (yes or choice) that the calendar shows beside the name; who has the first of them comes first.
    `counted`: days that nobody fills in, since effects set them (`set_day`).
    `measures`: what it tells of the 'five earliest'. `without`: which of the 'three withouts' it breaks.
    `reporter_sees` and `subject_sees`: the whole case, its progress (states, days, what was answered), or
    nothing. `titled_by`: the opening field that names it in lists (never of level C3).
    """

    key: Key
    title: Title
    practice: str = ""
    basis: Basis
    group: Literal["safety", "voice", "party", "care", "work", "honour"]
    opened_at: tuple[UnitKind, ...] = Field(min_length=1)
    opened_by: Who
    opening: tuple[CaseField, ...] = ()
    opening_files: bool = False
    opening_hint: str = ""
    opening_step: OpeningStep = OpeningStep()
    counted: tuple[CaseField, ...] = ()
    marks: tuple[Key, ...] = ()
    anonymous: bool = False
    titled_by: Key | Literal[""] = ""
    from_task: Key | Literal[""] = ""
    about_opener: bool = False
    addressed: Address | None = None
    one_per: Literal["", "subject", "unit"] = ""
    level: Literal["C0", "C1", "C2", "C3"] = "C1"
    roles: dict[Key, Role] = {}
    reporter_sees: Literal["all", "progress"] = "all"
    subject_sees: Literal["all", "progress"] = "all"
    masks_opener: bool = False
    start: Key
    states: dict[Key, State] = Field(min_length=2)
    moves: tuple[Move, ...] = Field(min_length=1)
    escalate: tuple[Rung, ...] = ()
    recurs: Recurrence | None = None
    before_term: Annotated[tuple[BeforeTerm, ...], BeforeValidator(_listed)] = ()
    measures: tuple[Measure, ...] = ()
    without: Without | Literal[""] = ""
    statistics: Statistics | None = None
    keep: Keeping

    def move(self, key: str) -> Move | None:
        return next((move for move in self.moves if move.key == key), None)

    @property
    def fields(self) -> dict[str, CaseField]:
        """Every field by its key, of the opening and of all moves, and those that nobody fills in."""
        asked = (field for move in self.moves for field in move.fields)
        return {field.key: field for field in (*self.opening, *self.counted, *asked)}

    def level_of(self, given: Mapping[str, object]) -> str:
        """What is not for those of rank in the unit is for the people in it alone."""
        address = self.addressed
        closed = address is not None and given.get(address.field) in address.closed
        return "C3" if closed else self.level

    def closed_by(self, given: Mapping[str, object]) -> bool:
        """Whether it is of level C3 by a choice of its opening, and not by its kind."""
        return self.level != "C3" and self.level_of(given) == "C3"

    def succeeds(self, role: str, given: Mapping[str, object]) -> bool:
        """Whether the next holder of the post by which somebody came into the role steps into it. Of a C3 case only
        where the role reads no text, so that it can be gone on with; the others in it are named."""
        if self.level_of(given) != "C3":
            return True
        reads = self.closed_by(given) or (role in self.roles and self.roles[role].reads == "text")
        return not reads and role not in (OPENER, SUBJECT)

    def seals(self, asked: CaseField, given: Mapping[str, object]) -> bool:
        """Whether what is written there is sealed. In a C3 case all that is written freely is, but for what its
        kind means to be read by whoever is only told what is arranged."""
        if asked.level == "C3" or asked.type not in TEXTS:
            return asked.level == "C3"
        return self.closed_by(given) or (self.level == "C3" and asked.level != "C0")

    def role_title(self, key: str) -> str:
        names = {OPENER: "提出人", OWNER: "负责人", SUBJECT: "本人", CLIMBED: "上报到的人"}
        return self.roles[key].title if key in self.roles else names.get(key, key)
