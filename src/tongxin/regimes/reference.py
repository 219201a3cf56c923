"""What is generated from packs and their schema: JSON Schema, a reference page, a simulation as JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from tongxin.regimes import texts
from tongxin.regimes.cases import spans
from tongxin.regimes.conditions import CONDITIONS, in_words
from tongxin.regimes.flow import flow
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.post import PostSpec
from tongxin.regimes.simulate import Simulation


def json_schema() -> str:
    """Of a pack in one text; each folder's files are the items of the list of that name."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "pack.schema.json",
        **Pack.model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def pages(packs: Iterable[Pack], posts: Mapping[str, PostSpec]) -> str:
    """docs/generated/packs.md."""
    packs = list(packs)
    lines = ["# 制度包一览", "\n由 `tongxin packs reference --write` 生成，不要手改。"]
    names = texts.titles(packs)
    for pack in packs:
        meta = pack.meta
        lines.append(f"\n## {meta.title}（{meta.key} {meta.version}）\n\n{meta.summary}")
        lines += [*_posts(pack), *_duties(pack, posts, names), *_records(pack), *_reports(pack)]
        lines += [*_cases(pack, posts), *_triggers(pack, posts)]
    lines.append("\n## 条件\n\n| 名 | 意思 |\n| --- | --- |")
    lines += [f"| `{name}` | {one.words.format(n='n')} |" for name, one in CONDITIONS.items()]
    return "\n".join(lines) + "\n"


def _posts(pack: Pack) -> Iterator[str]:
    if pack.posts:
        yield "\n| 岗位 | 键 | 在哪里 | 每周上限 |\n| --- | --- | --- | --- |"
    for post in pack.posts:
        yield f"| {post.title} | `{post.key}` | {_kinds(post.units)} | {post.minutes_a_week} 分钟 |"


def _records(pack: Pack) -> Iterator[str]:
    if pack.records:
        yield "\n| 记录 | 键 | 在哪里 | 表决和到会 | 依据 |\n| --- | --- | --- | --- | --- |"
    for record in pack.records:
        basis = f"《{record.basis.document}》{record.basis.clause}"
        vote = f"{record.vote or '不表决'}{_quorum(record.quorum)}"
        yield f"| {record.title} | `{record.key}` | {_kinds(record.held_at)} | {vote} | {basis} |"


def _quorum(quorum: str) -> str:
    return f"，{texts.QUORUMS[quorum]}" if quorum else ""


def _reports(pack: Pack) -> Iterator[str]:
    for report in pack.reports:
        sections = "、".join(one.title for one in report.sections)
        yield f"\n报告“{report.title}”（`{report.key}`），{texts.EVERY[report.every]}：{sections}。"


def _cases(pack: Pack, posts: Mapping[str, PostSpec]) -> Iterator[str]:
    for one in (flow(case, posts) for case in pack.cases):
        yield f"\n### 流程：{one.title}（`{one.key}`，{one.level}）\n"
        anonymous = "，可以匿名" if one.anonymous else ""
        yield f"在{one.places}，{one.opened_by}提出{anonymous}。依据 {one.article}。"
        yield f"状态：{'、'.join(one.states)}；到{'、'.join(one.ends)}为止。"
        yield "\n| 一步 | 从 | 到 | 谁办 | 不能谁办 | 期限 |\n| --- | --- | --- | --- | --- | --- |"
        for way in one.ways:
            source, target = "、".join(way.source), way.target or "不变"
            yield f"| {way.title} | {source} | {target} | {way.by} | {way.apart} | {way.due} |"


def _triggers(pack: Pack, posts: Mapping[str, PostSpec]) -> Iterator[str]:
    if pack.triggers:
        yield "\n| 事由 | 键 | 怎么知道 | 谁去 | 期限 | 依据 |\n| --- | --- | --- | --- | --- | --- |"
    for one in pack.triggers:
        to = "、".join(posts[post].title if post in posts else post for post in one.to)
        basis = f"《{one.basis.document}》{one.basis.clause}"
        yield (
            f"| {one.title} | `{one.key}` | {texts.EVENTS[one.event]} | {to} "
            f"| {spans.in_words(one.within)}内 | {basis} |"
        )


def _kinds(kinds: Iterable[str]) -> str:
    return "、".join(texts.KINDS[kind] for kind in kinds)


def _duties(pack: Pack, posts: Mapping[str, PostSpec], names: Mapping[str, str]) -> Iterator[str]:
    if pack.duties:
        yield "\n| 职责 | 键 | 谁做 | 多久一次 | 强度 | 每次 | 怎样算做到 | 依据 | 对过原文 |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for duty in pack.duties:
        owner = posts[duty.owed_by.post].title if duty.owed_by.post in posts else duty.owed_by.post
        when = f"；{in_words(duty.applies_if)}时" if duty.applies_if else ""
        checked = f"{duty.basis.checked.by} {duty.basis.checked.on}" if duty.basis.checked else "没有"
        yield (
            f"| {duty.title} | `{duty.key}` | {owner} | {texts.how_often(duty)}{when} "
            f"| {texts.STRENGTHS[duty.strength]} | {duty.minutes} 分钟 | {texts.how_met(duty, names)} "
            f"| {texts.article(duty)} | {checked} |"
        )


def trial_json(simulation: Simulation) -> dict[str, Any]:
    """For other programs: minutes rounded, everything else as it is."""
    data = asdict(simulation)
    for post, load in zip(data["posts"], simulation.posts, strict=True):
        post |= {"over": load.over, "most": round(load.most, 1), "minutes": round(load.minutes, 1)}
    return data
