"""tongxin serve: the pages, and on SQLite the worker beside them."""

import errno
import ipaddress
import os
import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tongxin.ops.supervise import Supervised

TARGET = "tongxin.config.wsgi:application"


class Command(BaseCommand):
    help = "Serves the pages. On SQLite it runs the worker too; on PostgreSQL run `tongxin worker` beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument(
            "--processes", type=int, default=0, help="1 on SQLite, 2 on PostgreSQL if left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        address, port = options["address"], options["port"]
        sqlite = connection.vendor == "sqlite"
        check_address(address, production=settings.PRODUCTION)
        check_port(address, port)
        self.check(databases=["default"])
        check_migrations()
        connection.close()
        collect_static()
        worker = Supervised("worker") if sqlite else None
        server = Granian(
            TARGET,
            address=address,
            port=port,
            interface=Interfaces.WSGI,
            workers=options["processes"] or (1 if sqlite else 2),
            blocking_threads=8,
            log_enabled=True,
            log_level=LogLevels.error,
            respawn_failed_workers=True,
        )
        self.stdout.write(f"Tongxin answers at http://{address}:{port}. Stop it with Ctrl-C.")
        self.stdout.flush()
        try:
            if worker:
                worker.start()
            server.serve()
        finally:
            if worker:
                worker.stop()


def check_address(address: str, *, production: bool) -> None:
    if production:
        return
    try:
        local = ipaddress.ip_address(address).is_loopback
    except ValueError:
        local = address == "localhost"
    if not local:
        raise CommandError(
            f"Away from production only this machine is answered, so --address {address} is refused. "
            "Set TONGXIN_ENV=production (and what it asks for) to answer others, or leave --address out."
        )


def check_port(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(f"Port {port} is in use. Choose another with --port.") from error
            raise CommandError(f"{address}:{port} cannot be used: {error.strerror}.") from error


def check_migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is not up to date. Run `tongxin migrate` first.")


def collect_static() -> None:
    """Each time, so that a new release never shows the old one's styles; not where an image brings them."""
    root = Path(settings.STATIC_ROOT)
    if not (root / "staticfiles.json").exists() or os.access(root, os.W_OK):
        call_command("collectstatic", interactive=False, verbosity=0)
