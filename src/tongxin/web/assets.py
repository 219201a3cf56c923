"""What the phone's pages were built into: `static/dist`, made from `frontend/` by `make setup`."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

DIST = Path(__file__).parent / "static/dist"
BASE = "dist/"  # below STATIC_URL; the names carry the hash of what is in them


@dataclass(frozen=True)
class Entry:
    """Paths below STATIC_URL of one page's program, its styles, and what it loads at once."""

    script: str
    styles: tuple[str, ...]
    imports: tuple[str, ...]


def entry(source: str) -> Entry:
    """`source` as in frontend/: `src/field/main.tsx`."""
    manifest = _manifest(_changed("manifest.json"))
    found = manifest[source]
    imported = [manifest[name] for name in found.get("imports", [])]
    return Entry(
        script=BASE + found["file"],
        styles=tuple(BASE + name for part in (found, *imported) for name in part.get("css", [])),
        imports=tuple(BASE + part["file"] for part in imported),
    )


def service_worker() -> str:
    """The text of the service worker, which is served at /sw.js so that it may stand before all pages."""
    _changed("sw.js")
    return (DIST / "sw.js").read_text(encoding="utf-8")


def _changed(name: str) -> float:
    try:
        return (DIST / name).stat().st_mtime
    except FileNotFoundError:
        raise ImproperlyConfigured(
            "The phone's pages are not built. Run `make setup`, or scripts/assets.py where there is no make."
        ) from None


@cache
def _manifest(changed: float) -> dict[str, dict[str, Any]]:
    read: dict[str, dict[str, Any]] = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    return read
