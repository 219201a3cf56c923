"""A roster comes in: uploaded, looked through, written at once or not at all, taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor, Scope
from tongxin.kernel.errors import Invalid, Refused
from tongxin.orgs.models import Company, RosterImport
from tongxin.orgs.queries.spared import spared_of
from tongxin.orgs.roster import existing, keep
from tongxin.orgs.roster.apply import Undo, apply_plan
from tongxin.orgs.roster.changes import Known, Options, Plan
from tongxin.orgs.roster.outcome import Outcome, outcome_of, summary_of
from tongxin.orgs.roster.plan import make_plan
from tongxin.orgs.roster.queries import get_import, is_dead, linked_anchor, place_of
from tongxin.orgs.roster.rows import Roster, read_roster
from tongxin.orgs.roster.undo import take_back

LONGEST_KEPT = timedelta(days=1)
BUSY = "另一份名册正在写入，同一时间只能写一份。请等它写完再来"
CHANGED_MEANWHILE = "检查以后，组织或人员又有了变动，没有写入任何内容。请重新上传检查一次"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """`large`: better left to the worker."""

    fact: Fact
    import_id: int
    large: bool


def upload(
    chunks: Iterable[bytes], filename: str, *, unit_id: int, complete: bool, by: Actor, at: datetime
) -> Uploaded:
    """Keeps the file and asks for it to be looked through; nothing of the roster is written yet."""
    place = place_of(unit_id, viewer=by)
    drop_stale(at=at)
    if complete and not place.is_company:
        raise Invalid("按完整名册处理，要对整个公司导入；单个区队的离职人员，请在“状态”列填离职")
    path = keep.receive(chunks)
    large = path.stat().st_size > 400_000
    with transaction.atomic():
        _drop(RosterImport.objects.filter(unit_id=unit_id, by_id=by.person_id), at)  # this one is better
        row = RosterImport.objects.create(
            company_id=place.company_id,
            unit_id=unit_id,
            filename=Path(filename.replace("\\", "/")).name[:120] or "名册",
            complete=complete,
            state="waiting",
            by_id=by.person_id,
            started_at=at,
        )
        path.replace(keep.file_of(row.id))
        fact = record("roster.check_wanted", subject=("roster_import", row.id), unit_id=unit_id, by=by, at=at)
    return Uploaded(fact, row.id, large)


def check(import_id: int, *, by: Actor, at: datetime) -> None:
    """Looks the file through and keeps what it would change; a file that cannot be read fails in a sentence."""
    row = RosterImport.objects.filter(id=import_id, state="waiting").first()
    if row is None:
        return
    try:
        plan = _plan(row, by=by, at=at)
    except Refused as refusal:
        _fail(row, refusal.message, at)
        return
    keep.report(row.id, "看完了", len(plan.roster.rows), len(plan.roster.rows))
    row.rows = len(plan.roster.rows)
    row.summary = summary_of(plan)
    row.state = "checked"
    row.save(update_fields=["rows", "summary", "state"])


@dataclass(frozen=True, slots=True)
class Wanted:
    """`rows`: so that the caller can leave a long one to the worker."""

    fact: Fact
    rows: int


def want_import(import_id: int, *, by: Actor, at: datetime) -> Wanted:
    """Asks for a roster that was looked through to be written; one at a time in a company."""
    row = get_import(import_id, viewer=by)
    if row.state != "checked":
        raise Refused("这份名册已经处理过了，请重新上传")
    if row.summary.get("error_count"):
        raise Refused(f"还有 {row.summary['error_count']} 处错误，改好文件再上传")
    release_dead(row.company_id, at=at)
    try:
        with transaction.atomic():
            if not RosterImport.objects.filter(id=row.id, state="checked").update(
                state="running", started_at=at, by_id=by.person_id
            ):
                raise Refused("这份名册已经在处理了")
            keep.report(row.id, "正在等待写入", 0, row.rows)
            fact = record(
                "roster.import_wanted", subject=("roster_import", row.id), unit_id=row.unit_id, by=by, at=at
            )
    except IntegrityError:
        raise Refused(BUSY) from None
    return Wanted(fact, row.rows)


@transaction.atomic
def run_import(import_id: int, *, by: Actor, at: datetime) -> None:
    """Writes it all, or nothing and says why. Called by the reaction; a second call finds nothing to do."""
    row = RosterImport.objects.select_for_update().filter(id=import_id, state="running").first()
    if row is None:
        return
    try:
        plan = _plan(row, by=by, at=at)
        _check_same(row, plan)
        with transaction.atomic():
            _write(row, plan, by=by, at=at)
    except Refused as refusal:
        _fail(row, refusal.message, at)
    except IntegrityError:
        _fail(row, CHANGED_MEANWHILE, at)


def import_file(
    path: Path, *, company: str, create: bool, complete: bool, dry_run: bool, by: str, at: datetime
) -> Outcome:
    """The operator's way: a whole company at once, no upload. Errors come back in the outcome."""
    into = _company_called(company, create=create)
    roster = read_roster(path, path.name, into.trade_words)
    if dry_run:
        return outcome_of(_planned(roster, into, None, complete, by=None, at=at), dry_run=True)
    made = into.id is None
    if made:
        into.save()
    release_dead(into.id, at=at)
    try:
        with transaction.atomic():
            row = RosterImport.objects.create(
                company=into, filename=path.name[:120], complete=complete, state="running", started_at=at
            )
    except IntegrityError:
        raise Refused(BUSY) from None
    operator = Actor(person_id=None, name=by, company_id=into.id)
    try:
        outcome = _import_roster(row, roster, into, by=operator, at=at)
    except BaseException as error:
        _end_quietly(row, error, at)
        raise
    if made and outcome.errors:
        into.delete()
    return outcome


