"""Texts of level C3 at rest: sealed under the field keys, which are in no database and in no backup.

The first key seals, each of them opens: a new key is put before the old ones, and `reseal` moves texts to it.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from tongxin.kernel.errors import Refused

LOST = (
    "这段文字现在打不开：服务器上没有封存它的那把密钥，或者文字被改动过。文字没有删。"
    "请告诉系统管理员，让管服务器的人把备份的密钥放回去"
)


def seal(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Refused(LOST) from None


def reseal(sealed: str) -> str:
    """The same text under the first key."""
    try:
        return _keys().rotate(sealed.encode()).decode()
    except InvalidToken:
        raise Refused(LOST) from None


def under_first_key(sealed: str) -> bool:
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
