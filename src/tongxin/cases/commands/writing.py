"""What every step of a case writes: the deed, people, files, sealed texts, what is due next."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from tongxin.adoption.queries.cases import Edition
from tongxin.cases.models import Case, Deed, Evidence, Named, Part, Sealed
from tongxin.cases.queries.story import local
from tongxin.cases.sealing import seal
from tongxin.files.commands import store_file
from tongxin.files.rules import MOST_PER_THING
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid
from tongxin.orgs.models import Person
from tongxin.regimes import filling
from tongxin.regimes.cases import dues, spans
from tongxin.regimes.cases.alike import plain
from tongxin.regimes.cases.lapsing import lapse
from tongxin.regimes.cases.story import Around, Story
from tongxin.regimes.schema.case import OPENER, SUBJECT, CaseField, CaseSpec, Keeping, Move
from tongxin.regimes.schema.guard import Span

Upload = tuple[str, bytes]
NO_FILES = "这件事只有写在里面的人能看，文字封存，文件封存不了，所以不收文件。请用文字写"


@dataclass(frozen=True, slots=True)
class Given:
    """What was filled in, apart by where it is kept."""

    open: Mapping[str, Any]
    people: Mapping[str, list[int]]
    secret: Mapping[str, str]

    @property
    def all(self) -> dict[str, Any]:
        return {**self.open, **self.people, **self.secret}


def cleaned(
    spec: CaseSpec,
    fields: Sequence[CaseField],
    given: Mapping[str, Any],
    *,
    data: Mapping[str, Any] | None = None,
    company_id: int,
    on: date,
) -> Given:
    """Raises Invalid with a sentence a field. `data`: of a case that is there already, what is known of it."""
    values, wrong = filling.kept(fields, given)
    people = {one.key: values[one.key] for one in fields if one.type == "people" and one.key in values}
    named = {person for chosen in people.values() for person in chosen}
    known = Person.objects.filter(company=company_id, id__in=named).exclude(left_date__lt=on)
    there = set(known.values_list("id", flat=True)) if named else set()
    for one in fields:
        if not there.issuperset(people.get(one.key, ())):
            wrong[one.key] = f"“{one.title}”有人不在花名册里，请重新选"
    if wrong:
        raise Invalid("有几处要改", fields=wrong)
    sealed = [one.key for one in fields if spec.seals(one, values if data is None else data)]
    secret = {key: values[key] for key in sealed if values.get(key)}
    kept = {key: value for key, value in values.items() if key not in people and key not in sealed}
    return Given(kept, people, secret)


def write_deed(deed: Deed, given: Given, files: Sequence[Upload], *, by: Actor, at: datetime) -> Deed:
    if len(files) > MOST_PER_THING:
        raise Invalid(f"最多 {MOST_PER_THING} 个文件", fields={"files": f"最多 {MOST_PER_THING} 个文件"})
    if files and deed.case.level == "C3":  # a file is stored as it came
        raise Invalid(NO_FILES, fields={"files": NO_FILES})
    deed.data = dict(given.open)
    deed.save(force_insert=True)
    Named.objects.bulk_create(
        Named(deed=deed, field=key, person_id=person)
        for key, people in given.people.items()
        for person in people
    )
    Sealed.objects.bulk_create(
        Sealed(case=deed.case, deed=deed, field=key, text=seal(text), author_id=by.person_id)
        for key, text in given.secret.items()
    )
    stored = [store_file(name, content, by=by, at=at) for name, content in files]
    Evidence.objects.bulk_create(Evidence(deed=deed, file=one) for one in stored)
    return deed


def write_parts(
    case: Case,
    spec: CaseSpec,
    roles: Mapping[str, Sequence[int]],
    *,
    posts: Mapping[int, str] | None = None,
    anew: bool = True,
) -> None:
    """The people of these roles; with `anew` whoever was in them before is no more. `posts`: what it came to
    a person by."""
    if anew:
        Part.objects.filter(case=case, role__in=roles).delete()
    came_by = posts or {}
    rows = [
        Part(
            case=case,
            role=role,
            person_id=person,
            text=_reads(case, spec, role),
            sees=_sees(spec, role),
            post=came_by.get(person, ""),
        )
        for role, people in roles.items()
        for person in dict.fromkeys(people)
    ]
    Part.objects.bulk_create(rows, ignore_conflicts=True)


def _reads(case: Case, spec: CaseSpec, role: str) -> bool:
    """Of sealed text: the subject always, the author what they wrote, roles as the kind says. Where nothing is
    sealed but for a choice of the opening, whoever sees the case reads it."""
    if spec.closed_by(case.data):
        return _sees(spec, role) == "all"
    if role == SUBJECT:
        return spec.subject_sees == "all"
    return role in spec.roles and spec.roles[role].reads == "text"


def _sees(spec: CaseSpec, role: str) -> str:
    own = spec.roles[role].sees if role in spec.roles else "all"
    sees = {OPENER: spec.reporter_sees, SUBJECT: spec.subject_sees}.get(role, own)
    return "all" if sees == "all" else "progress"


def write_moved(
    case: Case, spec: CaseSpec, move: Move, people: Mapping[str, list[int]], *, by: int | None
) -> None:
    """Who is in which role once the move is made, in the order in which the story tells it."""
    for one in move.fields:
        if one.fills and one.key in people:
            write_parts(case, spec, {one.fills: people[one.key]}, anew=not one.adds)
    if by is not None:
        if move.joins:
            write_parts(case, spec, {move.joins: [by]}, anew=False)
        Part.objects.filter(case=case, role__in=move.leaves, person=by).delete()
    Part.objects.filter(case=case, role__in=move.clears).delete()


def settle(case: Case, story: Story, around: Around, *, at: datetime) -> None:
    """Who sees it here, what is due next, and, once it has ended, until when it is kept."""
    level = story.spec.level_of(case.data)
    case.level = "C0" if story.spec.states[story.state].posted and level != "C3" else level
    before = case.due_move, case.due_at
    due = dues.next_due(story, around)
    case.due_move, case.due_at = (due[0].key, due[1]) if due else ("", None)
    if (case.due_move, case.due_at) != before:
        case.rung = 0  # what is still overdue stays where it has climbed to
    case.climbs_at = dues.next_rung_at(story, case.due_at, case.rung, around)
    lapses = lapse(story, around)
    case.lapses_at = lapses[1] if lapses else None
    ended = story.spec.states[story.state].end
    done = ended or story.spec.states[story.state].quiet_after is not None  # nothing is owed by anybody here
    case.ended_at = (case.ended_at or at) if ended else None
    keep, day = story.spec.keep, local(case.ended_at or at)
    case.keep_until = _until(_whole(keep, story), day, around, done)
    case.forget_text_date = _until(keep.text, day, around, done)
    case.forget_names_date = _until(keep.drop_names, day, around, done)


def _whole(keep: Keeping, story: Story) -> Span:
    longer = keep.longer
    return longer.whole if longer and story.data.get(longer.field) in longer.one_of else keep.whole


def _until(span: Any, since: datetime, around: Around, done: bool) -> date | None:
    return spans.over_from(since, span, around.calendar).date() if span and done else None


def alike(spec: CaseSpec, data: Mapping[str, Any]) -> str:
    """What makes two cases of a kind the same problem; empty where nothing does."""
    if spec.recurs is None:
        return ""
    values = [plain(str(data.get(key) or "")) for key in spec.recurs.same]
    return hashlib.sha256("\n".join(values).encode()).hexdigest() if all(values) else ""


def title_of(spec: CaseSpec, data: Mapping[str, Any], people: Mapping[str, Sequence[int]]) -> str:
    """What names the case in a list; of a C3 case never more than its kind."""
    asked = spec.fields.get(spec.titled_by)
    if asked is None or spec.level_of(data) == "C3" or asked.level == "C3":
        return spec.title
    names = {}
    if asked.type == "people":
        chosen = Person.objects.filter(id__in=people.get(asked.key, ()))
        names = dict(chosen.values_list("id", "name"))
    value = people.get(asked.key) if asked.type == "people" else data.get(asked.key)
    shown = " ".join(filling.shown(asked, value, names).split())
    return shown[:80] or spec.title


def first_deed(case: Case, edition: Edition, *, at: datetime, happened_at: datetime, by: Actor) -> Deed:
    step = edition.spec.opening_step
    return Deed(
        case=case, number=1, move="", title=step.title, node=step.node, target=case.state, by_id=by.person_id,
        by_title=by.posts[0].title if by.posts else "", happened_at=happened_at, written_at=at,
        edition=edition.name, clause=(step.clause or edition.spec.basis.clause)[:60],
    )  # fmt: skip


def moment_of(day: date | None, at: datetime) -> datetime:
    """When something is said to have been done: now, or some time on an earlier day."""
    today = timezone.localdate(at)
    if day is None or day == today:
        return local(at)
    if day < filling.EARLIEST:
        sentence = f"要填 {filling.EARLIEST.year} 年以后的日子"
        raise Invalid("日期不对", fields={"happened_on": sentence})
    return timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=12)))
