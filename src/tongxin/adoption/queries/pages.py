"""What the pages show of regimes: published in the company (C0) to whoever may see regimes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from tongxin.adoption.models import Adoption, PackVersion
from tongxin.adoption.queries.catalogue import get_pack, known_packs, versions
from tongxin.adoption.queries.force import packs_of
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import within
from tongxin.orgs.shifts.queries.calendar import calendar
from tongxin.regimes import texts
from tongxin.regimes.conditions import in_words
from tongxin.regimes.diff import Diff, diff
from tongxin.regimes.flow import Flow, flow
from tongxin.regimes.load import library, posts
from tongxin.regimes.overlay import Overlay
from tongxin.regimes.schema.duty import DutySpec
from tongxin.regimes.schema.pack import Pack

MOST_HISTORY = 100


def adoptions_seen_by(viewer: Actor) -> QuerySet[Adoption]:
    """A company's regimes are no secret within it."""
    if not viewer.may("regime_view"):
        return Adoption.objects.none()
    return Adoption.objects.filter(unit__company_id=viewer.company_id or 0)


@dataclass(frozen=True, slots=True)
class AdoptionRow:
    """One adoption: `state` is holds, comes or ended."""

    id: int
    pack: str
    title: str
    version: str
    unit: str
    since: date
    until: date | None
    basis: str
    changes: tuple[str, ...]
    by: str
    reason: str
    ended_reason: str
    state: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack that can be adopted."""

    key: str
    title: str
    version: str
    summary: str
    duties: int
    records: int
    reports: int
    cases: int
    unchecked: int
    may_try: bool
    own: bool
    followed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegimesView:
    holding: tuple[AdoptionRow, ...]
    coming: tuple[AdoptionRow, ...]
    ended: tuple[AdoptionRow, ...]
    packs: tuple[PackRow, ...]
    may_adopt: bool


def view_regimes(*, viewer: Actor, on: date) -> RegimesView:
    rows = adoption_rows(adoptions_seen_by(viewer), viewer=viewer, on=on)
    holding = tuple(row for row in rows if row.state == "holds")
    return RegimesView(
        holding=holding,
        coming=tuple(row for row in rows if row.state == "comes"),
        ended=tuple(row for row in rows if row.state == "ended")[:MOST_HISTORY],
        packs=tuple(_pack_rows(viewer, holding)),
        may_adopt=viewer.may("regime_adopt"),
    )


def adoption_rows(adoptions: QuerySet[Adoption], *, viewer: Actor, on: date) -> list[AdoptionRow]:
    rows = adoptions.select_related("unit", "pack_version", "adopted_by")
    found = list(rows.order_by("unit__path", "-starts_date", "-id"))
    packs = packs_of(row.id for row in found)
    return [
        AdoptionRow(
            id=row.id,
            pack=row.pack_version.pack,
            title=packs[row.id].meta.title,
            version=row.pack_version.version,
            unit=row.unit.name,
            since=row.starts_date,
            until=row.ends_date,
            basis=row.basis,
            changes=_changes(row, packs[row.id]),
            by=row.adopted_by.name if row.adopted_by else "",
            reason=row.reason,
            ended_reason=row.ended_reason,
            state=_state(row, on),
            may_end=viewer.may_in("regime_adopt", unit_id=row.unit_id, path=row.unit.path),
        )
        for row in found
    ]


def _state(row: Adoption, on: date) -> str:
    if row.ends_date is not None and (row.ends_date < on or row.ends_date < row.starts_date):
        return "ended"
    return "comes" if row.starts_date > on else "holds"


def _changes(row: Adoption, pack: Pack) -> tuple[str, ...]:
    """The company's own changes in words, as far as the duty is still there."""
    overlay = Overlay.model_validate(row.overlay)
    words = []
    dropped = {one["key"]: one["title"] for one in row.pack_version.spec["duties"]} if overlay.duties else {}
    for key, change in overlay.duties.items():
        duty = pack.duty(key)
        kept = f"{duty.title}改为{texts.how_often(duty)}，{texts.grace(duty)}" if duty else ""
        what = kept or f"不执行 {dropped.get(key, key)}"
        words.append(f"{what}（{change.reason}）" if change.reason else what)
    titles = texts.titles([pack])
    words += [f"“{titles.get(key, key)}”记录要求更严" for key in overlay.records]
    words += [f"“{case.title}”的流程要求更严" for case in pack.cases if case.key in overlay.cases]
    return tuple(words)


