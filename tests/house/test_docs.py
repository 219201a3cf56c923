"""The papers keep to what is there: pictures, links and words."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.glob("*.md"), *(DOCS / "manual").glob("*.md")])
PICTURES = DOCS / "pictures"
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
TERM = re.compile(r"^\| ([a-z_]+) \| ([^|]+) \|", re.MULTILINE)
LARGEST = 200_000  # bytes: the repository keeps every version of a picture


def targets(page: Path) -> list[Path]:
    """The files that a page points at."""
    links = LINK.findall(page.read_text(encoding="utf-8"))
    return [(page.parent / link).resolve() for link in links if "://" not in link]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    assert [str(target) for target in targets(page) if not target.exists()] == []


def test_every_picture_is_shown_and_small() -> None:
    shown = {target for page in PAGES for target in targets(page)}
    pictures = sorted(PICTURES.glob("*.png"))

    assert [picture.name for picture in pictures if picture not in shown] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST] == []


def test_the_manual_has_a_page_for_each_post() -> None:
    start = DOCS / "manual/README.md"

    assert set(targets(start)) >= {page for page in (DOCS / "manual").glob("*.md") if page != start}


def test_every_word_of_the_glossary_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    shown = code + "\n".join(
        path.read_text(encoding="utf-8")
        for place, ending in (("src", "html"), ("packs", "yaml"))
        for path in (ROOT / place).rglob(f"*.{ending}")
    )
    terms = TERM.findall((DOCS / "glossary.md").read_text(encoding="utf-8"))

    assert len(terms) > 40
    assert [
        english for english, _ in terms if english.replace("_", "") not in code.replace("_", "").lower()
    ] == []
    assert [chinese for _, chinese in terms if chinese.strip() not in shown] == []


def test_a_term_stands_once() -> None:
    terms = [english for english, _ in TERM.findall((DOCS / "glossary.md").read_text(encoding="utf-8"))]

    assert sorted(terms) == sorted(set(terms))
