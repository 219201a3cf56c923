"""One cell: from what people type to a value, or to a sentence that says what is expected."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from tongxin.orgs.roster.headers import Field

FULL_WIDTH = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
FULL_WIDTH[0x3000] = 0x20
DOTS = dict.fromkeys(map(ord, "•‧∙・･●⋅"), "·")
DASHES = dict.fromkeys((0x2012, 0x2013, 0x2014, 0x2212), "-")
UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]"
)
GAP = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
SPACES = re.compile(r"\s+")
EMPLOYEE_NO = re.compile(r"[\w./#-]{1,40}")
PHONE = re.compile(r"[+\d][\d-]{2,19}")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
SERIAL_DAY_0 = date(1899, 12, 30)
BLANK = frozenset(("", "-", "—", "--", "——", "/", "\\", "无", "无。", "n/a", "null", "none", "暂无"))
ERRORS = frozenset(("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"))
NO_STANDING = "none"


class Fault(Exception):
    """What is wrong with a cell and what is expected."""


def _text(value: Any) -> str:
    """The characters that somebody sees in the cell, without invisible ones."""
    if isinstance(value, str):
        seen = UNSEEN.sub("", value).strip() if not value.isalnum() else value
        if seen.upper() in ERRORS:
            raise Fault(f"公式算出了错误 {seen}，请改成文字或数字")
        return seen
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return str(value)


def text(value: Any, longest: int) -> str | None:
    """Plain words: full-width digits and letters made narrow, gaps in Chinese closed."""
    seen = _text(value).translate(FULL_WIDTH)
    seen = SPACES.sub(" ", GAP.sub("", seen)).strip()
    if seen.lower() in BLANK:
        return None
    if len(seen) > longest:
        raise Fault(f"太长了：{len(seen)} 个字，最多 {longest} 个字")
    return seen


def unit_name(value: Any) -> str | None:
    return text(value, 60)


def name(value: Any) -> str | None:
    """张 三 is 张三; the dot of 阿依古丽·买买提 stays; John Smith keeps its gap."""
    seen = text(value, 60)
    if seen is None:
        return None
    seen = seen.translate(DOTS)
    if not any(letter.isalpha() for letter in seen):
        raise Fault(f"“{seen}”不像姓名，要填人的名字")
    return seen


def employee_no(value: Any) -> str | None:
    if isinstance(value, str) and value.isascii() and value.isalnum() and len(value) <= 40:
        return value
    if isinstance(value, float) and abs(value) >= 2**53:
        raise Fault("数字太长，Excel 已经丢了末几位；请把这一列设成“文本”再填")
    if isinstance(value, float) and not value.is_integer():
        raise Fault(f"“{value}”不是工号，要填整数或字母数字")
    seen = SPACES.sub("", unicodedata.normalize("NFKC", _text(value))).lstrip("'")
    if seen.lower() in BLANK:
        return None
    if not EMPLOYEE_NO.fullmatch(seen):
        raise Fault(f"“{seen[:40]}”不是工号，只能有字母、数字和 - _ . /，最多 40 个字")
    return seen


def phone(value: Any) -> str | None:
    if isinstance(value, str) and len(value) == 11 and value.isascii() and value.isdigit():
        return value
    seen = unicodedata.normalize("NFKC", _text(value))
    seen = re.split(r"[、,;，；/\n]", seen)[0]
    seen = re.sub(r"[\s()]", "", seen).translate(DASHES)
    if seen.lower() in BLANK:
        return None
    seen = re.sub(r"^(\+?86-?)(?=1\d{10}$|1\d\d-)", "", seen)
    if re.fullmatch(r"1\d{2}-?\d{4}-?\d{4}", seen):
        seen = seen.replace("-", "")
    if not PHONE.fullmatch(seen):
        raise Fault(f"“{seen[:30]}”不是电话号码，要填数字，比如 13800001234")
    return seen


def day(value: Any) -> date | tuple[date, str] | None:
    """A day; with a remark when only the month was given."""
    if isinstance(value, datetime):
        return _within(value.date())
    if isinstance(value, date):
        return _within(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Fault(f"“{value}”不是日期，要写成 2026-01-05 这样")
    if isinstance(value, (int, float)):
        return _day_of_number(float(value))
    seen = CLOCK.sub("", unicodedata.normalize("NFKC", _text(value)).strip())
    seen = SPACES.sub("", seen).strip("'")
    if seen.lower() in BLANK:
        return None
    if re.fullmatch(r"\d{5}", seen):
        return _day_of_number(float(seen))
    found = DATE.fullmatch(seen) or COMPACT.fullmatch(seen)
    if not found:
        raise Fault(f"“{seen[:30]}”不是日期，要写成 2026-01-05 这样")
    return _day_of_parts(seen, found[1], found[2], found[3])


def _day_of_parts(seen: str, year: str, month: str, day_of_month: str | None) -> date | tuple[date, str]:
    try:
        found = date(int(year), int(month), int(day_of_month or 1))
    except ValueError:
        raise Fault(f"没有“{seen}”这一天，请核对年月日") from None
    _within(found)
    return found if day_of_month else (found, "只写到月，按当月 1 日记")


def _day_of_number(value: float) -> date | tuple[date, str]:
    """19860501 and 198605 as typed; 1986.05 as a number; otherwise Excel's count of days."""
    if value.is_integer() and 19000101 <= value <= 21001231 and len(str(int(value))) == 8:
        whole = str(int(value))
        return _day_of_parts(whole, whole[:4], whole[4:6], whole[6:])
    if value.is_integer() and 190001 <= value <= 210012:
        whole = str(int(value))
        return _day_of_parts(whole, whole[:4], whole[4:], None)
    if 1900 < value < 2101:
        return _month_of_number(value)
    if 18264 <= value < 73051:
        return SERIAL_DAY_0 + timedelta(days=int(value))
    raise Fault(f"“{value:g}”不是日期，要写成 2026-01-05 这样")


