"""One case as its page shows it: what it is, who has it, what was done, what may be done next."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from tongxin.cases.models import Case, Deed
from tongxin.cases.queries import seen
from tongxin.cases.queries.beside import Beside, FileLine, beside
from tongxin.cases.queries.family import Family, family
from tongxin.cases.queries.knew import Knew, who_knew
from tongxin.cases.queries.lists import CaseLine, case_line
from tongxin.cases.queries.story import Known, calendar_for, day_of, known, local, looked_at
from tongxin.cases.queries.who import near, who_among
from tongxin.kernel.actor import Actor
from tongxin.orgs.queries import links_of, over, units_above
from tongxin.regimes import filling
from tongxin.regimes.cases import dues, moving
from tongxin.regimes.cases.silence import silences
from tongxin.regimes.cases.story import Around, Story, Who
from tongxin.regimes.schema.case import OPENER, SUBJECT, CaseField, CaseSpec
from tongxin.regimes.schema.guard import Photos, Proved


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with its value in words. `sealed`: there is a text that only named people may open."""

    key: str
    title: str
    value: str
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class DeedView:
    """One step of the history. `by` is empty for whoever opened it without a name."""

    id: int
    number: int
    title: str
    node: str
    state: str
    by: str
    happened_at: datetime
    written_late_days: int
    late_days: int
    late_reason: str
    clause: str
    edition: str
    proof: Mapping[str, Any] | None
    fields: list[Shown]
    files: list[FileLine]


@dataclass(frozen=True, slots=True)
class MoveView:
    """A button. `hindrances` say why not yet; then it is shown with its reasons, not as a button."""

    key: str
    title: str
    tone: str
    hint: str
    node: str
    clause: str
    document: str
    body: str
    fields: tuple[CaseField, ...]
    files: bool
    files_least: int  # how many photos or files a guard asks for
    dated: bool
    by_record: bool  # dated by the meeting on which it rests
    needs_record: tuple[str, ...]
    due_date: date | None
    late: bool
    needs_reason: bool
    hindrances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    role: str
    title: str
    people: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class CaseView:
    """`line` as in lists; `texts`: whether sealed texts may be opened here; `full`: not only its progress.

    `silences`: where an answer was asked for and none came, in words.
    """

    line: CaseLine
    revision: int
    practice: str
    full: bool
    anonymous: bool
    with_whom: str
    stops_area: bool
    fields: list[Shown]
    parts: list[PartView]
    deeds: list[DeedView]
    moves: list[MoveView]
    texts: bool
    level: str
    dated: bool  # steps may be written up later, as of an earlier day
    before: tuple[int, str] | None
    origin: tuple[int, str] | None
    opened_from_here: list[tuple[int, str]] = field(default_factory=list)
    keep_until: date | None = None
    silences: list[str] = field(default_factory=list)
    knew: list[Knew] = field(default_factory=list)


def view_case(case_id: int, *, viewer: Actor, at: datetime, day: date | None = None) -> CaseView:
    """`day`: what could be done on an earlier day, by the edition that held then, to be written up now."""
    return _view(seen.get_case(case_id, viewer=viewer), viewer, at, code=False, day=day)


def view_by_code(code: str, *, viewer: Actor, at: datetime) -> CaseView:
    return _view(seen.get_by_code(code), viewer, at, code=True)


