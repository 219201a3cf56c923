"""The code by which somebody without a name follows what they opened; only its hash is kept."""

import hashlib
import secrets

from django.conf import settings

# No letters or digits that are taken for one another when copied by hand.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12


def new_code() -> str:
    """60 bits, in three groups of four: K7QM-2XWF-9HTB."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def hash_of(code: str) -> str:
    """Empty for what cannot be a code."""
    signs = "".join(sign for sign in code.upper() if sign in SIGNS)
    if len(signs) != LENGTH:
        return ""
    return hashlib.blake2b(signs.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=32).hexdigest()
