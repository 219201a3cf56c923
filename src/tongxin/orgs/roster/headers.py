"""Which column of a sheet is which: the words that companies use, and where the header row is."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Field(StrEnum):
    """What a roster says of a person; the order is the order of the template's columns."""

    NO = "no"
    NAME = "name"
    MINE = "mine"
    SECTION = "section"
    TEAM = "team"
    COMMITTEE = "committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"
    PARTY_GROUP = "party_group"
    UNION = "union"
    UNION_GROUP = "union_group"
    TRADE = "trade"
    POSTS = "posts"
    STANDING = "standing"
    JOINED = "joined"
    CONFIRMED = "confirmed"
    HIRED = "hired"
    PHONE = "phone"
    STATUS = "status"
    LEFT = "left"


TITLES: Mapping[Field, str] = {
    Field.NO: "工号",
    Field.NAME: "姓名",
    Field.MINE: "单位",
    Field.SECTION: "区队",
    Field.TEAM: "班组",
    Field.COMMITTEE: "党委",
    Field.GENERAL_BRANCH: "党总支",
    Field.BRANCH: "党支部",
    Field.PARTY_GROUP: "党小组",
    Field.UNION: "工会",
    Field.UNION_GROUP: "工会小组",
    Field.TRADE: "工种",
    Field.POSTS: "职务",
    Field.STANDING: "政治面貌",
    Field.JOINED: "入党日期",
    Field.CONFIRMED: "转正日期",
    Field.HIRED: "入职日期",
    Field.PHONE: "手机",
    Field.STATUS: "状态",
    Field.LEFT: "离职日期",
}

SYNONYMS: Mapping[Field, str] = {
    Field.NO: "工号 员工编号 职工号 人员编码 员工号 职工编号 职工编码 员工编码 人员编号 人员工号 职工工号 "
    "员工工号 编码 员工代码 工作证号 胸卡号 资源号",
    Field.NAME: "姓名 名字 员工姓名 职工姓名 人员姓名 姓 名称",
    Field.MINE: "单位 公司 矿 厂 站 单位名称 所属单位 所在单位 公司名称 所属公司 矿别 矿井 分公司 子公司 "
    "二级单位 厂站 供电所 供电站 分厂 基层单位 工作单位 矿厂",
    Field.SECTION: "区队 车间 部门 科室 科队 所在部门 所属部门 所在区队 所属区队 部门名称 区队名称 工区 "
    "队别 项目部 中队 所在车间 区科队 区队车间 科室区队 段队",
    Field.TEAM: "班组 所在班组 工班 机组 所属班组 班组名称 班别 小组 班 作业班 班次班组 小队 所在班",
    Field.COMMITTEE: "党委 所属党委 所在党委 上级党委 基层党委",
    Field.GENERAL_BRANCH: "党总支 总支 所属党总支 所在党总支 党总支部",
    Field.BRANCH: "党支部 支部 所在党支部 所属党支部 所在支部 所属支部 党支部名称 支部名称 党组织 所在党组织",
    Field.PARTY_GROUP: "党小组 所在党小组 所属党小组 党小组名称",
    Field.UNION: "工会 分工会 所属工会 所在工会 基层工会 所属分工会 工会组织",
    Field.UNION_GROUP: "工会小组 所在工会小组 所属工会小组 工会小组名称 工会组",
    Field.TRADE: "工种 岗位 岗位名称 工种岗位 岗位工种 从事工种 现岗位 工作岗位 岗位(工种) 职业工种",
    Field.POSTS: "职务 职务名称 现任职务 行政职务 党内职务 担任职务 兼职 兼任职务 任职 党政职务",
    Field.STANDING: "政治面貌 党员类别 面貌 政治面目 是否党员 人员类别",
    Field.JOINED: "入党日期 入党时间 入党年月 加入党组织时间 加入党组织日期 加入中共时间 参加党派时间",
    Field.CONFIRMED: "转正日期 转正时间 党员转正日期 预备党员转正日期 转为正式党员日期 转正年月 转为正式党员时间",
    Field.HIRED: "入职日期 入职时间 参加工作时间 参加工作日期 入矿时间 入矿日期 入厂时间 入厂日期 "
    "进厂时间 到岗日期 工作时间 参工时间 入职年月 来矿时间",
    Field.PHONE: "手机 手机号 手机号码 电话 联系电话 联系方式 移动电话 电话号码 手机电话 本人电话",
    Field.STATUS: "状态 在职状态 人员状态 员工状态 在岗状态 在岗情况 在职情况 用工状态 是否在职",
    Field.LEFT: "离职日期 离职时间 离岗日期 退休日期 退休时间 调出日期 调离日期 调出时间",
}

