"""Reads the sheet of a meeting from what the page sent."""

from django.http import QueryDict

from tongxin.records.preshift.rules import Sheet, Watch
from tongxin.web.addresses import number

LONGEST = 60


def read_sheet(post: QueryDict, *, whole: bool) -> Sheet:
    """`whole`: sent by a button. What is being typed is not taken by a save in passing."""
    return Sheet(
        chair_id=number(post.get("chair")),
        present=frozenset(_numbers(post.getlist("present"))),
        reasons=dict(_by_person(post, "why")),
        watched=tuple(_watch(post, person_id) for person_id in _numbers(post.getlist("watch"))),
        moves={
            person_id: place
            for person_id, place in _by_person(post, "place")
            if place != post.get(f"was-{person_id}")
        },
        new_place=_typed(post, "new_place") if whole else "",
        guest=_typed(post, "guest") if whole else "",
        values={
            **{key: post.getlist(key) for key in post},
            "watchers": _watchers(post),
            "told": "told" in post,
            "read": "read" in post,
        },
    )


def came_of(post: QueryDict) -> list[int]:
    """Who had come by themselves when the page was drawn."""
    return _numbers(post.getlist("came"))


def revision_of(post: QueryDict) -> int:
    return number(post.get("revision")) or 0


def _watch(post: QueryDict, person_id: int) -> Watch:
    return Watch(
        person_id,
        post.get(f"level-{person_id}", "watch"),
        post.get(f"arrange-{person_id}", ""),
        number(post.get(f"partner-{person_id}")),
    )


def _watchers(post: QueryDict) -> dict[str, int]:
    prefix = "watcher-"
    found = {key.removeprefix(prefix): number(post.get(key)) for key in post if key.startswith(prefix)}
    return {key: person for key, person in found.items() if person and key in post.getlist("risks")}


def _by_person(post: QueryDict, name: str) -> list[tuple[int, str]]:
    pairs = [(number(key.removeprefix(f"{name}-")), post[key]) for key in post if key.startswith(f"{name}-")]
    return [(person_id, str(value)[:LONGEST]) for person_id, value in pairs if person_id]


def _typed(post: QueryDict, name: str) -> str:
    return post.get(name, "").strip()[:LONGEST]


def _numbers(texts: list[str]) -> list[int]:
    return [found for found in map(number, texts) if found]
