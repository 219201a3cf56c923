"""What the records hold on a person."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tongxin.kernel.held import Holding, Way
from tongxin.kernel.keeping import Keep, Until
from tongxin.records.texts import ABSENCES

RECORDS = Keep(
    "按每种台账的保存年限，一般 3 年，到期整份删；10 年以上的是档案，由档案部门鉴定后处理，系统不自动删；"
    "没写完的草稿 3 年后删，作废的 1 年后删"
)
DROPPED = Keep("作废的草稿 1 年后删", years=1)
DRAFTS = Keep("一直没写完的草稿 3 年后删", years=3)
WITH_IT = Until("跟着记录走，记录删它就删")
TASKS = Keep("办完后 3 年删", years=3)
FITNESS = Keep("下班就清除")
SEERS = "本单位和上级有台账查看权的人；涉及个人的谈话只有谈话双方和支部指定的人"
THERE = Way("record_id", "records.Presence", ids="record_id")


def said_of(content: dict[str, Any], person_id: int) -> str:
    """What a version of a record says of one person; what it says of others stays with them."""
    return "；".join(dict.fromkeys(_said(content, person_id)))


def _said(content: dict[str, Any], person_id: int) -> Iterator[str]:
    for role, word in (("chair", "主持"), ("recorder", "记录")):
        if _is(content.get(role), person_id):
            yield word
    for row in content.get("presence", ()):
        if _is(row, person_id):
            yield (
                "到了"
                if row["present"]
                else f"没到：{ABSENCES.get(row['reason'], row['reason']) or '没写原因'}"
            )
    for line in content.get("decisions", ()):
        if _is(line["owner"], person_id):
            yield f"决定由您办：{line['text']}"
    yield from _said_in_fields(content.get("data", {}), person_id)


def _is(person: Any, person_id: int) -> bool:
    return isinstance(person, dict) and person.get("id") == person_id


def _said_in_fields(data: dict[str, Any], person_id: int) -> Iterator[str]:
    for line in data.get("measures") or ():
        if line.get("owner") == person_id:
            yield f"措施由您办：{line['text']}"
    for task in data.get("tasks") or ():
        if person_id in task["people"]:
            yield f"任务：{task['place']}"
    if watched := list((data.get("watchers") or {}).values()).count(person_id):
        yield f"盯 {watched} 个风险"
    if any(isinstance(value, list) and person_id in value for value in data.values()):
        yield "栏目里选了您"


HELD = (
    Holding(
        "records.Record",
        "我主持、我记的记录",
        ("chair_id", "recorder_id", "opened_by_id", "saved_by_id", "closed_by_id"),
        {
            "记录": "title",
            "单位": "unit__name",
            "什么时候开的": "held_at",
            "什么时候写的": "written_at",
            "怎么来的": "came_from",
        },
        source="开会时记下；先写在纸上的，由录入人照着录",
        readers=SEERS,
        ends=RECORDS,
        order="-held_at",
    ),
    Holding(
        "records.Version",
        "我写过、更正过的版本",
        ("written_by_id",),
        {"记录": "record__title", "第几版": "number", "更正原因": "reason", "时间": "written_at"},
        source="写完和更正时记下",
        readers=SEERS,
        ends=WITH_IT,
    ),
    Holding(
        "records.Presence",
        "到会情况",
        ("person_id",),
        {
            "记录": "record__title",
            "时间": "record__held_at",
            "应到": "expected",
            "到了": "present",
            "没到的原因": "reason",
            "签字": "signed_at",
        },
        source="点名时记下；先写在纸上的，由录入人照着录",
        readers=SEERS,
        ends=WITH_IT,
    ),
    Holding(
        "records.Arrival",
        "签到",
        ("person_id",),
        {"记录": "record__title", "时间": "arrived_at", "怎么签的": "how", "谁确认的": "confirmed_by__name"},
        source="您扫了会上的码、在班组终端上签到，或者主持人确认时记下；不记位置，不记网络地址",
        readers=SEERS,
        ends=WITH_IT,
    ),
    Holding(
        "records.Version",
        "每一版台账里写我的",
        (),
        {"记录": "record__title", "第几版": "number", "时间": "written_at"},
        source="写完和更正时整份留底，这里只列写到您的那几句",
        readers=SEERS,
        ends=WITH_IT,
        ways=(THERE,),
        excerpts={"写我的": ("content", said_of)},
        part="mine",
    ),
    Holding(
        "records.Fitness",
        "班前状态和安排",
        ("person_id",),
        {"记录": "record__title", "结果": "result", "安排": "arrangement", "清除时间": "expires_at"},
        source="班前会问到的，不记原因",
        readers="开这次班前会的人",
        ends=FITNESS,
    ),
    Holding(
        "records.Decision",
        "交给我办的决定",
        ("owner_id",),
        {"决定": "text", "记录": "record__title", "期限": "due_date"},
        source="会上定的",
        readers=SEERS,
        ends=WITH_IT,
    ),
    Holding(
        "records.Task",
        "我的事项",
        ("owner_id", "done_by_id", "opened_by_id"),
        {"事项": "text", "单位": "unit__name", "期限": "due_date", "办完": "done_at", "说明": "note"},
        source="会上布置，或者有人交给您",
        readers="本单位和上级有台账查看权的人",
        ends=TASKS,
    ),
)
ABOUT = (replace(THERE, column="subject_id", only={"subject_type": "record"}),)
