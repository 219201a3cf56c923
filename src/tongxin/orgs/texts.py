"""Chinese words for kinds of units and posts, a company's own where it has them."""

from collections.abc import Mapping
from typing import Protocol

from django.conf import settings

from tongxin.regimes import texts
from tongxin.regimes.load import posts

# In a regime a word stands for every company; here for one, which may choose its own.
KINDS = texts.KINDS | {"mine": "矿", "section": "区队"}
LINES = {"party": "党组织", "administration": "行政", "union": "工会"}
STANDINGS = {
    "full": "正式党员",
    "probationary": "预备党员",
    "development": "发展对象",
    "activist": "入党积极分子",
    "applicant": "入党申请人",
    "": "群众",
}
LONGEST_WORD = 12


class HasWords(Protocol):
    """A company."""

    trade_words: dict[str, str]


def defaults() -> dict[str, str]:
    """The word for every kind of unit and every post that any pack describes."""
    return KINDS | {key: post.title for key, post in posts(settings.PACKS_DIR).items()}


def word(company: HasWords, key: str) -> str:
    """The company's word for a kind of unit or a post; the usual one where it has none."""
    return company.trade_words.get(key) or defaults().get(key, key)


# Without a word of the company's own, one of these at the end of a unit's name says better what it is.
ENDINGS = {
    "mine": ("公司", "厂", "站", "局", "港"),
    "section": ("车间", "中心", "所", "站", "队", "部", "科", "室"),
}


def kind_word(words: Mapping[str, str], kind: str, name: str) -> str:
    """What a unit of this name is called: 矿, but 厂 where the factory says so itself."""
    usual = words.get(kind, kind)
    if usual != KINDS.get(kind):
        return usual
    return next((ending for ending in ENDINGS.get(kind, ()) if name.endswith(ending)), usual)


def words(company: HasWords) -> dict[str, str]:
    own = {key: said for key, said in company.trade_words.items() if said}
    return defaults() | own
