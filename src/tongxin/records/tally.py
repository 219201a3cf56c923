"""Votes of a record's rows: what cannot be, and what came out. Writes nothing."""

from collections.abc import Sequence

from tongxin.records.models import Decision, Record
from tongxin.records.rules.votes import (
    RULES,
    Ballot,
    Count,
    Room,
    Seat,
    elect,
    election_faults,
    faults,
    passes,
    room_of,
)


def room(record: Record, seats: Sequence[Seat]) -> Room:
    return room_of(seats, strict=record.company.strict_quorum)


def counted(line: Decision) -> Count:
    return Count(line.yes, line.no, line.abstain, line.written_yes, line.written_no, line.secret)


def ballot_of(record: Record) -> Ballot:
    papers = record.data.get("ballot", {})
    return Ballot(papers.get("seats", 0), papers.get("issued", 0), papers.get("returned", 0))


def vote_faults(record: Record, seats: Sequence[Seat], lines: Sequence[Decision]) -> dict[str, str]:
    """Field -> sentence, for each decision whose count cannot be true."""
    here = room(record, seats)
    wrong = {}
    for line in lines:
        if line.rule and (found := faults(RULES[line.rule], here, counted(line))):
            wrong[f"decision-{line.position}"] = f"第 {line.position} 项：{'；'.join(found)}"
    candidates = [line.yes for line in lines if line.rule == "BR-43"]
    if candidates and (found := election_faults(here, ballot_of(record), candidates)):
        wrong["ballot"] = "；".join(found)
    return wrong


def count_votes(record: Record, seats: Sequence[Seat], lines: Sequence[Decision]) -> None:
    """Set on each decision whether it passed and why; the caller saves them."""
    here = room(record, seats)
    for line in lines:
        if line.rule and line.rule != "BR-43":
            finding = passes(RULES[line.rule], here, counted(line))
            line.passed, line.outcome = finding.ok, f"{finding.sentence}（{finding.article}）"[:200]
    _count_election(record, here, [line for line in lines if line.rule == "BR-43"])


def _count_election(record: Record, here: Room, candidates: Sequence[Decision]) -> None:
    if not candidates:
        return
    outcome = elect(here, ballot_of(record), [line.yes for line in candidates])
    for index, line in enumerate(candidates):
        line.passed = index in outcome.elected
        line.outcome = f"{_fate(index, line, outcome.elected, outcome.run_off)}。{outcome.sentence}"[:200]


def _fate(index: int, line: Decision, elected: Sequence[int], run_off: Sequence[int]) -> str:
    if index in elected:
        return f"同意 {line.yes} 票，当选"
    if index in run_off:
        return f"同意 {line.yes} 票，要再投一次"
    return f"同意 {line.yes} 票，没有当选"
