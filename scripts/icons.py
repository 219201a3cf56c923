"""Makes the icon sprite from an unpacked `@tabler/icons` package: scripts/icons.py FOLDER."""

import re
import sys
from pathlib import Path

NAMES = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split()

SPRITE = Path(__file__).resolve().parents[1] / "src/tongxin/web/static/icons.svg"


def symbol(folder: Path, name: str) -> str:
    text = (folder / "icons/outline" / f"{name}.svg").read_text(encoding="utf-8")
    body = re.search(r"<svg[^>]*>(.*)</svg>", text, re.S)
    if body is None:
        raise SystemExit(f"{name} is not an svg")
    shapes = re.sub(r'\s*<path stroke="none"[^>]*/>', "", body[1])
    return f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(shapes.split())}</symbol>'


def main() -> None:
    symbols = "\n".join(symbol(Path(sys.argv[1]), name) for name in NAMES)
    SPRITE.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Tabler Icons, MIT licence -->\n{symbols}\n</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
