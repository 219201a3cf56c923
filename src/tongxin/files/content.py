"""Looks into an upload: what it is, and the bytes that are kept of it."""

import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from datetime import datetime

import filetype
from django.utils import timezone
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from tongxin.files import rules
from tongxin.kernel.errors import Invalid

# A picture's header may claim any size; beyond this it is not even opened.
Image.MAX_IMAGE_PIXELS = rules.LARGEST_PICTURE
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
LONGEST_SIDE = 2560


@dataclass(frozen=True, slots=True)
class Checked:
    content: bytes
    content_type: str
    taken_at: datetime | None = None  # of a picture, by the camera's clock


def check_content(content: bytes) -> Checked:
    """Pictures come back drawn anew, without where and when they were taken; the rest as it was."""
    if not content:
        raise _refuse("文件是空的")
    if len(content) > rules.LARGEST:
        raise _refuse("文件超过 10 MB")
    kind = filetype.guess_mime(content) or ""
    if kind in rules.PICTURES:
        return Checked(_redraw(content, kind), kind, _taken_at(content))
    if content.startswith(b"%PDF-"):
        return Checked(_pdf(content), "application/pdf")
    if content.startswith(b"PK"):
        return Checked(content, _office(content))
    if not kind and rules.is_plain_text(content):
        return Checked(content, "text/plain")
    raise _refuse(f"只能传{rules.TAKEN}")


def _refuse(why: str) -> Invalid:
    return Invalid(f"{why}。这个文件没有保存，其他内容都还在", fields={"file": why})


def _redraw(content: bytes, kind: str) -> bytes:
    """What hides in a picture beside the picture (a page, a place) does not survive drawing it anew."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as picture:
                if kind != "image/jpeg" and picture.width * picture.height > rules.LARGEST_DRAWING:
                    raise _refuse("照片的尺寸太大")
                picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read small from the start
                return _draw(ImageOps.exif_transpose(picture), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refuse("照片的尺寸太大") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise _refuse("照片打不开，可能没有传完整") from None


def _taken_at(content: bytes) -> datetime | None:
    """All that is read of what a camera writes beside the picture: when, never where. Of one that opened already."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            written = picture.getexif().get_ifd(ExifTags.IFD.Exif)
        said = str(written.get(ExifTags.Base.DateTimeOriginal, "")).strip("\x00 ")
        zone = str(written.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\x00 ")
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, OverflowError):
        return None
    found = re.fullmatch(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", said)
    if found is None:
        return None
    local = "{}-{}-{}T{}".format(*found.groups())
    return told_time(local + zone) or told_time(local)


def told_time(said: str) -> datetime | None:
    """A camera's time as phones read it before they draw a photo smaller: 2026-11-20T08:05:00, perhaps with
    its distance to UTC. What is no time is left out, as of a camera whose clock was never set: the photo counts."""
    try:
        found = datetime.fromisoformat(rules.told_time(said))
    except ValueError:
        return None
    return timezone.make_aware(found) if found.tzinfo is None else found


def _draw(picture: Image.Image, kind: str) -> bytes:
    mode = "RGB" if kind == "image/jpeg" or "A" not in picture.getbands() else "RGBA"
    plain = Image.new(mode, picture.size)
    plain.paste(picture.convert(mode))
    out = io.BytesIO()
    plain.save(out, FORMATS[kind], **({"quality": 85} if kind != "image/png" else {"optimize": True}))
    return out.getvalue()


STARTING = (b"/JavaScript", b"/JS ", b"/JS(", b"/JS<", b"/Launch", b"/EmbeddedFile")  # in PDF names


def _pdf(content: bytes) -> bytes:
    """Whole, and without parts that plainly start something; what is packed deeper stays asleep, since
    it is only ever served as a download, in a sandbox."""
    if b"%%EOF" not in content[-2048:]:
        raise _refuse("PDF 没有传完整")
    written_out = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), content)
    if any(part in written_out for part in STARTING):
        raise _refuse("PDF 里有会自己运行的内容，请打印成新的 PDF 再传")
    return content


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = [
                rules.Member(one.filename, one.file_size, one.compress_size, bool(one.flag_bits & 1))
                for one in package.infolist()
            ]
            if fault := rules.member_fault(members):
                raise _refuse(fault)
            kind = rules.office_type({member.name for member in members})
            if kind and (fault := _parts_fault(package)):
                raise _refuse(fault)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise _refuse("文件打不开，可能没有传完整") from None
    if not kind:
        raise _refuse(f"只能传{rules.TAKEN}")
    return kind


def _parts_fault(package: zipfile.ZipFile) -> str:
    """The table of contents names macros; a part with a DTD may grow or reach outside."""
    for info in package.infolist():
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        with package.open(info) as part:
            head = part.read(64 * 1024)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            return "文件里有不安全的内容"
        if info.filename == "[Content_Types].xml" and b"macroEnabled" in head:
            return "文件里有宏，请另存为不带宏的文件"
    return ""
