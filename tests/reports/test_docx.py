"""The Word document: measured again after it was written, and opened by a real word processor."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn

from tests.clock import moment
from tongxin.reports.docx import report_docx
from tongxin.reports.queries import ReportView, Section

VIEW = ReportView(
    id=1,
    title="综采一区党支部 2026年11月工作汇报",
    unit_name="综采一区党支部",
    period_name="2026年11月",
    sections=[
        Section(
            "facts",
            "本月情况",
            [{"text": "到期职责 4 项，按时办结 4 项（100.0%）。", "refs": []}],
            False,
            "",
            "",
        ),
        Section("focus", "下月打算", [], True, "", "抓好顶板管理。\n=1+1 不是公式。"),
    ],
    drafted_at=moment(11, 28, 9),
    filed_at=moment(11, 30, 17),
    filed_by="周志远",
    revision=1,
    may_write=False,
    too_early="",
)


@pytest.fixture
def opened() -> DocumentObject:
    return Document(BytesIO(report_docx(VIEW)))


def test_the_page_is_the_one_of_the_standard(opened: DocumentObject) -> None:
    page = opened.sections[0]

    sizes = [
        page.page_width,
        page.page_height,
        page.top_margin,
        page.bottom_margin,
        page.left_margin,
        page.right_margin,
    ]
    assert [round(size.mm) for size in sizes] == [210, 297, 37, 35, 28, 26]
    assert opened.styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(28.95, abs=0.05)


def test_title_headings_and_body_have_their_fonts_and_sizes(opened: DocumentObject) -> None:
    seen = [
        (run.text, run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt)
        for paragraph in opened.paragraphs
        for run in paragraph.runs
    ]

    assert seen == [
        ("综采一区党支部 2026年11月工作汇报", "方正小标宋简体", 22),
        ("一、本月情况", "黑体", 16),
        ("到期职责 4 项，按时办结 4 项（100.0%）。", "仿宋_GB2312", 16),
        ("二、下月打算", "黑体", 16),
        ("抓好顶板管理。", "仿宋_GB2312", 16),
        ("=1+1 不是公式。", "仿宋_GB2312", 16),
        ("综采一区党支部", "仿宋_GB2312", 16),
        ("2026年11月30日", "仿宋_GB2312", 16),
    ]


def test_libreoffice_opens_it_as_one_page(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.fail("LibreOffice is missing. Run: apt-get install libreoffice-writer-nogui")
    (tmp_path / "report.docx").write_bytes(report_docx(VIEW))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"

    subprocess.run(
        [
            soffice,
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            tmp_path,
            tmp_path / "report.docx",
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    text = subprocess.run(
        ["pdftotext", tmp_path / "report.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    assert "二、下月打算" in text
    assert "—1—" in "".join(text.split())
