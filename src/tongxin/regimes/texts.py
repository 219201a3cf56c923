"""Words of a regime that more than one place shows."""

from collections.abc import Iterable, Mapping
from datetime import date

from tongxin.regimes.quorums import OF_VOTE
from tongxin.regimes.schema.duty import DutySpec, MetBy
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.record import RecordSpec

EVERY = {
    "shift": "每班",
    "day": "每天",
    "workday": "每个工作日",
    "week": "每周",
    "ten_days": "每旬",
    "half_month": "每半月",
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
}
EVENTS = {
    "hand": "有人提", "step": "别的事办到那一步", "absence": "一个班没说明就没来", "leave_overrun": "假到期没回来",
    "sick_leave": "登记病假", "post_change": "换岗位、换单位", "joined": "新来",
}  # fmt: skip
STRENGTHS = {"must": "必须", "usual": "一般", "practice": "本单位做法"}
KINDS = {
    "company": "公司",
    "mine": "矿（厂）",
    "section": "区队（车间）",
    "team": "班组",
    "committee": "党委",
    "general_branch": "党总支",
    "branch": "党支部",
    "joint_branch": "联合党支部",
    "temporary_branch": "临时党支部",
    "party_group": "党小组",
    "union": "工会",
    "section_union": "分工会",
    "union_group": "工会小组",
}
VOTES = {
    "": "不表决",
    "BR-40": "决议：半数以上到会，赞成过应到的一半",
    "BR-41": "接收和转正：过半数到会，赞成过应到的一半",
    "BR-42": "支委会：半数以上到会，赞成过委员的一半",
    "BR-43": "选举：五分之四到会，赞成过实到的一半",
}
QUORUMS = {
    "half": "半数以上到会",
    "more_than_half": "过半数到会",
    "two_thirds": "三分之二以上到会",
    "four_fifths": "五分之四以上到会",
}
WHERE = {"same": "", "linked": "在联系的单位", "above": "在上一级", "below": "在下面的单位"}
OWNER = {"any": "", "present": "，本人到场", "chair": "，本人主持"}


PROVISIONAL = "（暂算）"
BEGINS = "采用那天，正在走的一期还剩一半以上时间的，这一期就要做；剩得少的，从下一期做起"


def how_often(duty: DutySpec) -> str:
    """每年一次（10 月至 12 月）."""
    times = f" {duty.times} 次" if duty.times > 1 else ""
    window = ""
    if (duty.from_month, duty.to_month) != (1, 12):
        window = f"（{duty.from_month} 月至 {duty.to_month} 月）"
    return f"{EVERY[duty.every]}{times}{window}"


def article(duty: DutySpec) -> str:
    """The document with the article, as it is cited."""
    return f"《{duty.basis.document}》{duty.basis.clause}"


def how_voted(record: RecordSpec) -> str:
    """The vote's rule; and how many must come, where the kind asks for more than its vote does."""
    if record.quorum in ("", OF_VOTE[record.vote]):
        return VOTES[record.vote]
    return f"{VOTES[record.vote]}；{QUORUMS[record.quorum]}"


def titles(packs: Iterable[Pack]) -> dict[str, str]:
    """Of all records, reports and cases of these packs, by key; of choices that count and of moves, by both keys."""
    found: dict[str, str] = {}
    for pack in packs:
        found.update({record.key: record.title for record in pack.records})
        found.update({report.key: report.title for report in pack.reports})
        for case in pack.cases:
            found.update({case.key: case.title, f"{case.key}.opened": "提出"})
            found.update({f"{case.key}.{move.key}": move.title for move in case.moves})
        for record in pack.records:
            choices = [choice for field in record.fields if field.counts for choice in field.choices]
            found.update({f"{record.key}.{choice.key}": choice.title for choice in choices})
    return found


def how_met(duty: DutySpec, names: Mapping[str, str]) -> str:
    """What counts, in words, with the titles of records, reports and cases."""
    return "；或者".join(dict.fromkeys(_way(way, names) for way in duty.met_by))


def _way(way: MetBy, names: Mapping[str, str]) -> str:
    if way.report:
        return f"交“{names.get(way.report, way.report)}”"
    if way.case:
        return f"{WHERE[way.where]}“{names.get(way.case, way.case)}”办了“{names.get(way.kind, way.move)}”"
    place = f"下面每个{KINDS[way.from_each]}都" if way.from_each else WHERE[way.where]
    record = f"{place}有“{names.get(way.record, way.record)}”记录{OWNER[way.owner]}"
    return record + "".join(
        f"，写的是“{names.get(f'{way.record}.{choice}', choice)}”" for choice in way.having.values()
    )


def due_day(day: date, *, provisional: bool) -> str:
    """2027-01-04（暂算）: counted in working days that are not known yet."""
    return f"{day}{PROVISIONAL if provisional else ''}"


def grace(duty: DutySpec) -> str:
    return f"宽限 {duty.grace_days} 天" if duty.grace_days else "没有宽限"
