"""What there is to look at in the pictures of a thing: like another, or of an odd time. It accuses nobody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import BigIntegerField, Q, Value
from django.db.models.functions import Coalesce

from tongxin.files import places, rules
from tongxin.files.models import Judgement, Likeness, Picture, StoredFile
from tongxin.files.places import Shot
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Finding:
    """`other`: the picture that it is like, where the viewer looks after that too; else it is `hidden`.

    `odd`: before or after, of its time. `may`: whether the viewer decides; who brought one of them does not.
    """

    shot: Shot
    other_id: int | None
    other: Shot | None
    later: bool  # this one came after the other
    same_bytes: bool
    percent: int
    odd: str
    taken_at: datetime | None
    judged: Judgement | None
    may: bool

    @property
    def hidden(self) -> bool:
        return self.other_id is not None and self.other is None

    @property
    def open(self) -> bool:
        return self.judged is None


@dataclass(frozen=True, slots=True)
class Looked:
    """`shots`: all pictures of the thing, so that "nothing found" says of how many."""

    thing: Shot
    shots: list[Shot]
    findings: list[Finding]


def look_at(kind: str, thing_id: int, *, viewer: Actor) -> Looked:
    """For whoever looks after the thing; to all others it is not there."""
    shots = places.shots_of(kind, thing_id, viewer=viewer)
    if not shots:
        raise NotFound("没有找到这一页")
    return Looked(shots[0], shots, _findings(shots, viewer))


@dataclass(frozen=True, slots=True)
class ToLook:
    """How many findings there are, and of how many nobody has said anything yet."""

    all: int = 0
    open: int = 0


def to_look_at(kind: str, thing_id: int, *, viewer: Actor) -> ToLook:
    """For the link on the thing's page; asks little."""
    shots = {shot.file_id: shot for shot in places.shots_of(kind, thing_id, viewer=viewer)}
    if not shots:
        return ToLook()
    near, taken, judged = _known_of(shots)
    found = {pair for pair in near if not set(pair) <= set(shots)}
    found |= {(file, 0) for file, when in taken.items() if _odd(shots[file], when)}
    return ToLook(len(found), len(found - judged))


Pairs = set[tuple[int, int]]


def _known_of(shots: dict[int, Shot]) -> tuple[Pairs, dict[int, datetime], Pairs]:
    """What is alike, when each was taken, what was said; one statement for the three. 0: no other picture."""
    ids, nobody = list(shots), Value(0, BigIntegerField())
    here = Q(file__in=ids) | Q(other__in=ids)
    near = Likeness.objects.filter(here).values_list(Value("near"), "file", "other", "found_at")
    taken = Picture.objects.filter(file__in=ids, taken_at__isnull=False)
    times = taken.values_list(Value("time"), "file", nobody, "taken_at")
    said = Judgement.objects.filter(here).values_list(
        Value("said"), "file", Coalesce("other", nobody), "decided_at"
    )
    rows = list(near.union(times, said, all=True))
    pairs = {what: {(file, other) for it, file, other, _ in rows if it == what} for what in ("near", "said")}
    moments = {file: when for it, file, _, when in rows if it == "time"}
    return pairs["near"], moments, pairs["said"]


def _pair(one: Likeness | Judgement) -> tuple[int, int | None]:
    return one.file_id, one.other_id


def _alike(files: Sequence[int] | dict[int, Shot]) -> list[Likeness]:
    ids = list(files)
    return list(Likeness.objects.filter(Q(file__in=ids) | Q(other__in=ids)).order_by("distance", "id"))


def _judged(files: Sequence[int] | dict[int, Shot]) -> dict[tuple[int, int | None], Judgement]:
    ids = list(files)
    rows = Judgement.objects.filter(Q(file__in=ids) | Q(other__in=ids))
    return {_pair(one): one for one in rows}


def _taken(files: dict[int, Shot]) -> dict[int, datetime | None]:
    rows = Picture.objects.filter(file__in=list(files), taken_at__isnull=False)
    return dict(rows.values_list("file", "taken_at"))


def _odd(shot: Shot, when: datetime | None) -> str:
    return rules.odd_time(when, shot.since, shot.until)


def _findings(shots: Sequence[Shot], viewer: Actor) -> list[Finding]:
    mine = {shot.file_id: shot for shot in shots}
    alike, judged, taken = _alike(mine), _judged(mine), _taken(mine)
    others = {one.other_id if one.file_id in mine else one.file_id for one in alike}
    seen = places.shots_among(others - set(mine), viewer=viewer) if others else {}
    authors = dict(StoredFile.objects.filter(id__in={*mine, *others}).values_list("id", "uploaded_by_id"))
    found = [*_near(alike, mine, seen, judged), *_times(mine, taken, judged)]
    return [_with_right(one, authors, viewer) for one in found]


def _near(
    alike: Sequence[Likeness],
    mine: dict[int, Shot],
    seen: dict[int, Shot],
    judged: dict[tuple[int, int | None], Judgement],
) -> Iterator[Finding]:
    """Two of one thing may be alike as they will."""
    for one in alike:
        if one.file_id in mine and one.other_id in mine:
            continue
        later = one.file_id in mine
        here, there = (one.file_id, one.other_id) if later else (one.other_id, one.file_id)
        percent = round(100 * (1 - one.distance / 64))
        yield Finding(
            mine[here],
            there,
            seen.get(there),
            later,
            one.same_bytes,
            percent,
            "",
            None,
            judged.get(_pair(one)),
            False,
        )


def _times(
    mine: dict[int, Shot],
    taken: dict[int, datetime | None],
    judged: dict[tuple[int, int | None], Judgement],
) -> Iterator[Finding]:
    for file, when in taken.items():
        if odd := _odd(mine[file], when):
            yield Finding(mine[file], None, None, True, False, 0, odd, when, judged.get((file, None)), False)


def _with_right(one: Finding, authors: dict[int, int | None], viewer: Actor) -> Finding:
    brought = {authors.get(one.shot.file_id), authors.get(one.other_id or 0)}
    return replace(one, may=not one.hidden and viewer.person_id not in brought)
