"""When a pack may be adopted or ended. Plain values, no database."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tongxin.kernel.errors import Invalid, Refused
from tongxin.regimes.check import check_pack
from tongxin.regimes.overlay import Overlay, faults
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.texts import KINDS


def digest(pack: Pack) -> str:
    """The same for the same content, however its files are laid out.

    What packs could not hold when the first versions were kept is left out where there is none.
    """
    content = pack.model_dump(mode="json")
    for later in ("cases", "triggers"):
        if not getattr(pack, later):
            del content[later]
    if not pack.meta.supersedes:
        del content["meta"]["supersedes"]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Followed:
    """An adoption of the same pack at the same unit, now or to come."""

    version: str
    overlay: Mapping[str, object]
    digest: str
    starts_date: date


def check_sound(pack: Pack, known: Mapping[str, Pack]) -> None:
    """A pack with a fault is never adopted."""
    problems = check_pack(pack, known)
    if problems:
        more = f"（还有 {len(problems) - 1} 处）" if len(problems) > 1 else ""
        raise Refused(f"“{pack.meta.title}”有错，不能采用：{problems[0]}{more}", problems=problems)


def check_own(pack: Pack, shipped: Mapping[str, Pack]) -> None:
    """Rights come only with the product: a company's own pack has no posts and a name of its own."""
    if pack.posts:
        raise Invalid("自己写的制度里不能写岗位和权限。请删掉 posts，用已有的岗位")
    if pack.meta.key in shipped:
        raise Invalid(f"“{pack.meta.key}”是随产品来的制度，不能改写。请给自己的制度另起一个名")


def check_place(pack: Pack, kind: str, unit: str) -> None:
    if kind not in pack.meta.adopted_at:
        places = "、".join(KINDS[place] for place in pack.meta.adopted_at)
        raise Refused(f"“{pack.meta.title}”不能由{unit}采用，只能由这些单位采用：{places}")


def check_days(pack: Pack, starts_date: date, *, today: date) -> None:
    meta = pack.meta
    if starts_date < today:
        raise Invalid(f"不能从过去的 {starts_date} 算起，最早从今天 {today} 开始")
    if starts_date < meta.effective_from or (meta.effective_to and starts_date > meta.effective_to):
        until = f"到 {meta.effective_to}" if meta.effective_to else "起"
        raise Invalid(f"“{meta.title}”{meta.version} 版的有效期是 {meta.effective_from} {until}，请改日期")


def check_requires(pack: Pack, followed: Collection[str], titles: Mapping[str, str]) -> None:
    missing = [key for key in pack.meta.requires if key in titles and key not in followed]
    if missing:
        names = "、".join(f"“{titles[key]}”" for key in missing)
        raise Refused(f"“{pack.meta.title}”要在{names}的基础上执行，请先采用{names}")


def check_overlay(pack: Pack, overlay: Overlay) -> None:
    found = faults(pack, overlay)
    if found:
        raise Invalid(f"没有采用。{'；'.join(found)}", faults=found)


def check_version(pack: Pack, kept_digest: str | None) -> None:
    if kept_digest is not None and kept_digest != digest(pack):
        raise Refused(
            f"“{pack.meta.title}”{pack.meta.version} 版已有人用过，内容不能再改。请给改过的起一个新版本号"
        )


def check_newer(
    pack: Pack, overlay: Mapping[str, object], starts: date, followed: Sequence[Followed]
) -> None:
    """What is followed is closed the day before; so nothing may begin on or after that day."""
    for one in followed:
        if one.starts_date >= starts:
            raise Refused(
                f"这个单位已定好从 {one.starts_date} 起执行 {one.version} 版，请选更晚的日期，或先取消那一次"
            )
        same = one.version == pack.meta.version and dict(one.overlay) == dict(overlay)
        if same and one.digest == digest(pack):
            raise Refused(f"这个单位正在执行 {one.version} 版，内容一样，不用再采用")


def check_budget(over: Sequence[tuple[str, int]]) -> None:
    """`over`: titles of posts with the minutes a week above their budget."""
    if over:
        posts = "，".join(f"{title}每周超 {minutes} 分钟" for title, minutes in over)
        raise Invalid(
            f"没有采用：{posts}。请减少职责，或写明为什么仍要采用",
            fields={"reason": "请写明为什么超了上限仍要采用"},
        )


def check_ending(*, starts_date: date, ended: date | None, ends_date: date, today: date, reason: str) -> None:
    """An adoption that has not begun may be called off: it then ends the day before it begins."""
    if ended is not None and ended <= ends_date:
        raise Refused(f"这次采用在 {ended} 就结束，不用再结束")
    if ends_date < today and starts_date <= today:
        raise Invalid(f"不能结束在过去的 {ends_date}，最早到今天 {today} 为止")
    if len(reason.strip()) < 4:
        raise Invalid("没有结束：请写明原因，至少 4 个字", fields={"reason": "至少 4 个字"})
