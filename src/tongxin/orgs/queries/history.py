"""What has changed in a unit and below it, told from the journal, and where it has stood."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.orgs import texts
from tongxin.orgs.models import Person, Placement, Unit
from tongxin.orgs.queries.scope import get_unit

PAGE = 50
BELOW = 200  # units whose changes are told together
KINDS = (
    "unit.opened", "unit.moved", "unit.renamed", "unit.ended", "unit.elected", "units.linked",
    "units.unlinked", "person.joined", "person.moved", "person.left", "person.changed",
    "standing.changed", "appointment.made", "appointment.ended",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeLine:
    at: datetime
    sentence: str
    by: str
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class StoodLine:
    """Where the unit stood, and under which name."""

    name: str
    parent_id: int | None
    parent: str
    starts: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    unit_id: int
    name: str
    stood: list[StoodLine]
    was_here: list[tuple[int, str, date]]
    changes: list[ChangeLine]
    page: int
    has_next: bool

    @property
    def moves(self) -> int:
        return len(self.stood) - 1


def view_history(unit_id: int, *, viewer: Actor, page: int = 1) -> HistoryPage:
    """Seven queries. Changes and names of people only for those who may see inside."""
    unit = get_unit(unit_id, viewer=viewer)
    stood = Placement.objects.filter(unit=unit).select_related("parent").order_by("-starts_date", "-id")
    left = Placement.objects.filter(parent=unit, ends_date__isnull=False).select_related("unit")
    changes: list[ChangeLine] = []
    more = False
    if viewer.may_in("org_view", unit_id=unit.id, path=unit.path):
        changes, more = _changes(unit, viewer, page)
    return HistoryPage(
        unit.id,
        unit.name,
        [
            StoodLine(
                row.name or unit.name,
                row.parent_id,
                row.parent.name if row.parent else "最上级",
                row.starts_date,
                row.ends_date,
            )
            for row in stood
        ],
        [
            (row.unit_id, row.unit.name, row.ends_date)
            for row in left.order_by("-ends_date", "id")[:PAGE]
            if row.ends_date is not None and row.unit.parent_id != unit.id
        ],
        changes,
        max(page, 1),
        more,
    )


def _changes(unit: Unit, viewer: Actor, page: int) -> tuple[list[ChangeLine], bool]:
    below = Unit.objects.filter(path__startswith=unit.path).order_by("path").values("id")[:BELOW]
    first = (max(page, 1) - 1) * PAGE
    facts = Fact.objects.filter(unit_id__in=[row["id"] for row in below], kind__in=KINDS)
    found = list(facts.order_by("-id")[first : first + PAGE + 1])
    shows_people = viewer.may_in("person_view", unit_id=unit.id, path=unit.path)
    return _told(found[:PAGE], texts.words(unit.company), shows_people), len(found) > PAGE


def _told(facts: list[Fact], words: dict[str, str], shows_people: bool) -> list[ChangeLine]:
    units = dict(Unit.objects.filter(id__in=_unit_ids(facts)).values_list("id", "name"))
    people: dict[int, str] = {}
    if shows_people:
        people = dict(Person.objects.filter(id__in=_person_ids(facts)).values_list("id", "name"))
    teller = Teller(units, people, words)
    return [ChangeLine(fact.recorded_at, teller.tell(fact), fact.by_name, fact.unit_id) for fact in facts]


def _unit_ids(facts: Iterable[Fact]) -> set[int]:
    found: set[Any] = set()
    for fact in facts:
        found |= {fact.unit_id, *(fact.data.get(key) for key in ("from", "to", "left", "right", "parent_id"))}
    return {one for one in found if isinstance(one, int)}


def _person_ids(facts: Iterable[Fact]) -> set[int]:
    return {fact.subject_id for fact in facts if fact.subject_type == "person"} | {
        fact.data["person_id"] for fact in facts if "person_id" in fact.data
    }


@dataclass(frozen=True, slots=True)
class Teller:
    """Facts as sentences; a person whom the viewer may not see is 一名职工."""

    units: dict[int, str]
    people: dict[int, str]
    words: dict[str, str]

    def tell(self, fact: Fact) -> str:
        said = {
            "unit.opened": self._opened,
            "unit.moved": self._moved,
            "unit.renamed": lambda one: f"“{one.data['from']}”改名为“{one.data['to']}”",
            "unit.ended": lambda one: f"撤销{self._unit(one.unit_id)}",
            "unit.elected": self._elected,
            "units.linked": lambda one: f"{self._pair(one)}挂钩",
            "units.unlinked": lambda one: f"{self._pair(one)}不再挂钩",
            "person.joined": lambda one: f"{self._person(one)}到{self._unit(one.unit_id)}",
            "person.moved": self._placed,
            "person.left": lambda one: f"{self._person(one)}离开单位",
            "person.changed": lambda one: f"更正{self._person(one)}的资料",
            "standing.changed": self._standing,
            "appointment.made": self._made,
            "appointment.ended": self._ended,
        }[fact.kind]
        since = fact.data.get("on", "")
        return said(fact) + (f"（{since} 起）" if since and fact.kind not in LAST_DAYS else "")

    def _unit(self, unit_id: int | None) -> str:
        return self.units.get(unit_id or 0, "（已不在）")

    def _person(self, fact: Fact) -> str:
        person_id = fact.data.get("person_id", fact.subject_id)
        return self.people.get(person_id, "一名职工")

    def _pair(self, fact: Fact) -> str:
        return f"{self._unit(fact.data['left'])}和{self._unit(fact.data['right'])}"

    def _opened(self, fact: Fact) -> str:
        kind, name = fact.data["kind"], fact.data["name"]
        return f"设立{texts.kind_word(self.words, kind, name)}“{name}”"

    def _elected(self, fact: Fact) -> str:
        unit, day = self._unit(fact.unit_id), fact.data["to"]
        if fact.data.get("corrects"):
            return f"{unit}的选举日期从 {fact.data['from']} 更正为 {day}"
        return f"{unit}换届，{day} 选举"

    def _moved(self, fact: Fact) -> str:
        return f"{self._unit(fact.unit_id)}从{self._unit(fact.data['from'])}移到{self._unit(fact.data['to'])}"

    def _placed(self, fact: Fact) -> str:
        before = f"从{self._unit(fact.data['from'])}" if fact.data.get("from") else ""
        return f"{self._person(fact)}{before}到{self._unit(fact.data['to'])}"

    def _standing(self, fact: Fact) -> str:
        return f"{self._person(fact)}的政治面貌改为{texts.STANDINGS.get(fact.data['to'], '')}"

    def _post(self, fact: Fact) -> str:
        word = self.words.get(fact.data["post"], fact.data["post"])
        return f"{self._unit(fact.unit_id)}{'代理' if fact.data.get('stands_in_for') else ''}{word}"

    def _made(self, fact: Fact) -> str:
        if fact.data.get("restored"):
            return f"恢复{self._person(fact)}的{self._post(fact)}职务"
        ends = fact.data.get("ends")
        term = f"{fact.data['starts']} 起" + (f"到 {ends}" if ends else "")
        return f"{self._person(fact)}任{self._post(fact)}（{term}）"

    def _ended(self, fact: Fact) -> str:
        if fact.data.get("taken_back"):
            return f"撤回{self._person(fact)}的{self._post(fact)}任命"
        return f"{self._person(fact)}不再任{self._post(fact)}（最后一天 {fact.data['ends']}）"


LAST_DAYS = ("units.unlinked", "unit.ended", "person.left")