# Recognised, and left where they are: what nobody needs is not kept.
NOT_TAKEN = (
    "性别 民族 籍贯 年龄 出生 出生年月 出生日期 生日 身份证 身份证号 身份证号码 证件号 证件号码 证件类型 "
    "学历 学位 毕业院校 专业 毕业学校 文化程度 最高学历 婚姻状况 婚否 家庭住址 住址 现住址 家庭地址 户籍 "
    "户口 户口所在地 户籍地址 配偶 子女 家庭成员 紧急联系人 紧急联系电话 紧急联系人电话 健康状况 血型 "
    "身高 体重 病史 工资 薪酬 工资卡号 银行卡号 开户行 社保号 宗教信仰 微信 微信号 QQ QQ号 邮箱 电子邮箱 "
    "照片 车牌号 备注信息 身份证有效期 家庭电话 个人简历 奖惩情况 政审情况"
)  # fmt: skip
IGNORED = "序号 编号 行号 备注 序 说明 no num"

TRADE_KINDS = {
    "mine": Field.MINE,
    "company": Field.MINE,
    "section": Field.SECTION,
    "team": Field.TEAM,
    "branch": Field.BRANCH,
    "party_group": Field.PARTY_GROUP,
    "union": Field.UNION,
    "union_group": Field.UNION_GROUP,
}
ADMINISTRATION = (Field.MINE, Field.SECTION, Field.TEAM)
PARTY = (Field.COMMITTEE, Field.GENERAL_BRANCH, Field.BRANCH, Field.PARTY_GROUP)
UNION = (Field.UNION, Field.UNION_GROUP)
UNITS = (*ADMINISTRATION, *PARTY, *UNION)

BRACKETS = re.compile(r"\((?!工种|岗位)[^)]*\)|\[[^\]]*\]|【[^】]*】")
NOISE = re.compile(r"[\s*:：、/\\_\-·.。|]+")
LOOKED_AT = 30  # rows above the header: a title, a date, who filled it in


def plain(text: Any) -> str:
    """A header reduced to what it means: “* 姓　名（必填）” is 姓名."""
    flat = unicodedata.normalize("NFKC", str(text)).lower()
    return NOISE.sub("", BRACKETS.sub("", flat))


@dataclass(frozen=True, slots=True)
class Header:
    """`columns`: field -> index; `titles`: the words of the sheet; `first`: index of the first data row."""

    first: int
    columns: dict[Field, int]
    titles: dict[Field, str]
    not_taken: tuple[str, ...]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]


class Words:
    """The header words of one company: everybody's and its own trade words."""

    def __init__(self, trade_words: Mapping[str, Any]) -> None:
        self.fields = {plain(word): field for field, words in SYNONYMS.items() for word in words.split()}
        for kind, word in trade_words.items():
            if kind in TRADE_KINDS and isinstance(word, str) and word:
                for form in (word, f"所在{word}", f"所属{word}", f"{word}名称"):
                    self.fields[plain(form)] = TRADE_KINDS[kind]
        self.not_taken = {plain(word) for word in NOT_TAKEN.split()}
        self.ignored = {plain(word) for word in IGNORED.split()}

    def field(self, cell: Any) -> Field | None:
        return self.fields.get(plain(cell)) if isinstance(cell, str) and cell else None

    def is_private(self, title: str) -> bool:
        bare = plain(title)
        return bare in self.not_taken or bare.startswith(("身份证", "出生", "家庭", "配偶", "子女"))


def find_header(rows: Sequence[Sequence[Any]], words: Words) -> Header | None:
    """The header among a sheet's first rows: the first that has both 工号 and 姓名."""
    for index, row in enumerate(rows[:LOOKED_AT]):
        found = {words.field(cell) for cell in row}
        if {Field.NO, Field.NAME} <= found:
            below = rows[index + 1] if index + 1 < len(rows) else []
            return _read(index, row, below, words)
    return None


def _read(index: int, row: Sequence[Any], below: Sequence[Any], words: Words) -> Header:
    no_column = next(column for column, cell in enumerate(row) if words.field(cell) is Field.NO)
    two_rows = _is_second_row(below, no_column, words)
    columns: dict[Field, int] = {}
    titles: dict[Field, str] = {}
    not_taken, unknown, twice = [], [], []
    for column in range(len(row)):
        title = _title(row, below if two_rows else [], column, words)
        field = words.field(title)
        if field is None:
            bare = plain(title)
            if words.is_private(title):
                not_taken.append(title)
            elif bare and bare not in words.ignored:
                unknown.append(title)
        elif field in columns:
            twice.append(title)
        else:
            columns[field], titles[field] = column, title
    first = index + (2 if two_rows else 1)
    return Header(first, columns, titles, tuple(not_taken), tuple(unknown), tuple(twice))


def _is_second_row(below: Sequence[Any], no_column: int, words: Words) -> bool:
    """The row under the header belongs to it if it names columns and has no employee number."""
    if not below or str(below[no_column] if no_column < len(below) else "").strip():
        return False
    return any(words.field(cell) or (isinstance(cell, str) and words.is_private(cell)) for cell in below)


def _title(row: Sequence[Any], below: Sequence[Any], column: int, words: Words) -> str:
    under = below[column] if column < len(below) else ""
    title = under if isinstance(under, str) and under.strip() else row[column]
    return str(title).strip() if title is not None else ""