def _company_called(name: str, *, create: bool) -> Company:
    company = Company.objects.filter(name=name).first()
    if company is not None:
        return company
    if create:
        return Company(name=name)
    known = "、".join(Company.objects.order_by("id").values_list("name", flat=True)[:10])
    have = f"，现有：{known}" if known else ""
    raise Refused(f"系统里没有“{name}”这个公司{have}。要新建，请加 --create-company")


def _import_roster(
    row: RosterImport, roster: Roster, company: Company, *, by: Actor, at: datetime
) -> Outcome:
    keep.report(row.id, "正在比对", 0, len(roster.rows))
    try:
        with transaction.atomic():
            if not RosterImport.objects.select_for_update().filter(id=row.id, state="running").first():
                raise Refused(BUSY)  # taken for dead, and another one has begun
            plan = _planned(roster, company, None, row.complete, by=None, at=at)
            if not plan.roster.faults:
                _write(row, plan, by=by, at=at)
    except IntegrityError:
        raise Refused(CHANGED_MEANWHILE) from None
    if plan.roster.faults:
        keep.drop(row.id)
        row.delete()
    return outcome_of(plan, dry_run=False)


def _end_quietly(row: RosterImport, error: BaseException, at: datetime) -> None:
    """Frees the place for the next import; if even that fails, the time limit does it later."""
    message = error.message if isinstance(error, Refused) else "导入中断，没有写入任何内容"
    try:
        _fail(row, message, at)
    except OperationalError:
        return


def _plan(row: RosterImport, *, by: Actor, at: datetime) -> Plan:
    path = keep.file_of(row.id)
    if not path.exists():
        raise Refused("上传的文件已经清理掉了，请重新上传")
    company = Company.objects.get(id=row.company_id)
    keep.report(row.id, "正在读取文件", 0, row.rows)
    roster = read_roster(path, row.filename, company.trade_words)
    keep.report(row.id, "正在和现有人员比对", 0, len(roster.rows))
    place = place_of(row.unit_id or 0, viewer=by)
    return _planned(roster, company, None if place.is_company else place.unit_id, row.complete, by=by, at=at)


def _planned(
    roster: Roster, company: Company, anchor: int | None, complete: bool, *, by: Actor | None, at: datetime
) -> Plan:
    """`by` is None for an operator, who may appoint everywhere."""
    on = timezone.localdate(at)
    tree = existing.company_tree(company.id or 0)
    known = Known(
        tree,
        existing.people_of(company.id or 0, on=on),
        existing.post_book(company),
        spared_of(company.id or 0, on=on),
    )
    appoint: Scope | None = by.scope("appointment_make") if by else None
    options = Options(
        company=company.name,
        company_aliases=existing.aliases_of(company, tree),
        on=on,
        anchor=anchor,
        party_anchor=linked_anchor(anchor, "party", tree) if anchor else None,
        union_anchor=linked_anchor(anchor, "union", tree) if anchor else None,
        complete=complete,
        appoint=appoint,
        importer_id=by.person_id if by else None,
    )
    return make_plan(roster, known, options)


def _check_same(row: RosterImport, plan: Plan) -> None:
    """What is written is what was shown."""
    shown = {name: row.summary.get(name) for name in plan.counts}
    if plan.roster.faults or shown != plan.counts:
        raise Refused(CHANGED_MEANWHILE)


