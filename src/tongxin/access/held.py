"""What access holds on a person, and the reader of every engine's holdings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import add, itemgetter, or_
from typing import Any

from django.apps import apps
from django.db.models import Count, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from tongxin.access.texts import fact_words
from tongxin.kernel.held import Holding, Way
from tongxin.kernel.keeping import Keep, Until
from tongxin.orgs.models import Person

ACCOUNTS = Keep("离职就停用，2 年后删", years=2)
LEAVING = Keep("离职就停用", days=0)
CODES = Keep("一次性码过期的当天夜里作废")
SESSIONS = Keep("退出就删，过期的第二天删")
ENDED_GRANTS = Keep("结束后留 2 年", years=2)
PROPOSALS = Keep("答复后留 2 年", years=2)
TOKENS = Keep("到期或停用 1 年后删", years=1)
FEEDS = Keep("您停掉就删，离职的当天夜里删")
PINS = Keep("您不要了就删，离职的当天夜里删")
TERMINALS = Keep("到期或停用 1 年后删", years=1)
OFFERS = Keep("登记码没用上的，第二天删", days=1)
TRIES = Keep("输错的次数一天后删", days=1)
ALONE = "只有您。安全管理员看得到有没有、停没停"
HELD = (
    Holding(
        "access.Account",
        "登录账号",
        ("person_id",),
        {"账号": "username", "开通时间": "created_at", "上次登录": "last_login"},
        source="安全管理员开的；密码和一次性码只存算过的摘要，谁也看不到原样",
        readers=ALONE,
        ends=ACCOUNTS,
    ),
    Holding(
        "access.FormerPassword",
        "用过的密码的摘要",
        ("account__person_id",),
        {"换下的时间": "set_at"},
        source="换密码时记下，防止再用",
        readers="谁也看不到",
        ends=Until("换密码时删到只剩最近 5 个，账号删了一起删"),
    ),
    Holding(
        "mfa.Authenticator",
        "二次验证",
        ("user__person_id",),
        {"方式": "type", "开通时间": "created_at", "上次使用": "last_used_at"},
        source="您自己设的，密钥加密存放",
        readers=ALONE,
        ends=Until("您关掉就删，账号删了一起删"),
    ),
    Holding(
        "usersessions.UserSession",
        "登录中的设备",
        ("user__person_id",),
        {"设备": "user_agent", "网络地址": "ip", "登录": "created_at", "最近": "last_seen_at"},
        source="登录时记下",
        readers="只有您",
        ends=SESSIONS,
    ),
    Holding(
        "access.Administrator",
        "管理员授权",
        ("person_id",),
        {"哪一种": "kind", "从": "starts_date", "到": "ends_date"},
        source="两位管理员一起授权",
        readers="三类管理员",
        ends=ENDED_GRANTS,
    ),
    Holding(
        "access.Proposal",
        "管理员授权的提议",
        ("person_id",),
        {
            "哪一种": "kind",
            "是结束": "ends",
            "是要一次性码": "code",
            "提出": "asked_at",
            "答复": "answered_at",
            "同意": "agreed",
        },
        source="安全管理员提出",
        readers="三类管理员",
        ends=PROPOSALS,
    ),
    Holding(
        "access.Token",
        "接口令牌",
        ("person_id",),
        {"名称": "name", "建的时间": "created_at", "到期": "expires_at", "最近使用": "used_at"},
        source="您自己建的，只存摘要",
        readers="只有您",
        ends=TOKENS,
    ),
    Holding(
        "access.FeedSecret",
        "日历订阅地址的摘要",
        ("person_id",),
        {"建的时间": "created_at"},
        source="您自己建的",
        readers="只有您",
        ends=FEEDS,
    ),
    Holding(
        "access.Pin",
        "终端密码的摘要",
        ("person_id",),
        {"设的时间": "set_at", "连着输错": "wrong", "停用时间": "spent_at"},
        source="您自己在“我的”里设的；只存算过的摘要，谁也看不到原样",
        readers="谁也看不到",
        ends=PINS,
    ),
    Holding(
        "access.Terminal",
        "我登记、停用的班组终端",
        ("offered_by_id", "revoked_by_id"),
        {
            "终端": "name",
            "班组": "team__name",
            "开登记码": "offered_at",
            "登记": "enrolled_at",
            "停用": "revoked_at",
        },
        source="您开登记码、停用的时候记下",
        readers="安全管理员，和管这个班组排班的上级",
        ends=TERMINALS,
    ),
)
ABOUT = (
    Way("subject_id", "access.Account", only={"subject_type": "account"}),
    Way("subject_id", "access.Token", only={"subject_type": "token"}),
)


@dataclass(frozen=True, slots=True)
class Counted:
    holding: Holding
    rows: int


def count_held(holdings: Iterable[Holding], person_id: int) -> list[Counted]:
    """How many rows each holding has of the person, in one query."""
    listed = list(holdings)
    counts = {f"held_{place}": _count(holding, person_id) for place, holding in enumerate(listed)}
    found: dict[str, int] = Person.objects.filter(id=person_id).annotate(**counts).values(*counts).get()
    return [Counted(holding, found[f"held_{place}"]) for place, holding in enumerate(listed)]


def _count(holding: Holding, person_id: int) -> Combinable:
    return reduce(add, (_total(rows) for rows in _rows(holding, person_id)))


def _total(rows: QuerySet[Any]) -> Combinable:
    total = rows.order_by().values(all=Value(1)).annotate(total=Count("*")).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def _rows(holding: Holding, person_id: int) -> Iterator[QuerySet[Any]]:
    """The person's rows in one or several sets without doubles: each is found by its own index."""
    every = apps.get_model(holding.model)._default_manager.all()
    if holding.but_by:
        every = every.exclude(**{holding.but_by: person_id})
    for way in holding.ways:
        mine = apps.get_model(way.model)._default_manager.filter(**{way.path: person_id}, **way.through)
        yield every.filter(**way.only, **{f"{way.column}__in": mine.order_by().values(way.ids)})
    if holding.paths:
        yield every.filter(reduce(or_, (Q(**{path: person_id}) for path in holding.paths)))


