"""A filed report as a Word document, laid out to GB/T 9704-2012 (values OF-01…OF-16).

Fonts are named, not shipped: whoever owns 方正小标宋 and 仿宋_GB2312 gets them, others their
word processor's fall-back.
"""

from io import BytesIO

from django.utils import timezone
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from tongxin.reports.queries import ReportView

SONG, FANG, HEI, PAGE = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"
TITLE, BODY, FOOT = Pt(22), Pt(16), Pt(14)  # 2号, 3号, 4号
LINE = Pt(28.95)
NUMERALS = "一二三四五六七八九十"


def report_docx(view: ReportView) -> bytes:
    """The .docx of a report: title, numbered sections, the author's words, signature and date."""
    document = Document()
    _page(document)
    _text(document.add_paragraph(), view.title, SONG, TITLE, WD_ALIGN_PARAGRAPH.CENTER)
    document.add_paragraph()
    for number, section in enumerate(view.sections):
        _text(document.add_paragraph(), f"{NUMERALS[number % 10]}、{section.title}", HEI, indent=True)
        for line in section.lines:
            _text(document.add_paragraph(), line["text"], FANG, indent=True)
        for paragraph in section.words.splitlines():
            _text(document.add_paragraph(), paragraph, FANG, indent=True)
    _signature(document, view)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _page(document: DocumentObject) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)  # 7 mm below the type area
    document.settings.odd_and_even_pages_header_footer = True
    style = document.styles["Normal"]
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = LINE
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = side
    _font(paragraph.add_run("— "), PAGE, FOOT)
    for tag, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        _font(run, PAGE, FOOT)
        part = OxmlElement("w:fldChar" if tag else "w:instrText")
        if tag:
            part.set(qn("w:fldCharType"), tag)
        part.text = text
        run._r.append(part)
    _font(paragraph.add_run(" —"), PAGE, FOOT)


def _signature(document: DocumentObject, view: ReportView) -> None:
    document.add_paragraph()
    for text in (view.unit_name, _date(view)):
        paragraph = document.add_paragraph()
        _text(paragraph, text, FANG, side=WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph.paragraph_format.right_indent = BODY * 4


def _date(view: ReportView) -> str:
    """OF-14: Arabic figures, full year, no padding; a draft says that it is one."""
    if view.filed_at is None:
        return "（草稿，没有归档）"
    day = timezone.localdate(view.filed_at)
    return f"{day.year}年{day.month}月{day.day}日"


def _text(
    paragraph: Paragraph,
    text: str,
    font: str,
    size: Pt = BODY,
    side: WD_ALIGN_PARAGRAPH | None = None,
    *,
    indent: bool = False,
) -> None:
    if side is not None:
        paragraph.alignment = side
    if indent:
        paragraph.paragraph_format.first_line_indent = size * 2
    _font(paragraph.add_run(text), font, size)


def _font(run: Run, name: str, size: Pt) -> None:
    run.font.name, run.font.size = name, size
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
