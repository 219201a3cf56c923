"""BR-01 … BR-11 and SO-01 as cautions: what the rules say about the size of a party organisation.

They never refuse: the higher organisation decides. Each names its article.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongxin.kernel.periods import add_months
from tongxin.orgs.rules.structure import BRANCHES, UNION
from tongxin.orgs.rules.terms import (
    TOLD_MONTHS,
    Term,
    days_early,
    much_too_early,
    term_end,
    term_state,
)

BRANCH_RULES = "《中国共产党支部工作条例（试行）》"
ELECTION_RULES = "《中国共产党基层组织选举工作条例》"
ENTERPRISE_RULES = "《中国共产党国有企业基层组织工作条例（试行）》"

FEWEST_FULL = 3
MOST_MEMBERS = 50
MOST_UNITS = 5
COMMITTEE_FROM = 7
SMALLEST_COMMITTEE, USUAL_COMMITTEE, LARGEST_COMMITTEE = 3, 5, 7
COMMITTEE_PARTY_FROM = 100
PROJECT_MONTHS = 6
TERM_ARTICLES = {
    "BR-08": f"{BRANCH_RULES}第二十一条",
    "BR-09": f"{ELECTION_RULES}第三条",
    "BR-10": f"{BRANCH_RULES}第二十二条",
}
UNION_TERM = "《中华人民共和国工会法》第十六条"
SECRETARY_YEARS = 1
ALONE = 2  # without a committee: a secretary and, if needed, a deputy


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to mind, with the rule it comes from; `tone`: warn, or note for what is only usual."""

    rule: str
    article: str
    sentence: str
    unit_id: int
    tone: str = "warn"


@dataclass(frozen=True, slots=True)
class PartyUnit:
    """All that the size rules look at. Members are those of the unit and all below it."""

    unit_id: int
    kind: str
    full: int
    probationary: int
    secretaries: int
    officers: int  # everybody on the committee, the secretary too
    covered: int  # administration units linked to it
    starts: date
    elected: date | None
    elected_before: date | None = None  # the election before, while the last one is news
    secretary_since: tuple[date, ...] = ()  # when each secretary became a full member

    @property
    def members(self) -> int:
        return self.full + self.probationary


def cautions(unit: PartyUnit, *, on: date) -> list[Caution]:
    if unit.kind in BRANCHES:
        return [*_size(unit), *_officers(unit, on), *_temporary(unit, on), *_term(unit, on)]
    if unit.kind == "general_branch":
        return [*_general_branch(unit), *_term(unit, on)]
    return list(_term(unit, on))


def _size(unit: PartyUnit) -> Iterator[Caution]:
    if unit.full < FEWEST_FULL and unit.kind != "temporary_branch":
        yield Caution(
            "BR-01",
            f"{BRANCH_RULES}第四条、第五条",
            f"正式党员 {unit.full} 名，不足 {FEWEST_FULL} 名；可以和邻近、相近的单位成立联合党支部",
            unit.unit_id,
        )
    if unit.members > MOST_MEMBERS:
        yield Caution(
            "BR-02",
            f"{BRANCH_RULES}第四条",
            f"党员 {unit.members} 名，一般不超过 {MOST_MEMBERS} 名，可以考虑分设支部或改设党总支",
            unit.unit_id,
        )
    if unit.kind == "joint_branch" and unit.covered > MOST_UNITS:
        yield Caution(
            "BR-03",
            f"{BRANCH_RULES}第五条",
            f"联合党支部覆盖了 {unit.covered} 个单位，一般不超过 {MOST_UNITS} 个",
            unit.unit_id,
        )


def _officers(unit: PartyUnit, on: date) -> Iterator[Caution]:
    article = f"{BRANCH_RULES}第二十条"
    if unit.secretaries == 0:
        yield Caution("BR-07", article, "没有书记", unit.unit_id)
    if unit.full >= COMMITTEE_FROM:
        yield from _committee(unit, article)
    elif unit.officers > ALONE:
        yield Caution(
            "BR-07",
            article,
            f"正式党员 {unit.full} 名，不足 {COMMITTEE_FROM} 名，设书记，必要时设副书记，不设支委会；"
            f"现在有 {unit.officers} 名支部班子成员",
            unit.unit_id,
            "note",
        )
    for since in unit.secretary_since:
        if add_months(since, 12 * SECRETARY_YEARS) > on:
            yield Caution(
                "BR-11",
                f"{BRANCH_RULES}第二十四条",
                "书记的党龄不到 1 年，书记应当有 1 年以上党龄",
                unit.unit_id,
            )


