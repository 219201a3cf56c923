"""What `tongxin packs check` runs over packs: one small check a concern."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tongxin.regimes.conditions import CONDITIONS
from tongxin.regimes.faults import Problem
from tongxin.regimes.lines import located
from tongxin.regimes.load import PackError, load_pack
from tongxin.regimes.promises import broken_promises
from tongxin.regimes.quorums import OF_VOTE, stricter
from tongxin.regimes.reserved import RESERVED
from tongxin.regimes.schema.base import Basis
from tongxin.regimes.schema.duty import MetBy
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.post import PostSpec
from tongxin.regimes.schema.record import RecordSpec
from tongxin.regimes.schema.report import ReportSpec
from tongxin.regimes.texts import KINDS

FIGURES = frozenset(
    {
        "duty_completion", "meetings", "attendance", "pre_shift", "late",
        "open_tasks", "decisions", "talks", "risks",
    }
)  # fmt: skip
DEPTH = {
    "company": 0, "mine": 1, "section": 2, "team": 3,
    "committee": 0, "general_branch": 1, "branch": 2, "joint_branch": 2, "temporary_branch": 2,
    "party_group": 3, "union": 0, "section_union": 1, "union_group": 2,
}  # fmt: skip
LINES = (
    ("company", "mine", "section", "team"),
    ("committee", "general_branch", "branch", "joint_branch", "temporary_branch", "party_group"),
    ("union", "section_union", "union_group"),
)


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

    def file(self, folder: str, key: str) -> str:
        return f"{self.name}/{folder}/{key}.yaml"


Check = Callable[[Surroundings], Iterator[Problem]]


def check_folder(folder: Path, *, release: bool = False) -> list[Problem]:
    """Everything that is wrong with the packs of a folder, or with the one pack that it is."""
    folder = folder.resolve()
    one = folder if (folder / "pack.yaml").exists() else None
    known, problems = _read(folder.parent if one else folder, one)
    for path, pack in known.values():
        if one not in (None, path):
            continue
        others = {key: other for key, (_, other) in known.items()}
        problems += located(path, check_pack(pack, others, name=path.name))
        problems += broken_promises(path, pack)
        problems += _file_names(path, pack)
        if release:
            problems += _unchecked(Surroundings(pack, others, path.name))
    return problems


def _read(folder: Path, one: Path | None) -> tuple[dict[str, tuple[Path, Pack]], list[Problem]]:
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
            problems += error.problems if one in (None, path) else []
            continue
        if pack.meta.key in known and (one is None or known[pack.meta.key][0] == one):
            named = path if one is None else one
            problems.append(
                Problem(f"{named.name}/pack.yaml", "key", f"“{pack.meta.key}”已有", "每个包一个名")
            )
        known.setdefault(pack.meta.key, (path, pack))
    return known, problems


def check_pack(pack: Pack, known: Mapping[str, Pack], *, name: str = "") -> list[Problem]:
    """Everything that is wrong with one pack, given the packs beside it."""
    around = Surroundings(pack, {**known, pack.meta.key: pack}, name or pack.meta.key)
    return [problem for check in CHECKS for problem in check(around)]


def _requires(around: Surroundings) -> Iterator[Problem]:
    for key in around.pack.meta.requires:
        if key not in around.known:
            yield Problem(f"{around.name}/pack.yaml", "requires", f"没有“{key}”这个制度包", "写已有的包名")


def _keys(around: Surroundings) -> Iterator[Problem]:
    """Facts and rows name duties and records by key alone, so a key belongs to one pack."""
    for folder, name in (("duties", "职责"), ("records", "记录"), ("reports", "报告"), ("posts", "岗位")):
        own = Counter(spec.key for spec in getattr(around.pack, folder))
        for key, count in own.items():
            elsewhere = [
                other.meta.title
                for other in around.known.values()
                if other.meta.key != around.pack.meta.key
                and any(spec.key == key for spec in getattr(other, folder))
            ]
            if count > 1 or elsewhere:
                taken = f"“{key}”已是{'、'.join(elsewhere) or '本包'}里一项{name}的名"
                yield Problem(around.file(folder, key), "key", taken, "换一个没有用过的名")


def _owners(around: Surroundings) -> Iterator[Problem]:
    for duty in around.pack.duties:
        file = around.file("duties", duty.key)
        post = around.posts.get(duty.owed_by.post)
        if post is None:
            yield Problem(file, "owed_by.post", f"没有“{duty.owed_by.post}”这个岗位", _known(around.posts))
            continue
        for kind in duty.owed_by.kinds:
            if kind not in post.units:
                places = "、".join(KINDS[unit] for unit in post.units)
                fault = f"{KINDS[kind]}没有{post.title}"
                yield Problem(file, "owed_by.unit", fault, f"{post.title}在：{places}")


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
            yield Problem(file, where, f"没有“{post}”这个岗位", _known(around.posts))


def _conditions(around: Surroundings) -> Iterator[Problem]:
    for duty in around.pack.duties:
        for name in duty.applies_if:
            if name not in CONDITIONS:
                file = around.file("duties", duty.key)
                yield Problem(file, "applies_if", f"没有“{name}”这个条件", _known(CONDITIONS))


def _evidence(around: Surroundings) -> Iterator[Problem]:
    """What meets a duty must exist, and must be possible at the place that is named."""
    yield from _from_each(around)
    for duty in around.pack.duties:
        for index, way in enumerate(duty.met_by):
            where = f"met_by[{index}]"
            file = around.file("duties", duty.key)
            held_at, known = _held_at(around, way)
            if held_at is None:
                thing = "这种报告" if way.report else "这种记录"
                yield Problem(file, where, f"没有“{way.record or way.report}”{thing}", _known(known))
                continue
            for kind in duty.owed_by.kinds:
                if not any(_possible(way.where, kind, held) for held in held_at):
                    places = "、".join(KINDS[held] for held in held_at)
                    fault = f"从{KINDS[kind]}看，{way.where} 处不会有它"
                    yield Problem(file, where, fault, f"它只在{places}有，改 where 或改单位")


def _from_each(around: Surroundings) -> Iterator[Problem]:
    for duty in around.pack.duties:
        for index, way in enumerate(duty.met_by):
            record = around.records.get(way.record)
            if not way.from_each or record is None:
                continue
            file, where = around.file("duties", duty.key), f"met_by[{index}].from_each"
            if way.from_each not in record.held_at:
                places = "、".join(KINDS[held] for held in record.held_at)
                yield Problem(file, where, f"{KINDS[way.from_each]}不开“{record.title}”", f"它只在{places}有")
            if not any(_directly_below(way.from_each, kind) for kind in duty.owed_by.kinds):
                fault = f"要做的单位下面没有{KINDS[way.from_each]}"
                yield Problem(file, where, fault, "写直接在它下面的一种单位")


def _directly_below(below: str, kind: str) -> bool:
    return DEPTH[below] > DEPTH[kind] and any(below in line and kind in line for line in LINES)


def _having(around: Surroundings) -> Iterator[Problem]:
    """What a duty asks to have been chosen must be a choice of the record, told to the journal."""
    for duty in around.pack.duties:
        for index, way in enumerate(duty.met_by):
            record = around.records.get(way.record)
            counting = {one.key: one for one in record.fields if one.counts} if record else {}
            for name, choice in way.having.items():
                field = counting.get(name)
                file, where = around.file("duties", duty.key), f"met_by[{index}].having"
                if field is None:
                    yield Problem(
                        file, where, f"“{name}”不是算数的选项", "写记录里有 counts: true 的单选字段"
                    )
                elif choice not in {one.key for one in field.choices}:
                    choices = {one.key: one for one in field.choices}
                    yield Problem(file, where, f"“{name}”没有“{choice}”这一项", _known(choices))


def _held_at(around: Surroundings, way: MetBy) -> tuple[Sequence[str] | None, Mapping[str, object]]:
    if way.report:
        report = around.reports.get(way.report)
        return (report.written_at if report else None), around.reports
    record = around.records.get(way.record)
    return (record.held_at if record else None), around.records


def _possible(where: str, owing: str, held: str) -> bool:
    same_line = any(owing in line and held in line for line in LINES)
    match where:
        case "same":
            return owing == held
        case "linked":
            return not same_line
        case "above":
            return not same_line or DEPTH[held] < DEPTH[owing]
        case _:
            return not same_line or DEPTH[held] > DEPTH[owing]


def _strengths(around: Surroundings) -> Iterator[Problem]:
    for duty in around.pack.duties:
        if duty.strength == "must" and duty.override == "free":
            file = around.file("duties", duty.key)
            yield Problem(file, "override", "必须做的不能随便改", "写 tighten 或 none")


def _bases(around: Surroundings) -> Iterator[Problem]:
    for file, basis in _all_bases(around):
        if not basis.document.strip():
            yield Problem(file, "basis.document", "没有写依据哪个文件", "写文件全名")
        elif not basis.clause.strip():
            yield Problem(file, "basis.clause", "没有写依据哪一条", "写第几条；没有条次的写哪一节")


def _all_bases(around: Surroundings) -> Iterator[tuple[str, Basis]]:
    for folder in ("duties", "records", "reports"):
        for spec in getattr(around.pack, folder):
            yield around.file(folder, spec.key), spec.basis


def _fields(around: Surroundings) -> Iterator[Problem]:
    for record in around.pack.records:
        file = around.file("records", record.key)
        for key, count in Counter(field.key for field in record.fields).items():
            if count > 1:
                yield Problem(file, "fields", f"“{key}”有 {count} 个", "每个字段一个名")
        for field in record.fields:
            if (field.type in ("choice", "choices")) != bool(field.choices):
                where = f"fields.{field.key}"
                yield Problem(file, where, "选项和类型对不上", "单选、多选写 choices，别的不写")
            if field.counts and (field.type != "choice" or not field.required or field.level == "C2"):
                where = f"fields.{field.key}"
                yield Problem(file, where, "这样的字段不能写 counts", "只有必填、不涉密的单选能写")


def _reserved(around: Surroundings) -> Iterator[Problem]:
    """A field with such a name and what the record keeps itself would write over each other."""
    for record in around.pack.records:
        file = around.file("records", record.key)
        for field in record.fields:
            if field.key in RESERVED:
                fault = f"“{field.key}”这个名留给了记录自己"
                yield Problem(file, f"fields.{field.key}", fault, RESERVED[field.key])


def _votes(around: Surroundings) -> Iterator[Problem]:
    for record in around.pack.records:
        file = around.file("records", record.key)
        if record.vote and "decisions" not in record.steps:
            yield Problem(file, "steps", "有表决却没有 decisions 一步", "在 steps 里加 decisions")
        if record.vote and record.sittings != "one":
            yield Problem(file, "sittings", "要表决的会不能分几场开", "写 sittings: one")
        if (record.expected == "posts") != bool(record.expected_posts):
            yield Problem(file, "expected_posts", "和 expected 对不上", "expected: posts 时写岗位，别的不写")
        yield from _quorum(record, file)
        yield from _voted_on(record, file)


def _quorum(record: RecordSpec, file: str) -> Iterator[Problem]:
    if not record.quorum:
        return
    least = OF_VOTE[record.vote]
    if stricter(record.quorum, least) != record.quorum:
        yield Problem(file, "quorum", f"比 {record.vote} 要求的少", f"写 {least} 或更多，或者不写")
    if record.expected == "nobody" or "roll_call" not in record.steps:
        yield Problem(file, "quorum", "没有名单，算不出到了多少", "写 expected，在 steps 里加 roll_call")
    if record.sittings != "one":
        yield Problem(file, "sittings", "要数人数的会不能分几场开", "写 sittings: one")


def _voted_on(record: RecordSpec, file: str) -> Iterator[Problem]:
    """Where people are voted on, the kind says which field names them."""
    people = {field.key for field in record.fields if field.type == "people" and field.required}
    if record.voted_on and record.voted_on not in people:
        yield Problem(
            file, "voted_on", f"“{record.voted_on}”不是必填的人名字段", "写 fields 里 type: people 的那一个"
        )
    if record.voted_on and not record.vote:
        yield Problem(file, "voted_on", "没有表决", "写 vote，或者不写 voted_on")
    if record.vote in ("BR-41", "BR-43") and not record.voted_on:
        yield Problem(file, "voted_on", "没说对谁表决", "写 fields 里 type: people 的那一个")


def _figures(around: Surroundings) -> Iterator[Problem]:
    for report in around.pack.reports:
        for section in report.sections:
            for figure in section.figures:
                if figure not in FIGURES:
                    file = around.file("reports", report.key)
                    where = f"sections.{section.key}"
                    yield Problem(file, where, f"没有“{figure}”这个数", _known(dict.fromkeys(FIGURES)))


CHECKS: tuple[Check, ...] = (
    _requires, _keys, _owners, _other_posts, _conditions, _evidence, _having, _strengths, _bases, _fields,
    _reserved, _votes, _figures,
)  # fmt: skip


def _file_names(path: Path, pack: Pack) -> Iterator[Problem]:
    for folder in ("posts", "duties", "records", "reports"):
        keys = {spec.key for spec in getattr(pack, folder)}
        for file in sorted((path / folder).glob("*.yaml")):
            if file.stem not in keys:
                yield Problem(
                    f"{path.name}/{folder}/{file.name}", "key", "和文件名不一样", f"文件名是 {file.stem}"
                )
    if path.name != pack.meta.key:
        yield Problem(f"{path.name}/pack.yaml", "key", "和文件夹名不一样", f"key: {path.name}")


def _unchecked(around: Surroundings) -> Iterator[Problem]:
    for file, basis in _all_bases(around):
        if basis.checked is None:
            yield Problem(file, "basis.checked", "没有人对过原文", "写谁对的、哪天对的")


def _known(names: Mapping[str, object]) -> str:
    return f"写其中之一：{'、'.join(sorted(names))}"
