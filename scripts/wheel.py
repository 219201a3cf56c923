"""A package brings the phone's pages with it: they are built where they are missing or old."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS = Path(__file__).with_name("assets.py")


class PagesHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """In a checkout (an editable install) `make setup` builds them, where it can be seen."""
        if version == "standard" and self.target_name == "wheel":
            subprocess.run([sys.executable, str(ASSETS), "--pages"], check=True)