def _pack_rows(viewer: Actor, holding: Sequence[AdoptionRow]) -> Iterable[PackRow]:
    shipped = library(settings.PACKS_DIR)
    kinds = _kinds_seen(viewer)
    for key, pack in sorted(known_packs(viewer.company_id).items(), key=lambda item: item[1].meta.title):
        if pack.adoptable:
            yield PackRow(
                key=key,
                title=pack.meta.title,
                version=pack.meta.version,
                summary=pack.meta.summary,
                duties=len(pack.duties),
                records=len(pack.records),
                reports=len(pack.reports),
                cases=len(pack.cases),
                unchecked=_unchecked(pack),
                may_try=not kinds.isdisjoint(pack.meta.adopted_at),
                own=key not in shipped,
                followed_by=tuple(f"{row.unit} {row.version}" for row in holding if row.pack == key),
            )


@dataclass(frozen=True, slots=True)
class DutyRow:
    key: str
    title: str
    owner: str
    places: str
    how_often: str
    when: str
    grace: str
    minutes: int
    strength: str
    how_met: str
    article: str
    checked: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    title: str
    places: str
    written_by: str
    vote: str
    minutes: int
    article: str
    checked: str


@dataclass(frozen=True, slots=True)
class PackView:
    key: str
    title: str
    version: str
    summary: str
    document: str
    issued: date | None
    effective_from: date
    effective_to: date | None
    requires: tuple[str, ...]
    duties: tuple[DutyRow, ...]
    records: tuple[RecordRow, ...]
    reports: tuple[tuple[str, str, str], ...]  # title, how often, sections
    flows: tuple[Flow, ...]
    unchecked: int
    may_try: bool
    versions: tuple[str, ...]
    adoptions: tuple[AdoptionRow, ...]
    own: bool
    may_adopt: bool

    @property
    def older(self) -> tuple[str, ...]:
        return tuple(one for one in self.versions if one != self.version)


def seen_pack(key: str, version: str = "", *, viewer: Actor) -> tuple[Pack, dict[str, Pack]]:
    """The pack, and all that the company knows."""
    if not viewer.may("regime_view"):
        raise NotFound("没有找到这个制度")
    known = known_packs(viewer.company_id)
    return get_pack(key, version, company_id=viewer.company_id, known=known), known


def view_pack(key: str, version: str = "", *, viewer: Actor, on: date) -> PackView:
    pack, known = seen_pack(key, version, viewer=viewer)
    meta = pack.meta
    adoptions = adoptions_seen_by(viewer).filter(pack_version__pack=key)
    names = texts.titles([*known.values(), pack])
    return PackView(
        key=meta.key,
        title=meta.title,
        version=meta.version,
        summary=meta.summary,
        document=meta.document,
        issued=meta.issued,
        effective_from=meta.effective_from,
        effective_to=meta.effective_to,
        requires=tuple(
            known[one].meta.title for one in meta.requires if one in known and known[one].adoptable
        ),
        duties=tuple(_duty_row(duty, names) for duty in pack.duties),
        records=tuple(_record_rows(pack)),
        reports=tuple(
            (one.title, texts.EVERY[one.every], "、".join(section.title for section in one.sections))
            for one in pack.reports
        ),
        flows=tuple(flow(case, posts(settings.PACKS_DIR)) for case in pack.cases),
        unchecked=_unchecked(pack),
        may_try=not _kinds_seen(viewer).isdisjoint(pack.meta.adopted_at),
        versions=tuple(versions(key, company_id=viewer.company_id)),
        adoptions=tuple(adoption_rows(adoptions, viewer=viewer, on=on)),
        own=key not in library(settings.PACKS_DIR),
        may_adopt=viewer.may("regime_adopt"),
    )


def _kinds_seen(viewer: Actor) -> set[str]:
    """Kinds of units that the viewer could try a pack out for."""
    units = Unit.objects.filter(within(viewer.scope("regime_view"), ""), ends_date=None)
    return set(units.order_by().values_list("kind", flat=True).distinct())


