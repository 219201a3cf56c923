"""Who may be appointed to a post, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tongxin.kernel.errors import Invalid, NotAllowed
from tongxin.kernel.periods import add_months
from tongxin.orgs.rules.size import BRANCH_RULES, SECRETARY_YEARS, Caution
from tongxin.regimes.schema.post import PostSpec

COMMITTEE_POSTS = (
    "branch_secretary", "deputy_secretary", "organisation_member", "publicity_member", "discipline_member",
)  # fmt: skip
SECRETARY = "branch_secretary"
NEEDS = {"full": ("full",), "member": ("full", "probationary")}
NEEDS_WORD = {"full": "正式党员", "member": "党员"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """The person as of the day on which the post begins."""

    person_id: int
    standing: str
    full_since: date | None
    left: date | None
    holds_it: bool  # holds this post in this unit at that time


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: which post where, from when to when, and who holds it in that time."""

    post: PostSpec
    unit_id: int
    unit_kind: str
    unit_starts: date
    starts: date
    ends: date | None
    holders: tuple[str, ...] = ()
    substitute: bool = False


def usual_end(post: PostSpec, starts: date) -> date | None:
    """The last day of the post's usual term."""
    if post.term_years is None:
        return None
    return add_months(starts, 12 * post.term_years) - timedelta(days=1)


def post_of(posts: Mapping[str, PostSpec], key: str) -> PostSpec:
    if key not in posts:
        raise Invalid("没有这个职务", fields={"post": "请从列表里选一个职务"})
    return posts[key]


def check_appointment(wanted: Wanted, candidate: Candidate, *, by_id: int | None) -> list[Caution]:
    """What to mind about an appointment; refuses one that the post does not allow."""
    if candidate.person_id == by_id:
        raise NotAllowed("不能给自己任命职务，请由另一位有权的人来办")
    _check_days(wanted, candidate)
    _check_person(wanted, candidate)
    if not wanted.substitute and len(wanted.holders) >= wanted.post.per_unit:
        raise Invalid(
            f"{wanted.post.title}已经有人：{'、'.join(wanted.holders)}",
            fields={"post": "请先办免职，或者办临时代理"},
        )
    return _cautions(wanted, candidate)


def _check_days(wanted: Wanted, candidate: Candidate) -> None:
    if wanted.unit_kind not in wanted.post.units:
        raise Invalid(
            f"这一类单位没有{wanted.post.title}这个职务", fields={"post": "请换一个职务，或换一个单位"}
        )
    if wanted.ends is not None and wanted.ends < wanted.starts:
        raise Invalid("截止日期早于开始日期", fields={"ends_date": "请填开始日期当天或以后的日期"})
    if wanted.substitute and wanted.ends is None:
        raise Invalid("代理要有截止日期", fields={"ends_date": "请填代理到哪一天"})
    if wanted.starts < wanted.unit_starts:
        raise Invalid("那时这个单位还没有成立", fields={"starts_date": f"请填 {wanted.unit_starts} 或以后"})
    if candidate.left is not None and candidate.left < wanted.starts:
        raise Invalid("这个人已经离开单位", fields={"person": "请换一个人"})


def _check_person(wanted: Wanted, candidate: Candidate) -> None:
    needs = wanted.post.needs
    if needs and candidate.standing not in NEEDS[needs]:
        raise Invalid(
            f"{wanted.post.title}要由{NEEDS_WORD[needs]}担任",
            fields={"person": f"这个人现在不是{NEEDS_WORD[needs]}，请换一个人"},
        )
    if candidate.holds_it:
        raise Invalid("这个人已经担任这个职务", fields={"person": "不用再任命一次"})


def _cautions(wanted: Wanted, candidate: Candidate) -> list[Caution]:
    since = candidate.full_since
    if wanted.post.key != SECRETARY or since is None:
        return []
    if add_months(since, 12 * SECRETARY_YEARS) <= wanted.starts:
        return []
    return [
        Caution(
            "BR-11",
            f"{BRANCH_RULES}第二十四条",
            f"党龄从 {since:%Y-%m-%d} 算起，不到 1 年；书记应当有 1 年以上党龄",
            wanted.unit_id,
        )
    ]
