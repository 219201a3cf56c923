"""Sessions: opened after the last step, listed, ended by the person or the security administrator."""

from collections.abc import Iterable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from tongxin.access import rules
from tongxin.access.models import Account
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound


@transaction.atomic
def open_session(
    account_id: int, session_key: str, *, by: Actor, at: datetime, address: str, user_agent: str
) -> Fact:
    """Note a session that has just begun; ended ones leave the list."""
    mine = UserSession.objects.filter(user_id=account_id)
    mine.exclude(session_key__in=Session.objects.values("session_key")).delete()
    UserSession.objects.create(
        user_id=account_id,
        session_key=session_key,
        ip=address,
        user_agent=rules.device_words(user_agent),
        created_at=at,
        last_seen_at=at,
    )
    return record("session.opened", subject=("account", account_id), by=by, at=at)


@transaction.atomic
def end_session(session_id: int, *, by: Actor, at: datetime) -> Fact:
    """End one of one's own sessions."""
    session = UserSession.objects.filter(id=session_id, user__person_id=by.person_id).first()
    if session is None:
        raise NotFound("这次登录已经结束了")
    return _end([session], session.user_id, by=by, at=at)


@transaction.atomic
def end_sessions(account_id: int, *, by: Actor, at: datetime, but: str | None = None) -> Fact:
    """End every session of an account, but the one with key `but`."""
    kept = UserSession.objects.filter(user_id=account_id).exclude(session_key=but or "")
    return _end(kept, account_id, by=by, at=at)


def _end(sessions: Iterable[UserSession], account_id: int, *, by: Actor, at: datetime) -> Fact:
    keys = [session.session_key for session in sessions]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return record("session.ended", subject=("account", account_id), by=by, at=at, data={"count": len(keys)})


@transaction.atomic
def leave(session_key: str, *, by: Actor, at: datetime) -> Fact | None:
    """Log out: forget this one session."""
    account = Account.objects.filter(person_id=by.person_id or 0).first()
    if account is None:
        return None
    session = UserSession.objects.filter(user=account, session_key=session_key)
    return _end(session, account.id, by=by, at=at)


def seen(session_key: str, *, at: datetime) -> None:
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=at)