def read_held(holding: Holding, person_id: int, *, most: int | None = None) -> list[dict[str, str]]:
    """The rows as the person reads them: label -> words; the newest `most` of them."""
    plain = list(holding.columns.values())
    fields = [*plain, *(field for field, _ in holding.excerpts.values())]
    choices = {field: _choices(holding.model, field) for field in plain}
    found: list[tuple[Any, ...]] = []
    for rows in _rows(holding, person_id):
        found += rows.order_by(holding.order).values_list(holding.order.lstrip("-"), *fields)[:most]
    if len(holding.ways) > 1:
        found.sort(key=itemgetter(0), reverse=holding.order.startswith("-"))
    return [_told(holding, row[1:], choices, person_id) for row in found[:most]]


def _told(
    holding: Holding, row: tuple[Any, ...], choices: dict[str, dict[Any, str]], person_id: int
) -> dict[str, str]:
    whole = zip(holding.columns.items(), row, strict=False)
    told = {label: _words(field, value, choices[field]) for (label, field), value in whole}
    for (label, (_, read)), value in zip(holding.excerpts.items(), row[len(told) :], strict=True):
        told[label] = read(value, person_id)
    return told


def _choices(model: str, field: str) -> dict[Any, str]:
    if "__" in field:
        return {}
    return dict(apps.get_model(model)._meta.get_field(field).flatchoices)


def _words(field: str, value: Any, choices: dict[Any, str]) -> str:
    if field == "kind" and isinstance(value, str) and "." in value:
        return fact_words(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, dict | list):
        return "；".join(_leaves(value))
    return "" if value is None else str(choices.get(value, value))


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in _leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in _leaves(part)]
    return [] if value in (None, "") else [str(value)]
