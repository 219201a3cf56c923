"""The packs of a folder, or one of them, as `tongxin packs check` reads them."""

from collections.abc import Iterator
from pathlib import Path

from tongxin.regimes.faults import Problem
from tongxin.regimes.lines import located
from tongxin.regimes.load import FOLDERS, PackError, load_pack
from tongxin.regimes.schema.pack import Pack


def read(folder: Path, one: Path | None) -> tuple[dict[str, tuple[Path, Pack]], list[Problem]]:
    """The packs of the folder, and what keeps one (or `one` alone) from being read."""
    problems: list[Problem] = []
    known: dict[str, tuple[Path, Pack]] = {}
    paths = [path.parent for path in sorted(folder.glob("*/pack.yaml"))]
    paths.sort(key=lambda path: path != one)  # the one that is asked for keeps its name
    if not paths:
        problems.append(Problem(str(folder), "", "没有制度包", "文件夹里有 包名/pack.yaml"))
    for path in paths:
        try:
            pack = load_pack(path)
        except PackError as error:
            problems += located(path, error.problems) if one in (None, path) else []
            continue
        if pack.meta.key in known and (one is None or known[pack.meta.key][0] == one):
            named = path if one is None else one
            problems.append(
                Problem(f"{named.name}/pack.yaml", "key", f"“{pack.meta.key}”已有", "每个包一个名")
            )
        known.setdefault(pack.meta.key, (path, pack))
    return known, problems


def wrong_file_names(path: Path, pack: Pack) -> Iterator[Problem]:
    for folder in FOLDERS:
        keys = {spec.key for spec in getattr(pack, folder)}
        for file in sorted((path / folder).glob("*.yaml")):
            if file.stem not in keys:
                yield Problem(
                    f"{path.name}/{folder}/{file.name}", "key", "和文件名不一样", f"文件名是 {file.stem}"
                )
    if path.name != pack.meta.key:
        yield Problem(f"{path.name}/pack.yaml", "key", "和文件夹名不一样", f"key: {path.name}")
