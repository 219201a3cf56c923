"""Votes of a record's rows: what cannot be, and what came out. Writes nothing."""

from collections.abc import Iterable, Sequence
from typing import Any

from tongxin.orgs.models import Person
from tongxin.records.models import Decision, Presence, Record
from tongxin.records.rules.candidates import candidate_faults
from tongxin.records.rules.votes import (
    Ballot,
    Count,
    Finding,
    Room,
    Seat,
    VoteRule,
    elect,
    election_faults,
    faults,
    opens,
    passes,
    room_of,
    rule_of,
)
from tongxin.regimes.schema.record import RecordSpec

Seats = Sequence[Seat]
Lines = Sequence[Decision]


def seats_of(spec: RecordSpec, rows: Iterable[Presence]) -> list[Seat]:
    """Who counts: the voters of a meeting that votes, else everybody expected; of one sitting."""
    return [
        Seat(row.voter if spec.vote else row.expected, row.present, row.exclusion)
        for row in rows
        if row.sitting == 1
    ]


def ruling(record: Record) -> dict[str, Any]:
    """How the company reads CF-01 and CF-02; a record keeps the reading under which it was closed."""
    company = record.company
    now = {"strict": company.strict_quorum, "of_entitled": company.elects_by_entitled}
    return dict(record.data.get("ruling") or now)


def room(record: Record, seats: Seats) -> Room:
    return room_of(seats, **ruling(record))


def opening(record: Record, spec: RecordSpec, seats: Seats) -> Finding | None:
    """Whether enough came; nothing, for kinds that ask for no number."""
    rule = rule_of(spec)
    return opens(rule, room(record, seats)) if rule else None


def counted(line: Decision) -> Count:
    return Count(line.yes, line.no, line.abstain, line.written_yes, line.written_no, line.secret)


def ballot_of(record: Record) -> Ballot:
    papers = record.data.get("ballot", {})
    return Ballot(papers.get("seats", 0), papers.get("issued", 0), papers.get("returned", 0))


def vote_faults(record: Record, spec: RecordSpec, seats: Seats, lines: Lines) -> dict[str, str]:
    """Field -> sentence, for everything about the votes that is missing or cannot be true."""
    rule = rule_of(spec)
    if rule is None:
        return {}
    here = room(record, seats)
    told, whole = _candidate_faults(record, spec, rule, lines)
    for line in lines:
        if line.rule and (found := faults(rule, here, counted(line))):
            told.setdefault(line.position, []).extend(found)
    wrong = {f"decision-{number}": f"第 {number} 项：{'；'.join(found)}" for number, found in told.items()}
    wrong |= {"decisions": whole} if whole else {}
    if rule.key == "BR-43" and (
        found := election_faults(here, ballot_of(record), [counted(line) for line in lines])
    ):
        wrong["ballot"] = "；".join(found)
    return wrong


def _candidate_faults(
    record: Record, spec: RecordSpec, rule: VoteRule, lines: Lines
) -> tuple[dict[int, list[str]], str]:
    ids = record.data.get(spec.voted_on) or [] if spec.voted_on else []
    if not ids:
        return {}, ""
    known = dict(Person.objects.filter(id__in=ids).values_list("id", "name"))
    names = [known[one] for one in ids if one in known]
    texts = {line.position: line.text for line in lines}
    wrong, whole = candidate_faults(names, texts, others=rule.key == "BR-43")
    return {number: [sentence] for number, sentence in wrong.items()}, whole


def count_votes(record: Record, spec: RecordSpec, seats: Seats, lines: Lines) -> None:
    """Set on each decision whether it passed and why; the caller saves them."""
    rule = rule_of(spec)
    if rule is None:
        return
    here = room(record, seats)
    opened = opens(rule, here)
    for line in lines:
        if not opened.ok:
            line.passed, line.outcome = False, f"没开成，表决不算：{opened.sentence}"[:200]
        elif line.rule and line.rule != "BR-43":
            finding = passes(rule, here, counted(line))
            line.passed, line.outcome = finding.ok, f"{finding.sentence}（{finding.article}）"[:200]
    if opened.ok:
        _count_election(rule, record, here, [line for line in lines if line.rule == "BR-43"])


def _count_election(rule: VoteRule, record: Record, here: Room, candidates: Lines) -> None:
    if not candidates:
        return
    outcome = elect(rule, here, ballot_of(record), [line.yes for line in candidates])
    for index, line in enumerate(candidates):
        line.passed = index in outcome.elected
        line.outcome = f"{_fate(index, line, outcome.elected, outcome.run_off)}。{outcome.sentence}"[:200]


def _fate(index: int, line: Decision, elected: Sequence[int], run_off: Sequence[int]) -> str:
    if index in elected:
        return f"同意 {line.yes} 票，当选"
    if index in run_off:
        return f"同意 {line.yes} 票，要再投一次"
    return f"同意 {line.yes} 票，没有当选"