def _view(case: Case, viewer: Actor, at: datetime, *, code: bool, day: date | None = None) -> CaseView:
    on = timezone.localdate(at)
    moment = day_of(day, at) if day and day < on else local(at)
    links = links_of(units_above(case.unit), on)
    found = known(case, on=on, links=links)
    spec = found.edition(moment.date()).spec
    spec = spec if case.state in spec.states else found.edition(on).spec
    story = found.as_of(found.story(on), moment.date())
    full, kin = _sees_all(found, spec, viewer, code), family(case, viewer=viewer)
    who, around = _here(found, story, viewer, over(case.unit.path, links), kin, on=on, code=code)
    offered = moving.offered(story, who, around, at=moment)
    hanging = beside(case)
    deeds = [_deed(deed, found, hanging, viewer, full) for deed in found.deeds]
    return CaseView(
        line=case_line(case, at),
        revision=case.revision,
        practice=spec.practice,
        full=full,
        anonymous=bool(case.code_hash),
        with_whom=_with_whom(found, spec),
        stops_area=story.area_stopped,
        fields=deeds[0].fields if deeds else [],
        parts=_parts(found, spec, viewer) if full else _posted(found, spec, viewer),
        deeds=deeds if full or spec.level != "C3" else _arranged(found, deeds, viewer),
        moves=[_move(one, spec, case, moment) for one in offered],
        texts=_seals(spec, case) and (full if code else _may_read(found, hanging, viewer, who)),
        level=spec.level_of(case.data),
        dated=any(move.dated for move in spec.moves),
        before=(case.recurs.id, case.recurs.title) if full and case.recurs else None,
        origin=kin.origin if full else None,
        opened_from_here=list(kin.opened) if full else [],
        keep_until=case.keep_until,
        silences=silences(story, around, local(at)),
        knew=who_knew(found, hanging.told) if full else [],
    )


def _here(
    found: Known, story: Story, viewer: Actor, reach: Collection[int], kin: Family, *, on: date, code: bool
) -> tuple[Who, Around]:
    """Who the viewer is to the case, and what is so around it, as far as its moves look at it."""
    unit = found.case.unit
    asks = any(move.by.everybody == "unit" and story.state in move.source for move in story.spec.moves)
    member = viewer.person_id if asks else None
    of_unit, held = near(unit, reach, member=member, holders=looked_at(story).posts, on=on)
    who = who_among(unit, reach, viewer, of_unit=of_unit, with_code=code)
    return who, Around(calendar_for(story.spec, unit.company_id), found.standing, kin.running, held)


def _arranged(found: Known, deeds: Sequence[DeedView], viewer: Actor) -> list[DeedView]:
    """Of a C3 case whoever is only told what is arranged sees that it is, that, and what they did; not who talked,
    objected or complained when."""
    rows = zip(found.deeds, deeds, strict=True)
    return [view for row, view in rows if row.number == 1 or view.fields or row.by_id == viewer.person_id]


def _sees_all(found: Known, spec: CaseSpec, viewer: Actor, code: bool) -> bool:
    """Whoever is only the reporter may be meant to see no more than how it goes."""
    if code:
        return spec.reporter_sees == "all"
    case = found.case
    mine = [part for part in found.parts if part.person_id == viewer.person_id]
    if any(part.sees == "all" for part in mine):
        return True
    right = {"C0": "", "C1": "case_view", "C2": "case_confidential"}.get(spec.level_of(found.case.data))
    return right == "" or bool(right and viewer.may_in(right, unit_id=case.unit_id, path=case.unit.path))


def _with_whom(found: Known, spec: CaseSpec) -> str:
    named = spec.states[found.case.state].with_whom
    people = [part.person.name for part in found.parts if part.role == named]
    return "、".join(people[:3]) if people else ""


def _parts(found: Known, spec: CaseSpec, viewer: Actor) -> list[PartView]:
    people: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for part in found.parts:
        if part.role != OPENER or not _masked(found, spec, part.person_id, viewer):
            people[part.role].append((part.person_id, part.person.name))
    titles = {"climbed": "已上报给"}
    return [PartView(role, titles.get(role, spec.role_title(role)), rows) for role, rows in people.items()]


def _masked(found: Known, spec: CaseSpec, person_id: int | None, viewer: Actor) -> bool:
    """Whoever reports need not fear those whom they work with (SG-11): only they see that it was them."""
    return spec.masks_opener and person_id == found.case.opened_by_id != viewer.person_id


def _posted(found: Known, spec: CaseSpec, viewer: Actor) -> list[PartView]:
    """Of what is made public everybody sees whom it is about; of a C3 case whoever has a part in it."""
    public = spec.states[found.case.state].posted or spec.level == "C3"
    return [part for part in _parts(found, spec, viewer) if part.role == SUBJECT] if public else []


def _seals(spec: CaseSpec, case: Case) -> bool:
    return any(spec.seals(one, case.data) for one in spec.fields.values())


