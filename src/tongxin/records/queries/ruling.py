"""How a company reads what the documents leave open: how many may open a meeting, who counts in an election."""

from dataclasses import dataclass
from datetime import datetime

from tongxin.facts.models import Fact
from tongxin.facts.queries import last_changes
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Company
from tongxin.records.texts import ruling_words


@dataclass(frozen=True, slots=True)
class RulingChange:
    """`strict`, `of_entitled`: how it was before, for whoever wants that back."""

    at: datetime
    by: str
    before: str
    after: str
    strict: bool
    of_entitled: bool


@dataclass(frozen=True, slots=True)
class RulingView:
    strict: bool
    of_entitled: bool
    words: str
    may_edit: bool
    changes: list[RulingChange]


def may_set_ruling(viewer: Actor) -> bool:
    """The system administrator, and whoever adopts regimes for the whole company."""
    return viewer.administrator == "system" or viewer.scope("regime_adopt").whole_line


def view_ruling(*, viewer: Actor) -> RulingView:
    company = Company.objects.filter(id=viewer.company_id or 0).first()
    if company is None:
        raise NotFound("没有找到这一页")
    return RulingView(
        strict=company.strict_quorum,
        of_entitled=company.elects_by_entitled,
        words=ruling_words(strict=company.strict_quorum, of_entitled=company.elects_by_entitled),
        may_edit=may_set_ruling(viewer),
        changes=[_change(fact) for fact in last_changes("ruling.changed", company.id)],
    )


def _change(fact: Fact) -> RulingChange:
    before, after = fact.data["before"], fact.data["after"]
    return RulingChange(
        fact.recorded_at, fact.by_name, ruling_words(**before), ruling_words(**after), **before
    )
