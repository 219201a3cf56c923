"""Revoke an API token by itself: whoever has it in hand may end it."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongxin import clock
from tongxin.access.commands import tokens
from tongxin.access.models import Token
from tongxin.access.queries import actor_of
from tongxin.kernel.errors import Refused


class Command(BaseCommand):
    help = "Ends a token from the next request on."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("token")

    def handle(self, *args: Any, **options: Any) -> None:
        token = Token.objects.filter(digest=tokens.digest(options["token"])).first()
        if token is None:
            raise CommandError("There is no such token.")
        at = clock.read()
        try:
            tokens.revoke_token(token.id, by=actor_of(token.person_id, at=at), at=at)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write("Revoked.")