def _committee(unit: PartyUnit, article: str) -> Iterator[Caution]:
    if unit.officers < SMALLEST_COMMITTEE:
        yield Caution(
            "BR-07",
            article,
            f"正式党员 {unit.full} 名，满 {COMMITTEE_FROM} 名应当设支部委员会（3 至 5 人）；"
            f"现在有 {unit.officers} 人",
            unit.unit_id,
        )
    elif unit.officers > LARGEST_COMMITTEE:
        yield Caution(
            "BR-07",
            article,
            f"支部委员会 {unit.officers} 人，一般不超过 {LARGEST_COMMITTEE} 人",
            unit.unit_id,
        )
    elif unit.officers > USUAL_COMMITTEE:
        yield Caution(
            "BR-07",
            article,
            f"支部委员会 {unit.officers} 人，由 3 至 5 人组成，一般不超过 {LARGEST_COMMITTEE} 人",
            unit.unit_id,
            "note",
        )


def _temporary(unit: PartyUnit, on: date) -> Iterator[Caution]:
    if unit.kind != "temporary_branch":
        return
    if unit.elected is not None:
        yield Caution(
            "BR-06",
            f"{BRANCH_RULES}第八条",
            "临时党支部的班子由批准它成立的党组织指定，一般不换届选举",
            unit.unit_id,
        )
    if add_months(unit.starts, PROJECT_MONTHS) <= on and unit.full >= FEWEST_FULL:
        yield Caution(
            "BR-04",
            f"{BRANCH_RULES}第五条",
            f"成立已满 {PROJECT_MONTHS} 个月，符合条件的应当成立党支部",
            unit.unit_id,
        )


def _general_branch(unit: PartyUnit) -> Iterator[Caution]:
    if unit.members >= COMMITTEE_PARTY_FROM:
        yield Caution(
            "SO-01",
            f"{ENTERPRISE_RULES}第四条",
            f"党员 {unit.members} 名，满 {COMMITTEE_PARTY_FROM} 名的设立党委",
            unit.unit_id,
        )


def _term(unit: PartyUnit, on: date) -> Iterator[Caution]:
    state = term_state(unit.kind, unit.elected, on=on)
    yield from _early(unit, on)
    if state.term is Term.UNKNOWN:
        yield _of_term(unit, "BR-08", "没有登记上次选举的日期，算不出什么时候换届", "note")
    elif state.term is Term.DUE:
        said = f"任期到 {state.ends:%Y-%m-%d}，还有 {state.days} 天，该准备换届了"
        yield _of_term(unit, "BR-10", said)
    elif state.term is Term.OVERDUE:
        said = f"任期 {state.ends:%Y-%m-%d} 已满，过了 {-state.days} 天；延期换届要报上级批准"
        yield _of_term(unit, "BR-09", said)
    elif state.term is Term.TOO_LATE:
        said = f"任期 {state.ends:%Y-%m-%d} 已满，过了 {-state.days} 天；延期一般不超过 1 年"
        yield _of_term(unit, "BR-09", said)


def _early(unit: PartyUnit, on: date) -> Iterator[Caution]:
    if unit.elected is None or on >= add_months(unit.elected, TOLD_MONTHS):
        return
    early = early_election(unit.unit_id, unit.kind, unit.elected_before, unit.elected)
    if early:
        yield early


def early_election(unit_id: int, kind: str, before: date | None, elected: date) -> Caution | None:
    """The other half of BR-09: an election before the term ended."""
    days = days_early(kind, before, elected)
    if not days or before is None:
        return None
    usual = "，提前一般不超过 1 年" if much_too_early(kind, before, elected) else ""
    said = f"原任期到 {term_end(kind, before):%Y-%m-%d}，提前了 {days} 天换届；提前换届要报上级批准{usual}"
    return Caution("BR-09", _article(kind, "BR-09"), said, unit_id)


def _article(kind: str, rule: str) -> str:
    return UNION_TERM if kind in UNION else TERM_ARTICLES[rule]


def _of_term(unit: PartyUnit, rule: str, sentence: str, tone: str = "warn") -> Caution:
    return Caution(rule, _article(unit.kind, rule), sentence, unit.unit_id, tone)
