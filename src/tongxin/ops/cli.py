"""The command `tongxin`."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import DatabaseError

from tongxin.ops.trouble import told

ENDED_BY_PIPE = 141  # as shells say it


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has read enough; nothing more can be said, not even at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(ENDED_BY_PIPE) from None
    except DatabaseError as error:
        if sentence := told(error):
            sys.exit(sentence)
        raise


if __name__ == "__main__":  # `serve` starts its worker with `python -m tongxin.ops.cli worker`
    main()
