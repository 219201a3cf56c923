"""A pack as a whole: what it rests on, its names, the posts that it names."""

from collections import Counter
from collections.abc import Iterator

from tongxin.regimes.check.surroundings import Check, Surroundings, known_names
from tongxin.regimes.editions import editions
from tongxin.regimes.faults import Problem
from tongxin.regimes.schema.base import Basis

NAMES = {"duties": "职责", "records": "记录", "reports": "报告", "posts": "岗位", "cases": "流程"}


def _requires(around: Surroundings) -> Iterator[Problem]:
    for key in around.pack.meta.requires:
        if key not in around.known:
            yield Problem(f"{around.name}/pack.yaml", "requires", f"没有“{key}”这个制度包", "写已有的包名")


def _keys(around: Surroundings) -> Iterator[Problem]:
    """Facts and rows name duties and records by key alone, so a key belongs to one pack.

    A kind of case goes on from one edition to the next under its key.
    """
    same = {other.meta.key for other in editions(around.pack, around.known)}
    for folder, name in NAMES.items():
        mine = same if folder == "cases" else {around.pack.meta.key}
        own = Counter(spec.key for spec in getattr(around.pack, folder))
        for key, count in own.items():
            elsewhere = [
                other.meta.title
                for other in around.known.values()
                if other.meta.key not in mine and any(spec.key == key for spec in getattr(other, folder))
            ]
            if count > 1 or elsewhere:
                taken = f"“{key}”已是{'、'.join(elsewhere) or '本包'}里一项{name}的名"
                yield Problem(around.file(folder, key), "key", taken, "换一个没有用过的名")


def _editions(around: Surroundings) -> Iterator[Problem]:
    meta, file = around.pack.meta, f"{around.name}/pack.yaml"
    if not meta.supersedes:
        return
    older = around.superseded
    if older is None:
        yield Problem(file, "supersedes", f"没有“{meta.supersedes}”这个制度包", "写已有的包名，或者不写")
    elif older.meta.effective_from >= meta.effective_from:
        fault = f"“{older.meta.title}”从 {older.meta.effective_from} 起才有效"
        yield Problem(file, "supersedes", fault, "写有效日期在这一版以前的包")


def _other_posts(around: Surroundings) -> Iterator[Problem]:
    named = [
        (around.file("duties", duty.key), "escalate", step.to)
        for duty in around.pack.duties
        for step in duty.escalate
    ]
    for record in around.pack.records:
        file = around.file("records", record.key)
        named += [(file, "written_by", post) for post in record.written_by]
        named += [(file, "expected_posts", post) for post in record.expected_posts]
    for report in around.pack.reports:
        file = around.file("reports", report.key)
        named += [(file, "written_by", post) for post in report.written_by]
    for file, where, post in named:
        if post not in around.posts:
            yield Problem(file, where, f"没有“{post}”这个岗位", known_names(around.posts))


def _bases(around: Surroundings) -> Iterator[Problem]:
    for file, basis in all_bases(around):
        if not basis.document.strip():
            yield Problem(file, "basis.document", "没有写依据哪个文件", "写文件全名")
        elif not basis.clause.strip():
            yield Problem(file, "basis.clause", "没有写依据哪一条", "写第几条；没有条次的写哪一节")


def all_bases(around: Surroundings) -> Iterator[tuple[str, Basis]]:
    for folder in ("duties", "records", "reports", "cases", "triggers"):
        for spec in getattr(around.pack, folder):
            yield around.file(folder, spec.key), spec.basis


def unchecked(around: Surroundings) -> Iterator[Problem]:
    for file, basis in all_bases(around):
        if basis.checked is None:
            yield Problem(file, "basis.checked", "没有人对过原文", "写谁对的、哪天对的")


CHECKS: tuple[Check, ...] = (_requires, _keys, _editions, _other_posts, _bases)
