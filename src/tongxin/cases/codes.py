"""The code by which somebody without a name follows what they opened; only its hash is kept."""

import hashlib
import uuid

from django.conf import settings

# No letters or digits that are taken for one another when copied by hand.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12


def code_of(key: uuid.UUID) -> str:
    """60 bits, in three groups of four: K7QM-2XWF-9HTB. The same key of a form gives the same code, so that a
    form sent twice tells it twice; without our secret the key gives nothing."""
    digest = hashlib.blake2b(key.bytes, key=_secret(), person=b"tongxin.code").digest()
    signs = "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:LENGTH])
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def hash_of(code: str) -> str:
    """Empty for what cannot be a code."""
    signs = "".join(sign for sign in code.upper() if sign in SIGNS)
    if len(signs) != LENGTH:
        return ""
    return hashlib.blake2b(signs.encode(), key=_secret(), digest_size=32).hexdigest()


def _secret() -> bytes:
    return settings.SECRET_KEY.encode()[:64]
