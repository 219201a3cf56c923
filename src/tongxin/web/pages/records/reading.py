"""The writing page's form: read into a change of the record, and shown again as it was typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from tongxin.records.content import Content, Line, MakeUp, Mark, Measure
from tongxin.records.queries import Draft, find_people
from tongxin.web.forms import spec_form

NAMES = re.compile(r"[、,，;；\s]+")
LONG_EVENING = timedelta(hours=18)
SPARE = 1  # empty rows at the end of a list
VOTES = ("yes", "no", "abstain", "written_yes", "written_no")


@dataclass(slots=True)
class Sheet:
    """Every input's text, by its name; lists as rows. What the template shows."""

    texts: dict[str, str]
    absent: set[int]
    reasons: dict[int, str]
    exclusions: dict[int, str]
    decisions: list[dict[str, Any]]
    measures: list[dict[str, str]]
    sittings: list[dict[str, str]]
    fields: forms.Form
    wrong: dict[str, str] = field(default_factory=dict)
    revision: int = 0


def shown(draft: Draft) -> Sheet:
    """The form as the record stands."""
    record, labels = draft.record, draft.labels
    held, ended = timezone.localtime(record.held_at), record.ended_at and timezone.localtime(record.ended_at)
    ballot = record.data.get("ballot", {})
    texts = {
        "title": record.title,
        "day": f"{held:%Y-%m-%d}",
        "starts": f"{held:%H:%M}",
        "ends": f"{ended:%H:%M}" if ended else "",
        "place": record.place,
        "guests": record.guests,
        "chair": labels.get(record.chair_id or 0, ""),
        "recorder": labels.get(record.recorder_id or 0, ""),
        "visitors": "、".join(labels.get(person, "") for person in draft.visitors),
        "agenda": "\n".join(record.data.get("agenda", ())),
        "minutes": record.data.get("minutes", ""),
        **{key: str(ballot.get(key) or "") for key in ("seats", "issued", "returned")},
    }
    return Sheet(
        texts=texts,
        absent={one.id for one in draft.called if not one.present},
        reasons={one.id: one.reason for one in draft.called},
        exclusions={one.id: one.exclusion for one in draft.called},
        decisions=[_decision_row(line, labels) for line in draft.decisions] + _empty_decisions(draft),
        measures=[_measure_row(one, labels) for one in record.data.get("measures", ())] + [{}] * SPARE,
        sittings=_sitting_rows(draft),
        fields=spec_form(draft.spec.fields)(initial=_initial(draft), prefix="f"),
        revision=record.revision,
    )


def _decision_row(line: Any, labels: dict[int, str]) -> dict[str, Any]:
    return {
        "text": line.text,
        "voted": bool(line.rule),
        "secret": line.secret,
        "owner": labels.get(line.owner_id or 0, ""),
        "due": line.due_date.isoformat() if line.due_date else "",
        **{name: str(getattr(line, name) or "") for name in VOTES},
    }


def _empty_decisions(draft: Draft) -> list[dict[str, Any]]:
    return [{"voted": bool(draft.spec.vote), "secret": bool(draft.rule and draft.rule.secret)}] * SPARE


def _measure_row(one: dict[str, Any], labels: dict[int, str]) -> dict[str, str]:
    return {"text": one["text"], "owner": labels.get(one["owner"] or 0, ""), "due": one["due"] or ""}


def _sitting_rows(draft: Draft) -> list[dict[str, str]]:
    rows = []
    for one in draft.record.sittings:
        held = timezone.localtime(datetime.fromisoformat(one["held_at"]))
        names = [draft.labels.get(person, "") for person in draft.later.get(one["number"], ())]
        rows.append(
            {
                "day": f"{held:%Y-%m-%d}",
                "starts": f"{held:%H:%M}",
                "place": one["place"],
                "names": "、".join(names),
            }
        )
    return [*rows, *[{}] * SPARE]


def _initial(draft: Draft) -> dict[str, Any]:
    """Field values as their inputs show them."""
    found = {}
    for spec in draft.spec.fields:
        value = draft.record.data.get(spec.key)
        if spec.type == "people":
            value = "、".join(draft.labels.get(person, "") for person in value or ())
        elif spec.type == "steps":
            value = "\n".join(value or ())
        found[spec.key] = value
    return found


