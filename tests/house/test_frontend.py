"""The phone's pages: what they are built from, and what is made of it."""

import json
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from scripts import assets as building
from tongxin.web import assets

ROOT = Path(__file__).resolve().parents[2]
LOCK = json.loads((ROOT / "frontend/package-lock.json").read_text(encoding="utf-8"))
ENTRY = "src/field/main.tsx"


def test_the_lock_names_no_place_that_parts_come_from() -> None:
    assert [name for name, part in LOCK["packages"].items() if "resolved" in part] == []
    assert all("integrity" in part for name, part in LOCK["packages"].items() if name)


def test_the_engine_knows_no_browser_and_no_clock() -> None:
    forbidden = re.compile(r"\b(window|document|navigator|indexedDB|localStorage|fetch|Date\.now|new Date|crypto|Math\.random|setTimeout)\b")  # fmt: skip
    sources = (ROOT / "frontend/src/engine").glob("*.ts")
    lines = [line for source in sources for line in source.read_text(encoding="utf-8").splitlines()]
    assert [
        line for line in lines if forbidden.search(line) and not line.lstrip().startswith(("//", "*", "/*"))
    ] == []


def test_what_was_built_is_found_by_its_source() -> None:
    entry = assets.entry(ENTRY)
    built = [entry.script, *entry.styles, *entry.imports]
    assert re.fullmatch(r"dist/assets/field-[\w-]{8}\.js", entry.script)
    assert all((assets.DIST / name.removeprefix(assets.BASE)).is_file() for name in built)


def test_the_service_worker_keeps_all_that_was_built() -> None:
    worker = assets.service_worker()
    kept = [f"/static/dist/assets/{path.name}" for path in (assets.DIST / "assets").iterdir()]
    assert kept
    assert [name for name in kept if name not in worker] == []


def test_pages_that_are_not_built_say_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "DIST", tmp_path)
    with pytest.raises(ImproperlyConfigured, match="make setup"):
        assets.entry(ENTRY)
    with pytest.raises(ImproperlyConfigured, match="make setup"):
        assets.service_worker()


@pytest.mark.parametrize(
    ("version", "enough"),
    [("v18.20.4", False), ("v20.18.3", False), ("v20.19.0", True), ("v21.7.0", False), ("v22.11.0", False),
     ("v22.12.0", True), ("v24.19.0", True), ("", False)],
)  # fmt: skip
def test_an_old_node_is_not_used(version: str, enough: bool, tmp_path: Path) -> None:
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho {version}\n")
    node.chmod(0o755)
    assert building.new_enough(str(node)) is enough
