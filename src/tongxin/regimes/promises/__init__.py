"""What a pack promises in `expect/`, against what its duties and kinds of case really give."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from tongxin.regimes.editions import editions
from tongxin.regimes.faults import Problem
from tongxin.regimes.load import PackError, Written, load_promises
from tongxin.regimes.promises import cases, duties
from tongxin.regimes.promises.duties import given_items
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.promise import CasePromise, Promise

__all__ = ["broken_promises", "given_items"]


def broken_promises(
    path: Path, pack: Pack, known: Mapping[str, Pack], *, unsound: Collection[str] = ()
) -> Iterator[Problem]:
    """Of a folder: what does not come out as its `expect/` says, and what says nothing.

    Kinds of case that are `unsound` are not walked; their faults are told by themselves.
    """
    try:
        written = load_promises(path)
    except PackError as error:
        yield from error.problems
        return
    chain = editions(pack, {**known, pack.meta.key: pack})
    for one in written:
        if isinstance(one.promise, Promise):
            yield from duties.broken(path, pack, one.promise)
        elif one.promise.case not in unsound:
            yield from _broken_case(one, pack, chain)
    yield from _missing(path, pack, written)


def _broken_case(written: Written, pack: Pack, chain: tuple[Pack, ...]) -> Iterator[Problem]:
    assert isinstance(written.promise, CasePromise)
    for where, fault, expected in cases.broken(written.promise, pack, chain):
        place = f"{written.where}.{where}" if where else written.where
        yield Problem(written.file, place, fault, expected)


def _missing(path: Path, pack: Pack, written: list[Written]) -> Iterator[Problem]:
    promised = {one.promise.duty for one in written if isinstance(one.promise, Promise)}
    walked = {one.promise.case for one in written if isinstance(one.promise, CasePromise)}
    for duty in pack.duties:
        if duty.every != "shift" and duty.key not in promised:
            fault = f"没有说“{duty.title}”哪几天到期"
            yield Problem(f"{path.name}/expect", duty.key, fault, "手算几期，写进 expect/")
    for case in pack.cases:
        if case.key not in walked:
            fault = f"没有说“{case.title}”怎样一步步办完"
            yield Problem(f"{path.name}/expect", case.key, fault, "写一条从提出到办结的，写进 expect/")