def typed(post: QueryDict, draft: Draft) -> Sheet:
    """The form exactly as it came, so that nothing typed is lost."""
    called = [one.id for one in draft.called]
    here = {int(person) for person in post.getlist("here") if person.isdecimal()}
    texts = {name: value for name, value in post.items() if isinstance(value, str)}
    return Sheet(
        texts=texts,
        absent={person for person in called if person not in here},
        reasons={person: post.get(f"why-{person}", "") for person in called},
        exclusions={person: post.get(f"out-{person}", "") for person in called},
        decisions=[*_rows(post, "d", ("text", *VOTES, "owner", "due"), ("voted", "secret"))],
        measures=[*_rows(post, "m", ("text", "owner", "due"))],
        sittings=[*_rows(post, "s", ("day", "starts", "place", "names"))],
        fields=spec_form(draft.spec.fields)(post, prefix="f"),
        revision=int(texts.get("revision") or 0) if (texts.get("revision") or "0").isdecimal() else 0,
    )


def _rows(
    post: QueryDict, prefix: str, names: Iterable[str], ticks: Iterable[str] = ()
) -> Iterable[dict[str, Any]]:
    """Rows are numbered from 1: d-1-text, d-1-yes …"""
    numbers = {int(found[1]) for key in post if (found := re.match(rf"{prefix}-(\d{{1,3}})-", key))}
    for number in sorted(numbers)[:60]:
        row: dict[str, Any] = {name: post.get(f"{prefix}-{number}-{name}", "").strip() for name in names}
        row |= {name: f"{prefix}-{number}-{name}" in post for name in ticks}
        yield row


