"""What others ask of access."""

from tongxin.access.queries.accounts import my_sessions
from tongxin.access.queries.actors import actor_of, actor_of_token, valid_on
from tongxin.access.queries.doors import Entering, account, demo_log_ins, entering, has_second_factor
from tongxin.access.queries.mine import correction_desk, my_tokens, number_of

__all__ = [
    "Entering",
    "account",
    "actor_of",
    "actor_of_token",
    "correction_desk",
    "demo_log_ins",
    "entering",
    "has_second_factor",
    "my_sessions",
    "my_tokens",
    "number_of",
    "valid_on",
]
