"""The three-line picture: each team with its party groups, union groups, members and leaders."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tongxin.kernel.actor import Actor
from tongxin.orgs import texts
from tongxin.orgs.models import Company, Link, Membership, PartyStanding, Unit
from tongxin.orgs.queries.people import PARTY_MEMBERS, holders
from tongxin.orgs.queries.scope import company_of, holds_on, units_seen_by, within
from tongxin.orgs.rules.teams import WORDS, Picture, TeamFacts, picture

PAGE = 30
COUNTED = 500  # more teams than this are not counted one by one for a title
LEADERS = ("team_leader", "political_instructor")


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A party or union group of a team; `others`: the other teams that it is over."""

    id: int
    link_id: int
    name: str
    others: int


@dataclass(frozen=True, slots=True)
class TeamLine:
    id: int
    name: str
    place: str
    people: int
    members: int
    party_groups: list[GroupLine]
    union_groups: list[GroupLine]
    leaders: list[tuple[str, str]]  # the post's word, the names
    picture: Picture
    tone: str
    word: str
    may_edit: bool


@dataclass(frozen=True, slots=True)
class TeamsPage:
    """`blank` is empty when there are too many teams to count for a title."""

    on: date
    teams: list[TeamLine]
    team_word: str
    total: int
    more_than: bool
    blank: int | None
    without: int | None
    only: str
    q: str
    page: int
    has_next: bool
    words: dict[str, str] = field(default_factory=dict)


def teams_seen_by(viewer: Actor, on: date) -> QuerySet[Unit]:
    """The teams of the viewer's `org_view` that stand on a day."""
    return (
        units_seen_by(viewer).filter(holds_on(on), kind="team").filter(within(viewer.scope("org_view"), ""))
    )


def party_people(on: date, *, line: str = "administration") -> QuerySet[Membership]:
    """Memberships of party members on a day."""
    standing = PartyStanding.objects.filter(
        holds_on(on), person=OuterRef("person"), standing__in=PARTY_MEMBERS
    )
    return Membership.objects.filter(Exists(standing), holds_on(on), line=line)


def blank_teams(viewer: Actor, on: date) -> QuerySet[Unit]:
    """SO-06, SZ-1: teams with people and no party member among them."""
    inside = Membership.objects.filter(holds_on(on), unit=OuterRef("id"))
    return teams_seen_by(viewer, on).filter(
        Exists(inside), ~Exists(party_people(on).filter(unit=OuterRef("id")))
    )


def unlinked_teams(viewer: Actor, on: date) -> QuerySet[Unit]:
    """Teams without a party group or without a union group."""
    links = Link.objects.filter(holds_on(on), right=OuterRef("id"))
    both = Exists(links.filter(left__kind="party_group")) & Exists(links.filter(left__kind="union_group"))
    return teams_seen_by(viewer, on).filter(~Q(both))


ONLY = {"": teams_seen_by, "blank": blank_teams, "unlinked": unlinked_teams}


def view_teams(*, viewer: Actor, on: date, only: str = "", q: str = "", page: int = 1) -> TeamsPage:
    """One page of teams; the number of queries does not depend on how many there are."""
    company = Company.objects.get(id=company_of(viewer))
    wanted = ONLY.get(only, teams_seen_by)(viewer, on)
    if q:
        wanted = wanted.filter(name__contains=q)
    first = (max(page, 1) - 1) * PAGE
    shown = wanted.select_related("parent").only("name", "path", "parent__name")
    rows = list(shown.order_by("parent_id", "code", "id")[first : first + PAGE + 1])
    total, blank, without = _findings(viewer, on)
    return TeamsPage(
        on,
        _lines(rows[:PAGE], viewer, on, texts.words(company)),
        texts.word(company, "team"),
        min(total, COUNTED),
        more_than=total > COUNTED,
        blank=blank,
        without=without,
        only=only if only in ONLY else "",
        q=q,
        page=max(page, 1),
        has_next=len(rows) > PAGE,
        words=texts.words(company),
    )


def _findings(viewer: Actor, on: date) -> tuple[int, int | None, int | None]:
    """How many teams, blank teams and unlinked teams there are; of many teams only that they are many."""
    teams = teams_seen_by(viewer, on)
    if (total := teams.order_by()[: COUNTED + 1].count()) > COUNTED:
        return total, None, None
    found = teams.annotate(
        is_blank=Exists(blank_teams(viewer, on).filter(id=OuterRef("id"))),
        is_unlinked=Exists(unlinked_teams(viewer, on).filter(id=OuterRef("id"))),
    )
    flags = list(found.values_list("is_blank", "is_unlinked"))
    return total, sum(blank for blank, _ in flags), sum(unlinked for _, unlinked in flags)


def _lines(rows: list[Unit], viewer: Actor, on: date, words: dict[str, str]) -> list[TeamLine]:
    ids = [row.id for row in rows]
    people = _counts(Membership.objects.filter(holds_on(on), unit__in=ids))
    members = _counts(party_people(on).filter(unit__in=ids))
    groups = _groups(ids, on)
    led = _leaders(ids, on, words)
    lines = []
    for row in rows:
        party, union = groups[row.id, "party_group"], groups[row.id, "union_group"]
        found = picture(
            TeamFacts(
                people.get(row.id, 0),
                members.get(row.id, 0),
                [group.others + 1 for group in party],
                [group.others + 1 for group in union],
            )
        )
        tone, word = WORDS[found]
        lines.append(
            TeamLine(
                row.id,
                row.name,
                row.parent.name if row.parent else "",
                people.get(row.id, 0),
                members.get(row.id, 0),
                party,
                union,
                led[row.id],
                found,
                tone,
                word,
                viewer.may_in("org_edit", unit_id=row.id, path=row.path),
            )
        )
    return lines


def _counts(memberships: QuerySet[Membership]) -> dict[int, int]:
    return dict(memberships.values_list("unit_id").annotate(Count("id")))


def _groups(team_ids: Collection[int], on: date) -> dict[tuple[int, str], list[GroupLine]]:
    """The groups of each team by (team, kind), with over how many other teams each is; two queries."""
    links = Link.objects.filter(
        holds_on(on), right__in=team_ids, left__kind__in=("party_group", "union_group")
    )
    rows = list(
        links.select_related("left").only("right_id", "left__name", "left__kind").order_by("left__name", "id")
    )
    everywhere = Link.objects.filter(
        holds_on(on), left__in={row.left_id for row in rows}, right__kind="team"
    ).values_list("left_id", flat=True)
    over = Counter(everywhere)
    groups: dict[tuple[int, str], list[GroupLine]] = defaultdict(list)
    for row in rows:
        line = GroupLine(row.left_id, row.id, row.left.name, over[row.left_id] - 1)
        groups[row.right_id, row.left.kind].append(line)
    return groups


def _leaders(team_ids: Collection[int], on: date, words: dict[str, str]) -> dict[int, list[tuple[str, str]]]:
    names: dict[tuple[int, str], list[str]] = defaultdict(list)
    for holder in holders(LEADERS, team_ids, on):
        names[holder.unit_id, holder.post].append(f"{holder.name}（代）" if holder.stands_in else holder.name)
    led: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for post in LEADERS:
        for (unit_id, key), found in names.items():
            if key == post:
                led[unit_id].append((words[post], "、".join(found)))
    return led