class Reader:
    """Turns the texts of a sheet into values; keeps a sentence for each that cannot be read."""

    def __init__(self, sheet: Sheet, draft: Draft) -> None:
        self.sheet, self.draft, self.wrong = sheet, draft, sheet.wrong
        likely = {one.id for one in draft.called} | {one.id for one in draft.near}
        self.known = {label: person for person, label in draft.labels.items()}
        unknown = {name for name in self._names() if name not in self.known}
        found = find_people(unknown, company_id=draft.record.company_id, likely=likely)
        self.known |= found.people
        self.nobody = found.wrong

    def _names(self) -> set[str]:
        sheet = self.sheet
        names = {sheet.texts.get(key, "").strip() for key in ("chair", "recorder")}
        names |= {row.get("owner", "") for row in (*sheet.decisions, *sheet.measures)}
        lists = [sheet.texts.get("visitors", ""), *(row.get("names", "") for row in sheet.sittings)]
        lists += [
            sheet.fields.data.get(f"f-{spec.key}", "")
            for spec in self.draft.spec.fields
            if spec.type == "people"
        ]
        for text in lists:
            names |= set(split(text))
        return names - {""}

    def person(self, text: str, where: str) -> int | None:
        name = text.strip()
        if name and name not in self.known:
            self.wrong[where] = self.nobody.get(name, f"花名册里没有“{name}”")
        return self.known.get(name)

    def people(self, text: str, where: str) -> tuple[int, ...]:
        found = [self.person(name, where) for name in split(text)]
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def moment(self, day: str, clock: str, where: str) -> datetime | None:
        if not day:
            return None
        try:
            return timezone.make_aware(
                datetime.combine(date.fromisoformat(day), time.fromisoformat(clock or "00:00"))
            )
        except ValueError:
            self.wrong[where] = f"“{day} {clock}”不是一个时间，例如 2026-11-20 07:20"
            return None

    def day(self, text: str, where: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.wrong[where] = f"“{text}”不是一个日期，例如 2026-11-20"
            return None

    def number(self, text: str, where: str) -> int:
        if not text:
            return 0
        if not text.isdecimal() or int(text) > 30_000:
            self.wrong[where] = f"“{text}”不是票数"
            return 0
        return int(text)


def split(text: str) -> list[str]:
    """Names one after the other: 王建国、李明 赵建军."""
    return [name for name in NAMES.split(text.strip()) if name]


def read(sheet: Sheet, draft: Draft) -> Content:
    """What can be read is kept, whatever cannot stands in `sheet.wrong`."""
    reader, texts, steps = Reader(sheet, draft), sheet.texts, draft.spec.steps
    held_at = reader.moment(texts.get("day", ""), texts.get("starts", ""), "held_at")
    ended_at = _end(reader, texts, held_at)
    return Content(
        title=texts.get("title", "").strip()[:80] or None,
        held_at=held_at,
        ended_at=ended_at,
        no_end=not texts.get("ends"),
        place=texts.get("place", "").strip()[:60],
        guests=texts.get("guests", "").strip()[:200],
        chair_id=reader.person(texts.get("chair", ""), "chair"),
        recorder_id=reader.person(texts.get("recorder", ""), "recorder"),
        data=_fields(sheet, draft, reader),
        agenda=tuple(texts.get("agenda", "").splitlines()) if "agenda" in steps else None,
        minutes=texts.get("minutes", "") if "minutes" in steps else None,
        ballot=_ballot(texts, reader) if draft.spec.vote == "BR-43" else None,
        marks={one.id: _mark(sheet, one.id) for one in draft.called},
        visitors=reader.people(texts.get("visitors", ""), "visitors"),
        sittings=_sittings(sheet, reader) if draft.spec.sittings == "many" else None,
        decisions=_lines(sheet, draft, reader) if "decisions" in steps else None,
        measures=_measures(sheet, reader) if "measures" in steps else None,
    )


def _end(reader: Reader, texts: dict[str, str], held_at: datetime | None) -> datetime | None:
    """An end shortly after midnight belongs to the next day."""
    if not texts.get("ends"):
        return None
    ended_at = reader.moment(texts.get("day", ""), texts["ends"], "ended_at")
    if held_at and ended_at and ended_at < held_at and held_at - ended_at > LONG_EVENING:
        return ended_at + timedelta(days=1)
    return ended_at


def _fields(sheet: Sheet, draft: Draft, reader: Reader) -> dict[str, Any]:
    sheet.fields.is_valid()
    data = dict(sheet.fields.cleaned_data)
    for spec in draft.spec.fields:
        if spec.type == "people":
            data[spec.key] = list(reader.people(data.get(spec.key, ""), spec.key))
    return data


def _ballot(texts: dict[str, str], reader: Reader) -> dict[str, int]:
    return {
        key: reader.number(texts.get(key, "").strip(), "ballot") for key in ("seats", "issued", "returned")
    }


def _mark(sheet: Sheet, person: int) -> Mark:
    if person not in sheet.absent:
        return Mark(present=True)
    return Mark(False, sheet.reasons.get(person, ""), sheet.exclusions.get(person, ""))


def _lines(sheet: Sheet, draft: Draft, reader: Reader) -> tuple[Line, ...]:
    return tuple(
        Line(
            text=row["text"],
            voted=row["voted"],
            secret=row["secret"],
            owner_id=reader.person(row["owner"], f"decision-{number}"),
            due_date=reader.day(row["due"], f"decision-{number}"),
            **{name: reader.number(row[name], f"decision-{number}") for name in VOTES},
        )
        for number, row in enumerate((row for row in sheet.decisions if row["text"]), start=1)
    )


def _measures(sheet: Sheet, reader: Reader) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            row["text"],
            reader.person(row["owner"], f"measure-{number}"),
            reader.day(row["due"], f"measure-{number}"),
        )
        for number, row in enumerate((row for row in sheet.measures if row["text"]), start=1)
    )


def _sittings(sheet: Sheet, reader: Reader) -> tuple[MakeUp, ...]:
    found = []
    for number, row in enumerate((row for row in sheet.sittings if row["day"]), start=1):
        held_at = reader.moment(row["day"], row["starts"], f"sitting-{number}")
        if held_at is not None:
            found.append(MakeUp(held_at, row["place"], reader.people(row["names"], f"sitting-{number}")))
    return tuple(found)