def _month_of_number(value: float) -> date | tuple[date, str]:
    written = f"{value:.4f}".rstrip("0").rstrip(".")
    year, _, month = written.partition(".")
    if not month:
        raise Fault(f"只写了年份 {year}，要写到月或日，比如 {year}-05")
    if month == "1":
        raise Fault(f"{written} 看不出是 1 月还是 10 月（Excel 存成了数字），请写成 {year}-01 或 {year}-10")
    return _day_of_parts(written, year, month, None)


def _within(found: date) -> date:
    if not 1920 <= found.year <= 2100:
        raise Fault(f"{found.year} 年不可能，请核对年份")
    return found


STANDINGS = {
    **dict.fromkeys(("正式党员", "中共党员", "党员", "中国共产党党员", "中共正式党员", "中共", "共产党员"), "full"),
    **dict.fromkeys(("预备党员", "中共预备党员", "中国共产党预备党员"), "probationary"),
    **dict.fromkeys(("发展对象", "党员发展对象"), "development"),
    **dict.fromkeys(("入党积极分子", "积极分子"), "activist"),
    **dict.fromkeys(("入党申请人", "申请人", "申请入党"), "applicant"),
    **dict.fromkeys(
        ("群众", "普通群众", "团员", "共青团员", "中国共产主义青年团团员", "无党派", "无党派人士", "民革党员", "民盟盟员",
         "民建会员", "民进会员", "农工党党员", "致公党党员", "九三学社社员", "台盟盟员", "民主党派", "非党员", "否"), NO_STANDING),
}  # fmt: skip
STANDINGS["是"] = "full"  # a column headed 是否党员


def standing(value: Any) -> str | None:
    seen = BRACKET.sub("", SPACES.sub("", unicodedata.normalize("NFKC", _text(value))))
    if seen.lower() in BLANK:
        return None
    if seen not in STANDINGS:
        raise Fault(
            f"不认识“{seen[:20]}”，要填：正式党员、预备党员、发展对象、入党积极分子、入党申请人或群众"
        )
    return STANDINGS[seen]


BRACKET = re.compile(r"\([^)]*\)")
GONE = "离职 退休 调出 调离 辞职 死亡 去世 解除合同 解聘 内退 离岗 已离职 已退休 不在职 不在岗 否 辞退 离退休"
HERE = "在职 在岗 正常 试用 试用期 借调 借出 借入 请假 休假 长病假 产假 待岗 返聘 实习 是 在册 在编 合同工 劳务派遣"
STATUSES = {**dict.fromkeys(GONE.split(), "gone"), **dict.fromkeys(HERE.split(), "here")}


def status(value: Any) -> str | None:
    """here or gone."""
    seen = SPACES.sub("", unicodedata.normalize("NFKC", _text(value)))
    if seen.lower() in BLANK:
        return None
    if seen not in STATUSES:
        raise Fault(f"不认识“{seen[:20]}”，要填：在职或离职")
    return STATUSES[seen]


def posts(value: Any) -> tuple[str, ...] | None:
    """Titles as written: 班组长、小政委."""
    seen = text(value, 120)
    if seen is None:
        return None
    parts = (part.strip() for part in re.split(r"[、,，;；/\n|]|兼(?!职)", seen))
    return tuple(dict.fromkeys(part for part in parts if part)) or None


def trade(value: Any) -> str | None:
    return text(value, 40)


CLEANERS: dict[Field, Callable[[Any], Any]] = {
    Field.NO: employee_no,
    Field.NAME: name,
    **dict.fromkeys(
        (Field.MINE, Field.SECTION, Field.TEAM, Field.COMMITTEE, Field.GENERAL_BRANCH, Field.BRANCH,
         Field.PARTY_GROUP, Field.UNION, Field.UNION_GROUP), unit_name),
    Field.TRADE: trade,
    Field.POSTS: posts,
    Field.STANDING: standing,
    Field.JOINED: day,
    Field.CONFIRMED: day,
    Field.HIRED: day,
    Field.PHONE: phone,
    Field.STATUS: status,
    Field.LEFT: day,
}  # fmt: skip


class Column(dict[Any, Any]):
    """Cleans a column's cells, each different one once; `faults` and `remarks` by the cell as written."""

    def __init__(self, clean: Callable[[Any], Any]) -> None:
        super().__init__({"": None, None: None})
        self.clean = clean
        self.faults: dict[Any, str] = {}
        self.remarks: dict[Any, str] = {}

    def __missing__(self, cell: Any) -> Any:
        try:
            value = self.clean(cell)
        except Fault as fault:
            self.faults[cell] = str(fault)
            value = None
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], date):
            value, self.remarks[cell] = value
        self[cell] = value
        return value
