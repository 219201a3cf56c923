"""BR-40 … BR-46, BR-28: may a meeting open, and what did it decide? Whole numbers; a half is kept exact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from tongxin.regimes.quorums import OF_VOTE, stricter
from tongxin.regimes.schema.record import RecordSpec


@dataclass(frozen=True, slots=True)
class Quorum:
    """The share (`over`, `under`) of the entitled who must be there; `above` it or at least it.

    `strict_matters`: a company may read 半数以上 as more than half (CF-01).
    """

    over: int
    under: int
    share: str
    above: bool = False
    strict_matters: bool = False


QUORUMS = {
    "half": Quorum(1, 2, "半数", strict_matters=True),
    "more_than_half": Quorum(1, 2, "半数", above=True),
    "two_thirds": Quorum(2, 3, "三分之二"),
    "four_fifths": Quorum(4, 5, "五分之四"),
}


@dataclass(frozen=True, slots=True)
class VoteRule:
    """`key` is empty for a meeting that needs its people and does not vote.

    `each`: people are voted on, each in a line of their own; no line goes without a vote.
    """

    key: str
    title: str
    quorum: str
    base: Literal["entitled", "present"]
    voters: str
    opens_article: str
    passes_article: str
    secret: bool = False
    written: bool = False
    each: bool = False


RULES = {
    rule.key: rule
    for rule in (
        VoteRule(
            "BR-40", "支部党员大会表决", OF_VOTE["BR-40"], "entitled", "有表决权的党员",
            "支部工作条例第 11 条", "支部工作条例第 11 条",
        ),
        VoteRule(
            "BR-41", "接收、转正等发展党员表决", OF_VOTE["BR-41"], "entitled", "有表决权的正式党员",
            "发展党员工作细则（2026）第 19、20 条", "发展党员工作细则（2026）第 20、32 条",
            secret=True, written=True,
        ),
        VoteRule(
            "BR-42", "支委会表决", OF_VOTE["BR-42"], "entitled", "支委",
            "支部工作条例第 12 条", "票数线为本单位规定",
        ),
        VoteRule(
            "BR-43", "换届、补选", OF_VOTE["BR-43"], "present", "有选举权的党员",
            "基层组织选举工作条例（2020）", "基层组织选举工作条例（2020）", secret=True,
        ),
    )
}  # fmt: skip


def rule_of(spec: RecordSpec) -> VoteRule | None:
    """What the kind asks: its vote's rule, made stricter by what it says itself; nothing, if it counts nobody."""
    article = f"{spec.basis.document}{spec.basis.clause}"
    if not spec.vote:
        return (
            VoteRule("", spec.title, spec.quorum, "entitled", "应到的人", article, "")
            if spec.quorum
            else None
        )
    rule = RULES[spec.vote]
    if spec.voters == "everybody":
        return _of_everybody(rule, spec, article)
    quorum = stricter(rule.quorum, spec.quorum)
    return replace(
        rule,
        quorum=quorum,
        opens_article=rule.opens_article if quorum == rule.quorum else article,
        secret=rule.secret or spec.secret_ballot,
        each=bool(spec.voted_on),
    )


def _of_everybody(rule: VoteRule, spec: RecordSpec, article: str) -> VoteRule:
    """Not the party but a team votes: the arithmetic is the same, the number that must come its own."""
    return replace(
        rule,
        title=spec.title,
        quorum=spec.quorum,
        voters="应到的人",
        opens_article=article,
        passes_article=article,
        secret=rule.secret or spec.secret_ballot,
        each=bool(spec.voted_on),
    )


# BR-46: the only reasons for which a voter is left out of the count.
EXCLUSIONS = {
    "illness": "长期患病，不能到会",
    "abroad": "出国、出境",
    "not_moved": "组织关系没有转来",
    "custody": "被依法限制人身自由",
    "unable": "丧失行为能力",
}


@dataclass(frozen=True, slots=True)
class Seat:
    """One person on the list of a meeting, as far as votes are concerned."""

    voter: bool
    present: bool
    exclusion: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """Who could vote and who of them was there; and how the company reads what is read in two ways.

    `strict`: 半数以上 is more than half (CF-01). `of_entitled`: elections count them all (CF-02).
    """

    entitled: int
    present: int
    excluded: int = 0
    strict: bool = False
    of_entitled: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """Votes of those in the room, and opinions handed in in writing before."""

    yes: int = 0
    no: int = 0
    abstain: int = 0
    written_yes: int = 0
    written_no: int = 0
    secret: bool = False

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstain


