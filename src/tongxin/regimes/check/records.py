"""Records: their fields, their vote and who must come."""

from collections import Counter
from collections.abc import Iterator

from tongxin.regimes.check.surroundings import Check, Surroundings
from tongxin.regimes.faults import Problem
from tongxin.regimes.quorums import OF_VOTE, stricter
from tongxin.regimes.reserved import RESERVED
from tongxin.regimes.schema.record import RecordSpec


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
    if record.voters and (not record.vote or not record.quorum):
        fault = "大家表决的会，没写按哪条规则，或者要到多少人"
        yield Problem(file, "voters", fault, "写 vote 和 quorum，或者不写 voters")
    if not record.quorum:
        return
    least = OF_VOTE[record.vote] if not record.voters else ""
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


CHECKS: tuple[Check, ...] = (_fields, _reserved, _votes)
