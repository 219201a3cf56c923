"""The page of trade words."""

from dataclasses import dataclass

from tongxin.kernel.actor import Actor
from tongxin.orgs import texts
from tongxin.orgs.models import Company, Unit
from tongxin.orgs.queries.scope import company_of


@dataclass(frozen=True, slots=True)
class WordLine:
    key: str
    usual: str
    own: str


@dataclass(frozen=True, slots=True)
class WordsPage:
    kinds: list[WordLine]
    posts: list[WordLine]
    may_edit: bool

    @property
    def changed(self) -> int:
        return sum(bool(line.own) for line in (*self.kinds, *self.posts))


def may_set_words(viewer: Actor) -> bool:
    """`org_edit` over a root of the company."""
    roots = Unit.objects.filter(company_id=company_of(viewer), parent__isnull=True, ends_date__isnull=True)
    return any(viewer.may_in("org_edit", unit_id=root.id, path=root.path) for root in roots)


def view_words(*, viewer: Actor) -> WordsPage:
    own: dict[str, str] = Company.objects.get(id=company_of(viewer)).trade_words
    lines = [WordLine(key, usual, own.get(key, "")) for key, usual in texts.defaults().items()]
    return WordsPage(
        [line for line in lines if line.key in texts.KINDS],
        [line for line in lines if line.key not in texts.KINDS],
        may_set_words(viewer),
    )