@dataclass(frozen=True, slots=True)
class Finding:
    """A judgement with its arithmetic in one sentence, and the article that it rests on."""

    ok: bool
    sentence: str
    article: str


def may_vote(standing: str, *, suspended: bool) -> bool:
    """BR-45: full members whose rights are not suspended."""
    return standing == "full" and not suspended


def room_of(seats: Iterable[Seat], *, strict: bool = False, of_entitled: bool = False) -> Room:
    """BR-46: whoever is left out for a listed reason does not count towards the entitled."""
    voters = [seat for seat in seats if seat.voter]
    counted = [seat for seat in voters if not seat.exclusion]
    return Room(
        entitled=len(counted),
        present=sum(seat.present for seat in counted),
        excluded=len(voters) - len(counted),
        strict=strict,
        of_entitled=of_entitled,
    )


def opens(rule: VoteRule, room: Room) -> Finding:
    """Whether enough of those entitled are there."""
    article = rule.opens_article
    if room.entitled == 0:
        return Finding(False, f"名单里没有{rule.voters}，{'不能表决' if rule.key else '会不能开'}", article)
    quorum = QUORUMS[rule.quorum]
    above = quorum.above or (room.strict and quorum.strict_matters)
    here, line = room.present * quorum.under, room.entitled * quorum.over
    ok = here > line if above else here >= line
    needed = line // quorum.under + 1 if above else -(-line // quorum.under)
    word = f"{'超过' if above else '不少于'}{quorum.share}"
    told = word if ok else f"没有达到“{word}”"
    sentence = f"到会 {room.present} 人，{told}（{_sum(room.entitled, quorum.over, quorum.under)}）"
    if not ok:
        sentence += f"，还差 {needed - room.present} 人"
    if above and not quorum.above:
        article += "；本单位规定半数以上不含本数"
    return Finding(ok, sentence, article)


def counted_of(rule: VoteRule, room: Room) -> tuple[str, int]:
    """Of whom a vote needs more than half: in elections of those present, unless the company says (CF-02)."""
    if rule.base == "entitled" or room.of_entitled:
        return "应到", room.entitled
    return "实到", room.present


def passes(rule: VoteRule, room: Room, count: Count) -> Finding:
    """Whether the yes votes are more than half: of the entitled, in elections of those present."""
    opened = opens(rule, room)
    if not opened.ok:
        return Finding(False, f"没开成，表决不算：{opened.sentence}", opened.article)
    whose, base = counted_of(rule, room)
    for_it = count.yes + (count.written_yes if rule.written else 0)
    ok = for_it * 2 > base
    votes = f"同意 {count.yes} 票"
    if rule.written and count.written_yes:
        votes += f"，加会前书面同意 {count.written_yes} 票，共 {for_it} 票"
    half = f"{whose}{rule.voters}的半数（{_sum(base, 1, 2)}）"
    sentence = f"{votes}，{'超过' if ok else '没有超过'}{half}"
    if not ok:
        sentence += f"，至少要 {votes_needed(base)} 票"
    return Finding(ok, sentence, rule.passes_article)


def votes_needed(base: int) -> int:
    """The smallest number that is more than half."""
    return base // 2 + 1


def faults(rule: VoteRule, room: Room, count: Count) -> list[str]:
    """What cannot be true of a count, in the order in which one would check it."""
    found = []
    if rule.secret and not count.secret:
        found.append(f"{rule.title}必须无记名投票（{rule.passes_article}）")
    if count.cast > room.present:
        found.append(f"在场票数 {count.cast} 张，比到会有表决权的 {room.present} 人还多")
    written = count.written_yes + count.written_no
    if written and not rule.written:
        found.append(f"{rule.title}不计书面意见，请把书面票数改为 0")
    elif written > room.entitled - room.present:
        away = room.entitled - room.present
        found.append(f"书面意见 {written} 份，比没到会的 {away} 人还多；到会的人当场投票")
    if count.cast + written == 0 and rule.key != "BR-43":  # a candidate may get none; see election_faults
        found.append("还没有填票数")
    return found


def _sum(whole: int, over: int, under: int) -> str:
    result = (Decimal(whole) * over / under).quantize(Decimal("0.01")).normalize()
    times = f" × {over}" if over > 1 else ""
    return f"{whole}{times} ÷ {under} {'=' if whole * over * 100 % under == 0 else '≈'} {result:f}"


