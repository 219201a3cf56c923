"""A pack with what is known beside it, and how a fault names what to write instead."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tongxin.regimes.faults import Problem
from tongxin.regimes.schema.case import CaseSpec
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.post import PostSpec
from tongxin.regimes.schema.record import RecordSpec
from tongxin.regimes.schema.report import ReportSpec


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A pack with the packs that are known beside it."""

    pack: Pack
    known: Mapping[str, Pack]
    name: str  # of the folder, or of the pasted text

    @property
    def within_reach(self) -> list[Pack]:
        """The pack and those that it requires, directly or through another."""
        keys, todo = {self.pack.meta.key}, list(self.pack.meta.requires)
        while todo:
            key = todo.pop()
            if key not in keys and key in self.known:
                keys.add(key)
                todo += self.known[key].meta.requires
        return [self.pack, *(pack for key, pack in self.known.items() if key in keys - {self.pack.meta.key})]

    @property
    def posts(self) -> dict[str, PostSpec]:
        return {post.key: post for pack in (*self.known.values(), self.pack) for post in pack.posts}

    @property
    def records(self) -> dict[str, RecordSpec]:
        return {record.key: record for pack in self.within_reach for record in pack.records}

    @property
    def reports(self) -> dict[str, ReportSpec]:
        return {report.key: report for pack in self.within_reach for report in pack.reports}

    @property
    def cases(self) -> dict[str, CaseSpec]:
        return {case.key: case for pack in self.within_reach for case in pack.cases}

    @property
    def cases_anywhere(self) -> dict[str, CaseSpec]:
        """Of all packs that are known; those within reach come first."""
        return {case.key: case for pack in self.known.values() for case in pack.cases} | self.cases

    @property
    def superseded(self) -> Pack | None:
        """The edition before this one."""
        return self.known.get(self.pack.meta.supersedes)

    def file(self, folder: str, key: str) -> str:
        return f"{self.name}/{folder}/{key}.yaml"


Check = Callable[[Surroundings], Iterator[Problem]]


def known_names(names: Mapping[str, object]) -> str:
    return f"写其中之一：{'、'.join(sorted(names))}"
