"""Which files are taken, and under what name; decided from the bytes, never from the name."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

LARGEST = 10 * 1024 * 1024
MOST_PER_THING = 20
LONGEST_NAME = 80

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    DOCX: ".docx",
    XLSX: ".xlsx",
    "text/plain": ".txt",
}
PICTURES = ("image/jpeg", "image/png", "image/webp")
TAKEN = "照片（JPG、PNG、WebP）、PDF、Word（docx）、Excel（xlsx）和文本（txt）"

# A packed office file: limits far above what people write, far below what hurts.
MOST_MEMBERS = 2_000
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_RATIO = 100
FORBIDDEN_MEMBERS = (
    "vbaproject.bin",
    "vbadata.xml",
    "macrosheets/",
    "activex/",
    "embeddings/",
    "externallinks/",
)
LARGEST_PICTURE = 50_000_000  # pixels; a phone makes 12 to 48 million
LARGEST_DRAWING = 16_000_000  # of formats that can only be unpacked whole


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of a packed file as its directory describes it."""

    name: str
    size: int
    packed: int
    encrypted: bool = False


def clean_name(name: str, content_type: str) -> str:
    """The last part of the path, printable, not hidden, with the ending that the content has."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(char for char in text if unicodedata.category(char)[0] not in "CZ" or char == " ")
    text = re.sub(r'[<>:"|?*/\\;%\']', "_", text)
    stem = re.sub(r"(\.[A-Za-z0-9]{1,5})+$", "", text).strip(" .")
    return f"{(stem or '附件')[:LONGEST_NAME]}{ENDINGS[content_type]}"


def member_fault(members: list[Member]) -> str:
    """Why a packed file is not taken, or nothing."""
    if len(members) > MOST_MEMBERS:
        return "文件里装的东西太多"
    if any(member.encrypted for member in members):
        return "文件加了密码，请去掉密码再传"
    if any(".." in member.name.split("/") or member.name.startswith("/") for member in members):
        return "文件里有可疑的路径"
    lowered = [member.name.lower() for member in members]
    if any(part in name for name in lowered for part in FORBIDDEN_MEMBERS):
        return "文件里有宏或者嵌入的程序，请另存为不带宏的文件"
    unpacked = sum(member.size for member in members)
    packed = max(sum(member.packed for member in members), 1)
    if unpacked > LARGEST_UNPACKED or (unpacked > LARGEST and unpacked / packed > LARGEST_RATIO):
        return "文件展开以后太大"
    return ""


def office_type(names: set[str]) -> str:
    """Word or Excel by the part that each must have; empty for any other package."""
    if "[Content_Types].xml" not in names:
        return ""
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else ""


def is_plain_text(content: bytes) -> bool:
    """Readable text without control characters, and nothing that a browser takes for a page."""
    text = decoded(content)
    if text is None or any(ord(char) < 32 and char not in "\t\r\n" for char in text):
        return False
    start = text.lstrip("\ufeff \t\r\n").lower()
    return not start.startswith(("<", "mime-version:", "%pdf", "{\\rtf"))


def decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


# Pieces of uploads from phones.
PIECE = 1024 * 1024
DIGEST = re.compile(r"^[0-9a-f]{64}$")
MOST_A_DAY = 512 * 1024 * 1024  # bytes that one person brings


def piece_count(size: int) -> int:
    return max(1, -(-size // PIECE))


def piece_fault(number: int, length: int, *, size: int) -> str:
    """Why a piece is not what it says it is, or nothing."""
    if not 0 < size <= LARGEST:
        return "照片是空的，或者超过 10 MB"
    if not 0 <= number < piece_count(size):
        return "没有这一块"
    return "" if length == min(PIECE, size - number * PIECE) else "这一块没有传完整，请再传一次"


# Whether a picture is genuine: times, and what a person says of it.
GRACE = timedelta(minutes=10)  # between the clocks of phones and ours
LONGEST_TIME = 25
TIME = re.compile(r"(19[89]|20\d)\d-\d\d-\d\dT\d\d:\d\d:\d\d([+-](0\d|1[0-4]):\d\d)?", re.ASCII)


def told_time(said: str) -> str:
    """A moment of a time when there were phones and cameras like these, or nothing."""
    return said if TIME.fullmatch(said) else ""


def odd_time(taken_at: datetime | None, since: datetime | None, until: datetime | None) -> str:
    """`before` what it shows could be there, `after` it was closed, or nothing."""
    if taken_at is None:
        return ""
    if since is not None and taken_at < since - GRACE:
        return "before"
    return "after" if until is not None and taken_at > until + GRACE else ""


VERDICTS = {"near": ("same", "differs"), "time": ("fits", "unfit")}


def verdict_fault(verdict: str, reason: str, *, about: str) -> dict[str, str]:
    wrong = {}
    if verdict not in VERDICTS[about]:
        wrong["verdict"] = "请选一个"
    if len(reason.strip()) < 4:
        wrong["reason"] = "请写上理由，至少 4 个字"
    elif len(reason.strip()) > 200:
        wrong["reason"] = "理由写短一点，200 字以内"
    return wrong
