"""What `tongxin packs check` runs over packs: one small check a concern."""

from collections.abc import Mapping
from pathlib import Path

from tongxin.regimes.check import cases, duties, records, reports, triggers, whole
from tongxin.regimes.check.folder import read, wrong_file_names
from tongxin.regimes.check.surroundings import Check, Surroundings
from tongxin.regimes.check.whole import unchecked
from tongxin.regimes.editions import editions
from tongxin.regimes.faults import Problem
from tongxin.regimes.lines import located
from tongxin.regimes.promises import broken_promises
from tongxin.regimes.schema.pack import Pack

CHECKS: tuple[Check, ...] = (
    *whole.CHECKS, *duties.CHECKS, *records.CHECKS, *reports.CHECKS, *cases.CHECKS, *triggers.CHECKS,
)  # fmt: skip


def check_folder(folder: Path, *, release: bool = False) -> list[Problem]:
    """Everything that is wrong with the packs of a folder, or with the one pack that it is."""
    folder = folder.resolve()
    one = folder if (folder / "pack.yaml").exists() else None
    known, problems = read(folder.parent if one else folder, one)
    for path, pack in known.values():
        if one not in (None, path):
            continue
        others = {key: other for key, (_, other) in known.items()}
        problems += located(path, check_pack(pack, others, name=path.name))
        problems += located(path, broken_promises(path, pack, others, unsound=_unsound(pack, others)))
        problems += wrong_file_names(path, pack)
        if release:
            problems += unchecked(Surroundings(pack, others, path.name))
    return problems


def _unsound(pack: Pack, known: Mapping[str, Pack]) -> set[str]:
    """Kinds of case with a fault in this or another edition: nothing can be walked by them yet."""
    found = {one.file for edition in editions(pack, known) for one in check_pack(edition, known)}
    return {
        case.key for case in pack.cases if any(file.endswith(f"/cases/{case.key}.yaml") for file in found)
    }


def check_pack(pack: Pack, known: Mapping[str, Pack], *, name: str = "") -> list[Problem]:
    """Everything that is wrong with one pack, given the packs beside it."""
    around = Surroundings(pack, {**known, pack.meta.key: pack}, name or pack.meta.key)
    return [problem for check in CHECKS for problem in check(around)]
