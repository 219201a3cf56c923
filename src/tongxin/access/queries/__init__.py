"""What others ask of access."""

from tongxin.access.queries.actors import actor_of, actor_of_token, valid_on
from tongxin.access.queries.doors import Entering, account, demo_log_ins, entering, has_second_factor

__all__ = [
    "Entering",
    "account",
    "actor_of",
    "actor_of_token",
    "demo_log_ins",
    "entering",
    "has_second_factor",
    "valid_on",
]