def _write(row: RosterImport, plan: Plan, *, by: Actor, at: datetime) -> None:
    on: date = timezone.localdate(at)

    def progress(phase: str, done: int) -> None:
        keep.report(row.id, phase, done, len(plan.roster.rows))

    undo = apply_plan(
        plan,
        company_id=row.company_id,
        by_id=by.person_id,
        on=on,
        at=at,
        basis=f"名册导入：{row.filename}"[:120],
        progress=progress,
    )
    _finish(row, plan, undo, at=at)
    record(
        "roster.imported",
        subject=("roster_import", row.id),
        unit_id=row.unit_id,
        by=by,
        at=at,
        data={**plan.counts, "created_units": len(plan.tree.new), "complete": row.complete},
    )


def _finish(row: RosterImport, plan: Plan, undo: Undo, *, at: datetime) -> None:
    """Names that the dry run showed are not kept on; only the last import can be taken back."""
    RosterImport.objects.filter(company_id=row.company_id).exclude(undo={}).update(undo={})
    if row.unit_id is None:
        root = plan.tree.roots["administration"]
        row.unit_id = root.id
    summary: dict[str, Any] = outcome_of(plan, dry_run=False).as_json()
    row.summary = {**summary, "error_count": 0, "link_count": len(plan.links)}
    row.undo, row.state, row.ended_at = undo.as_json(), "done", at
    row.rows = row.rows_done = len(plan.roster.rows)
    row.save()
    transaction.on_commit(lambda: keep.drop(row.id))


def _fail(row: RosterImport, message: str, at: datetime) -> None:
    RosterImport.objects.filter(id=row.id, state__in=("waiting", "running")).update(
        state="failed", message=message[:300], summary={}, ended_at=at
    )
    transaction.on_commit(lambda: keep.drop(row.id))


def release_dead(company_id: int, *, at: datetime) -> None:
    """An import whose worker has fallen silent no longer keeps others out; what it wrote was never committed."""
    row = RosterImport.objects.filter(company_id=company_id, state="running").first()
    if row is not None and is_dead(row, at=at):
        _fail(row, "写到一半中断了，没有写入任何内容。请重新上传", at)


def drop_import(import_id: int, *, by: Actor, at: datetime) -> Fact:
    """Throws a roster away that was not written: its file, and what the dry run showed."""
    row = get_import(import_id, viewer=by)
    if row.state == "running" and not is_dead(row, at=at):
        raise Refused("正在写入，现在停不下来。写完以后可以撤销")
    still = RosterImport.objects.filter(
        id=row.id, state=row.state, state__in=("waiting", "checked", "running")
    )
    with transaction.atomic():
        if not still.update(state="dropped", summary={}, ended_at=at):
            raise Refused("这份名册已经处理过了")
        fact = record("roster.dropped", subject=("roster_import", row.id), unit_id=row.unit_id, by=by, at=at)
    keep.drop(row.id)
    return fact


def drop_stale(*, at: datetime) -> int:
    """A roster that nobody wrote within a day does not lie about; call it as often as you like."""
    return _drop(RosterImport.objects.filter(started_at__lt=at - LONGEST_KEPT), at)


def _drop(rows: QuerySet[RosterImport], at: datetime) -> int:
    ids = list(rows.filter(state__in=("waiting", "checked")).values_list("id", flat=True))
    RosterImport.objects.filter(id__in=ids).update(state="dropped", summary={}, ended_at=at)
    for one in ids:
        keep.drop(one)
    return len(ids)


@transaction.atomic
def undo_import(import_id: int, *, by: Actor, at: datetime) -> Fact:
    """Takes the company's last import back: everything it wrote, or nothing."""
    get_import(import_id, viewer=by)
    row = RosterImport.objects.select_for_update().get(id=import_id)
    if row.state == "undone":
        raise Refused("这次导入已经撤销过了")
    if row.state != "done" or not row.undo:
        raise Refused("只能撤销最后一次导入")
    if RosterImport.objects.filter(company_id=row.company_id, state="running").exists():
        raise Refused(BUSY)
    if by.person_id is not None and by.person_id in _made_people(row.undo):
        raise Refused("您自己是这次导入进来的，不能由您撤销，请找公司党务干事办理")
    take_back(row.undo, company_id=row.company_id, by=by, at=at)
    row.state, row.undo, row.ended_at = "undone", {}, at
    row.save(update_fields=["state", "undo", "ended_at"])
    counts = {name: row.summary.get(name, 0) for name in ("added", "changed", "ended")}
    return record(
        "roster.undone", subject=("roster_import", row.id), unit_id=row.unit_id, by=by, at=at, data=counts
    )


def _made_people(undo: dict[str, Any]) -> set[int]:
    return {one for first, last in undo["made"].get("person", []) for one in range(first, last + 1)}
