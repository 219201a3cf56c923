"""The command `tongxin`."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":  # `serve` starts its worker with `python -m tongxin.ops.cli worker`
    main()