@dataclass(frozen=True, slots=True)
class Ballot:
    """An election's papers: places to fill, papers handed out and taken back."""

    seats: int
    issued: int
    returned: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`elected` and `run_off` are positions in the list of candidates; `notes` only remind."""

    valid: bool
    elected: tuple[int, ...]
    run_off: tuple[int, ...]
    sentence: str
    notes: tuple[str, ...] = ()


def elect(rule: VoteRule, room: Room, ballot: Ballot, yes: Sequence[int]) -> Outcome:
    """BR-43 and BR-44: who is elected, who goes into a run-off, or why nothing counts."""
    opened = opens(rule, room)
    if not opened.ok:
        return Outcome(False, (), (), f"没开成，选举不算：{opened.sentence}")
    if ballot.returned > ballot.issued:
        why = f"收回 {ballot.returned} 张，多于发出的 {ballot.issued} 张，这次选举无效，要重新选"
        return Outcome(False, (), (), why)
    whose, base = counted_of(rule, room)
    over_half = sorted((i for i, votes in enumerate(yes) if votes * 2 > base), key=lambda i: -yes[i])
    elected, run_off = _fill(over_half, yes, ballot.seats)
    told = _told(whose, base, ballot, elected, run_off)
    return Outcome(True, elected, run_off, told, _notes(ballot, len(yes)))


def _fill(over_half: list[int], yes: Sequence[int], seats: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The best get the places; who shares the last place's votes with somebody left out goes on."""
    if len(over_half) <= seats:
        return tuple(sorted(over_half)), ()
    if seats == 0:
        return (), ()
    last = yes[over_half[seats - 1]]
    if yes[over_half[seats]] < last:
        return tuple(sorted(over_half[:seats])), ()
    elected = [i for i in over_half if yes[i] > last]
    tied = [i for i in over_half if yes[i] == last]
    return tuple(sorted(elected)), tuple(sorted(tied))


def _told(whose: str, base: int, ballot: Ballot, elected: tuple[int, ...], run_off: tuple[int, ...]) -> str:
    sentence = f"收回 {ballot.returned} 张，不多于发出的 {ballot.issued} 张，有效；"
    sentence += f"要超过{whose}半数（{_sum(base, 1, 2)}），至少 {votes_needed(base)} 票"
    if run_off:
        sentence += f"。{len(run_off)} 人票数相同，对这 {len(run_off)} 人再投一次"
    elif len(elected) < ballot.seats:
        short = ballot.seats - len(elected)
        sentence += f"。还缺 {short} 名：可以对没当选的再选一次；接近应选名额时，半数以上同意也可以减少名额"
    return sentence


def _notes(ballot: Ballot, candidates: int) -> tuple[str, ...]:
    """Usual, not binding: a fifth more candidates than places."""
    if candidates * 5 >= ballot.seats * 6:
        return ()
    wanted = -(-ballot.seats * 6 // 5)
    return (f"委员候选人一般比应选名额多 20%：应选 {ballot.seats} 名，候选人最好不少于 {wanted} 名",)


def election_faults(room: Room, ballot: Ballot, counts: Sequence[Count]) -> list[str]:
    """What cannot be true of an election's papers; of a void one only what made it void is looked at."""
    found = []
    if ballot.seats < 1:
        found.append("请填应选几名")
    if ballot.issued < 1:
        found.append("请填发出多少张选票")
    if ballot.issued > room.present:
        found.append(f"发出 {ballot.issued} 张选票，比到会有选举权的 {room.present} 人还多")
    if ballot.returned < 1:
        found.append("请填收回多少张选票")
    elif ballot.returned <= ballot.issued:
        found += _paper_faults(ballot, counts)
    return found


def _paper_faults(ballot: Ballot, counts: Sequence[Count]) -> list[str]:
    """Each paper has one mark for a candidate, and no more yes marks than there are places."""
    if not any(count.cast for count in counts):
        return ["还没有填票数"]
    yes, most = sum(count.yes for count in counts), ballot.returned * ballot.seats
    if any(count.cast > ballot.returned for count in counts):
        return [f"有候选人的票数多于收回的 {ballot.returned} 张选票"]
    if ballot.seats and yes > most:
        papers = f"{ballot.returned} 张选票每张最多选 {ballot.seats} 名，一共最多 {most} 票"
        return [f"同意票加起来有 {yes} 票，{papers}；选多了的是废票，请核对"]
    return []