def _unchecked(pack: Pack) -> int:
    """Duties and kinds of case whose article nobody has compared yet."""
    duties, cases = [one.basis for one in pack.duties], [one.basis for one in pack.cases]
    return sum(basis.checked is None for basis in (*duties, *cases, *(one.basis for one in pack.triggers)))


def _duty_row(duty: DutySpec, names: Mapping[str, str]) -> DutyRow:
    return DutyRow(
        key=duty.key,
        title=duty.title,
        owner=post_title(duty.owed_by.post),
        places=_kinds(duty.owed_by.kinds),
        how_often=texts.how_often(duty),
        when=in_words(duty.applies_if),
        grace=texts.grace(duty),
        minutes=duty.minutes,
        strength=texts.STRENGTHS[duty.strength],
        how_met=texts.how_met(duty, names),
        article=texts.article(duty),
        checked=_checked(duty.basis.checked),
    )


def _record_rows(pack: Pack) -> Iterable[RecordRow]:
    for record in pack.records:
        yield RecordRow(
            title=record.title,
            places=_kinds(record.held_at),
            written_by="、".join(post_title(post) for post in record.written_by),
            vote=texts.how_voted(record),
            minutes=record.minutes,
            article=f"《{record.basis.document}》{record.basis.clause}",
            checked=_checked(record.basis.checked),
        )


def _checked(checked: object) -> str:
    return f"{checked.by} {checked.on} 对过" if checked else ""  # type: ignore[attr-defined]


def _kinds(kinds: Iterable[str]) -> str:
    return "、".join(texts.KINDS[kind] for kind in kinds)


def post_title(key: str) -> str:
    known = posts(settings.PACKS_DIR)
    return known[key].title if key in known else key


@dataclass(frozen=True, slots=True)
class DiffRow:
    """`mark` is add, cut or chg; `minutes` a week with its sign."""

    mark: str
    title: str
    owner: str
    minutes: str
    words: tuple[str, ...]
    suggested: bool


MINUS = "\u2212"
MARKS = {"added": "add", "dropped": "cut", "changed": "chg"}


def diff_rows(found: Diff, suggested: Sequence[str] = ()) -> tuple[DiffRow, ...]:
    return tuple(
        DiffRow(
            mark=MARKS[change.how],
            title=change.title,
            owner=post_title(change.post),
            minutes=signed(round(change.minutes)),
            words=change.words,
            suggested=change.duty in suggested,
        )
        for change in found.duties
    )


def signed(minutes: int) -> str:
    """With the typographic minus."""
    return f"{minutes:+}".replace("-", MINUS) if minutes else "0"


@dataclass(frozen=True, slots=True)
class DiffView:
    key: str
    title: str
    old: str
    new: str
    versions: tuple[str, ...]
    diff: Diff
    rows: tuple[DiffRow, ...]


def view_diff(key: str, *, old: str, new: str, viewer: Actor, on: date) -> DiffView:
    pack, known = seen_pack(key, new, viewer=viewer)
    found = versions(key, company_id=viewer.company_id)
    before = old or next((one for one in found if one != pack.meta.version), pack.meta.version)
    older = get_pack(key, before, company_id=viewer.company_id, known=known)
    found_diff = diff(older, pack, since=on, calendar=calendar(viewer.company_id))
    return DiffView(
        key=key,
        title=pack.meta.title,
        old=before,
        new=pack.meta.version,
        versions=tuple(found),
        diff=found_diff,
        rows=diff_rows(found_diff),
    )


def own_packs(*, viewer: Actor) -> list[tuple[str, str, str]]:
    """Key, title and version of what the company wrote itself, the newest first."""
    if not viewer.may("regime_view"):
        return []
    rows = PackVersion.objects.filter(company_id=viewer.company_id or 0).order_by("-kept_at", "-id")
    return [(row.pack, row.spec["meta"]["title"], row.version) for row in rows[:MOST_HISTORY]]


def adoption_to_end(adoption_id: int, *, viewer: Actor, on: date) -> AdoptionRow:
    rows = adoption_rows(adoptions_seen_by(viewer).filter(id=adoption_id), viewer=viewer, on=on)
    if not rows or not rows[0].may_end or rows[0].state == "ended":
        raise NotFound("没有找到可以结束的这次采用")
    return rows[0]
