"""What access no longer keeps: ways in first, then what is left of those who are gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q

from tongxin.access import held
from tongxin.facts import retention
from tongxin.facts.retention import Rule
from tongxin.kernel.actor import Actor

SPOILT = "!"  # no code has this digest; the account still says that its code is over


def _put_out(ids: Sequence[int]) -> Mapping[str, int]:
    rows = UserSession.objects.filter(id__in=ids)
    Session.objects.filter(session_key__in=rows.values("session_key")).delete()
    return {"usersessions.UserSession": rows.delete()[0]}


RULES = (
    Rule(
        "access.Account",
        held.LEAVING,
        since="person__left_date",
        only=Q(is_active=True),
        empty={"is_active": False},
    ),
    Rule("usersessions.UserSession", held.LEAVING, since="user__person__left_date", end=_put_out),
    Rule("access.FeedSecret", held.FEEDS, since="person__left_date"),
    Rule(
        "access.Account",
        held.CODES,
        since="code_expires_at",
        only=~Q(one_time_code__in=("", SPOILT)),
        empty={"one_time_code": SPOILT},
    ),
    Rule("sessions.Session", held.SESSIONS, since="expire_date"),
    Rule(
        "usersessions.UserSession",
        held.SESSIONS,
        since="created_at",
        only=~Q(session_key__in=Session.objects.values("session_key")),
    ),
    Rule("access.Pin", held.PINS, since="person__left_date"),
    Rule("access.Terminal", held.TERMINALS, since="expires_at"),
    Rule("access.Terminal", held.TERMINALS, since="revoked_at"),
    Rule("access.Terminal", held.OFFERS, since="code_expires_at", only=Q(enrolled_at=None, revoked_at=None)),
    Rule("access.Tries", held.TRIES, since="last_at"),
    Rule("access.Token", held.TOKENS, since="expires_at"),
    Rule("access.Token", held.TOKENS, since="revoked_at"),
    Rule("access.Proposal", held.PROPOSALS, since="answered_at"),
    Rule("access.Administrator", held.ENDED_GRANTS, since="ends_date"),
    Rule("access.Account", held.ACCOUNTS, since="person__left_date"),
)


def apply_retention(*, by: Actor, at: datetime) -> int:
    return retention.apply(RULES, by=by, at=at)
