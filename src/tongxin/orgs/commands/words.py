"""A company's own words for kinds of units and posts."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed
from tongxin.orgs import texts
from tongxin.orgs.commands.days import lock
from tongxin.orgs.queries.words import may_set_words


@transaction.atomic
def set_words(said: Mapping[str, str], *, by: Actor, at: datetime) -> Fact:
    """Takes every word given; an empty one, or the usual one, goes back to the usual."""
    company = lock(by)
    if not may_set_words(by):
        raise NotAllowed("只有管全公司组织的人能改行业用语")
    usual = texts.defaults()
    wrong = {
        key: f"最多 {texts.LONGEST_WORD} 个字"
        for key, one in said.items()
        if len(one.strip()) > texts.LONGEST_WORD
    } | {key: "没有这一项" for key in said if key not in usual}
    if wrong:
        raise Invalid("有的词不对", fields=wrong)
    own = {key: "".join(one.split()) for key, one in said.items()}
    words = {**company.trade_words, **own}
    words = {key: one for key, one in words.items() if one and one != usual.get(key)}
    if words == company.trade_words:
        raise Invalid("没有变化")
    changed = sorted(set(words.items()) ^ set(company.trade_words.items()))
    company.trade_words = words
    company.save(update_fields=["trade_words"])
    data = {"changed": sorted({key for key, _ in changed})}
    return record("words.changed", subject=("company", company.id), by=by, at=at, data=data)