def _may_read(found: Known, hanging: Beside, viewer: Actor, who: Who) -> bool:
    """As `sealed.read_texts` asks, of what is read already."""
    if viewer.person_id is None or viewer.administrator:
        return False
    mine = [part for part in found.parts if part.text and part.person_id == viewer.person_id]
    return any(part.post in {"", *who.posts} for part in mine) or viewer.person_id in hanging.authors


def _deed(deed: Deed, found: Known, hanging: Beside, viewer: Actor, full: bool) -> DeedView:
    spec = found.edition(timezone.localdate(deed.happened_at)).spec
    move = spec.move(deed.move)
    asked = (*move.fields, *spec.counted) if move else spec.opening if deed.number == 1 else ()
    state = spec.states.get(deed.target)
    late = (timezone.localdate(deed.happened_at) - timezone.localdate(deed.due_at)).days if deed.due_at else 0
    return DeedView(
        id=deed.id,
        number=deed.number,
        title=deed.title,
        node=deed.node,
        state=state.title if state else deed.target,
        by=_by(deed, found, spec, viewer, full),
        happened_at=deed.happened_at,
        written_late_days=(timezone.localdate(deed.written_at) - timezone.localdate(deed.happened_at)).days,
        late_days=max(0, late),
        late_reason=deed.late_reason if full else "",
        clause=deed.clause,
        edition=_edition(deed, found),
        proof=deed.proof if full else None,
        fields=_fields(deed, asked if full else _answers(asked), hanging),
        files=list(hanging.files.get(deed.id, ())) if full else [],
    )


def _by(deed: Deed, found: Known, spec: CaseSpec, viewer: Actor, full: bool) -> str:
    if not full:
        return deed.by_title
    masked = _masked(found, spec, deed.by_id, viewer)
    return spec.role_title(OPENER) if masked else deed.by.name if deed.by else ""


def _edition(deed: Deed, found: Known) -> str:
    """By which edition a step was done, where there is more than one."""
    titles = {one.name: one.title for one in found.editions}
    return titles.get(deed.edition, deed.edition) if len(titles) > 1 else ""


def _answers(asked: Sequence[CaseField]) -> list[CaseField]:
    """Fields of level C0 are the answer itself: whoever opened the case reads them."""
    return [one for one in asked if one.level == "C0"]


def _fields(deed: Deed, asked: Sequence[CaseField], hanging: Beside) -> list[Shown]:
    shown = []
    for one in asked:
        if (deed.id, one.key) in hanging.hidden:
            shown.append(Shown(one.key, one.title, "", sealed=True))
        elif one.type == "people" and (names := hanging.named.get((deed.id, one.key))):
            shown.append(Shown(one.key, one.title, "、".join(names)))
        elif value := filling.shown(one, deed.data.get(one.key), {}) if one.key in deed.data else "":
            shown.append(Shown(one.key, one.title, value))
    return shown


def _move(one: moving.Offered, spec: CaseSpec, case: Case, at: datetime) -> MoveView:
    move, due = one.move, one.due_at
    late = dues.is_late(due, local(at))
    return MoveView(
        key=move.key,
        title=move.title,
        tone=move.tone,
        hint=move.hint,
        node=move.node,
        clause=move.clause,
        document=move.document,
        body=move.body,
        fields=tuple(_as_kept(field, spec, case) for field in move.fields),
        files=move.files,
        files_least=max((guard.least for guard in move.guards if isinstance(guard, Photos)), default=0),
        dated=move.dated,
        by_record=any(isinstance(guard, Proved) and guard.same_day for guard in move.guards),
        needs_record=tuple(
            kind for guard in move.guards if isinstance(guard, Proved) for kind in guard.records
        ),
        due_date=due.date() if due else None,
        late=late,
        needs_reason=bool(late and move.due and move.due.late == "reason"),
        hindrances=one.hindrances,
    )


def _as_kept(asked: CaseField, spec: CaseSpec, case: Case) -> CaseField:
    """Whoever fills it in is told that it will be sealed."""
    return asked.model_copy(update={"level": "C3"}) if spec.seals(asked, case.data) else asked
