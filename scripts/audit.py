"""Fails when a locked dependency has a known vulnerability; says which could not be looked up."""

import json
import subprocess
import sys
from pathlib import Path


def main() -> None:
    audit = [
        Path(sys.executable).parent / "pip-audit",
        "--skip-editable",
        "--format",
        "json",
        "--progress-spinner",
        "off",
    ]
    asked = subprocess.run(audit, capture_output=True, text=True, check=False)
    try:
        found = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        # A new fault of the index must not stop work on ours: it is said, and the next run asks again.
        print(f"the advisories could not be asked:\n{asked.stderr[-600:]}", file=sys.stderr)
        return
    unknown = [one["name"] for one in found if "skip_reason" in one and one["name"] != "tongxin"]
    weak = [f"{one['name']} {one['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no version'}"
            for one in found for fault in one.get("vulns", ())]  # fmt: skip
    print(f"{len(found) - len(unknown)} dependencies looked up, {len(weak)} faults")
    if unknown:
        print(f"not known to the index: {', '.join(unknown)}")
    sys.exit("\n".join(weak) or 0)


if __name__ == "__main__":
    main()
