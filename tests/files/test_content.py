"""A corpus of files that mean harm: none is stored as it came."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from tongxin.files import rules
from tongxin.files.content import check_content
from tongxin.kernel.errors import Invalid

TYPES = '<?xml version="1.0"?><Types xmlns="x"></Types>'


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **given: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#8e1f24").save(out, kind, **given)
    return out.getvalue()


def package(members: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(**more: str | bytes) -> bytes:
    members: dict[str, str | bytes] = {"[Content_Types].xml": TYPES, "word/document.xml": "<w/>"}
    return package(members | more)


def huge_png(side: int = 13_000) -> bytes:
    """169 million pixels in some kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    row = b"\x00" * (side // 8 + 2)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_photo_is_drawn_anew_without_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (IFDRational(39), IFDRational(54), IFDRational(20))
    exif[0x010F] = "CAMERA"
    photo = picture("JPEG", exif=exif)
    assert b"CAMERA" in photo

    kept = check_content(photo)

    assert kept.content_type == "image/jpeg"
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert (drawn.size, len(drawn.getexif())) == ((40, 30), 0)
    assert b"CAMERA" not in kept.content


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_hides_behind_a_picture_does_not_survive(kind: str) -> None:
    polyglot = picture(kind) + b"<script>alert(1)</script>" + package({"evil.html": "<script>"})

    kept = check_content(polyglot)

    assert b"script" not in kept.content
    assert b"PK\x03\x04" not in kept.content


def test_a_comment_inside_a_picture_does_not_survive() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")

    assert b"script" not in check_content(picture("PNG", pnginfo=notes)).content


def test_a_large_photo_is_made_smaller() -> None:
    with Image.open(io.BytesIO(check_content(picture("JPEG", (4000, 3000))).content)) as drawn:
        assert drawn.size == (2560, 1920)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (docx(), rules.DOCX),
        (package({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<x/>"}), rules.XLSX),
        ("班前会要点\n1. 顶板".encode(), "text/plain"),
        ("班前会要点".encode("gb18030"), "text/plain"),
        (b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n", "application/pdf"),
    ],
)
def test_what_people_write_is_taken_as_it_is(content: bytes, kind: str) -> None:
    kept = check_content(content)

    assert (kept.content, kept.content_type) == (content, kind)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w>&b;</w>'
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'
HARM = {
    "empty": b"",
    "svg": SVG,
    "svg with a declaration": b'<?xml version="1.0"?>' + SVG,
    "html": b"<!doctype html><script>alert(1)</script>",
    "html after a byte order mark": "\ufeff  <html><script></script>".encode(),
    "html in gbk": "<p>你好<script>".encode("gb18030"),
    "mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>",
    "rtf": b"{\\rtf1\\ansi{\\object}}",
    "program": b"MZ\x90\x00" + b"\x00" * 200,
    "elf": b"\x7fELF" + b"\x00" * 200,
    "script with nul": b"text\x00text",
    "gif": b"GIF89a<script>alert(1)</script>",
    "bmp": b"BM" + b"\x00" * 100,
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "plain zip": package({"readme.txt": "hello"}),
    "jar": package({"META-INF/MANIFEST.MF": "Main-Class: x", "x.class": b"\xca\xfe\xba\xbe"}),
    "broken png": picture()[:40],
    "png that only starts like one": b"\x89PNG\r\n\x1a\n<html>",
    "broken docx": docx()[:60],
    "huge png": huge_png(),
    "png of 17 million pixels": huge_png(4200),
    "docx with macros": docx(**{"word/vbaProject.bin": b"x"}),
    "docx with a program": docx(**{"word/embeddings/oleObject1.bin": b"x"}),
    "docx with activex": docx(**{"word/activeX/activeX1.xml": "<x/>"}),
    "docx called macro-free": package(
        {
            "[Content_Types].xml": '<Types><Default ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
            "word/document.xml": "<w/>",
        }
    ),
    "docx that reaches for files": docx(**{"word/document.xml": XXE}),
    "docx that laughs": docx(**{"word/styles.xml": LAUGHS}),
    "docx with a path outside": docx(**{"../../evil.xml": "<x/>"}),
    "docx with an absolute path": docx(**{"/etc/cron.d/evil": "x"}),
    "docx bomb": docx(**{"word/media/bomb.xml": b"\x00" * (60 * 1024 * 1024)}),
    "docx with too many parts": package(
        {"[Content_Types].xml": TYPES, "word/document.xml": "<w/>"} | {f"word/{n}.xml": "" for n in range(2100)}
    ),
    "pdf that runs": b"%PDF-1.4\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\n%%EOF",
    "pdf that hides its name": b"%PDF-1.4\n<< /OpenAction << /S /J#61vaScript /J#53 (app.alert(1)) >> >>\n%%EOF",
    "pdf that launches": b"%PDF-1.4\n<< /S /Launch /F (cmd.exe) >>\n%%EOF",
    "pdf with a file inside": b"%PDF-1.4\n<< /Type /EmbeddedFile >>\n%%EOF",
    "pdf cut off": b"%PDF-1.4\n1 0 obj\n<<>>",
    "too large": b"\xff\xd8\xff" + b"\x00" * (10 * 1024 * 1024),
}  # fmt: skip


@pytest.mark.parametrize("name", HARM)
def test_a_harmful_file_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(Invalid, match="这个文件没有保存，其他内容都还在"):
        check_content(HARM[name])


def test_an_encrypted_package_asks_for_one_without_a_password() -> None:
    members = [rules.Member("word/document.xml", 10, 10, encrypted=True)]

    assert rules.member_fault(members) == "文件加了密码，请去掉密码再传"


@pytest.mark.parametrize(
    ("given", "kind", "clean"),
    [
        ("会议照片.JPG", "image/jpeg", "会议照片.jpg"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\王\\纪要.docx", rules.DOCX, "纪要.docx"),
        ("photo.php.png", "image/png", "photo.png"),
        ("a\x00b\r\n.txt", "text/plain", "ab.txt"),
        ("\u202etxt.exe", "text/plain", "txt.txt"),
        (".htaccess", "text/plain", "htaccess.txt"),
        ("", "application/pdf", "附件.pdf"),
        ('"; filename=x.html', "text/plain", "__ filename=x.txt"),
        ("长" * 300 + ".pdf", "application/pdf", "长" * 80 + ".pdf"),
        ("１１月.pdf", "application/pdf", "１１月.pdf"),
    ],
)
def test_names_are_cleaned_and_end_as_the_content_does(given: str, kind: str, clean: str) -> None:
    assert rules.clean_name(given, kind) == clean
