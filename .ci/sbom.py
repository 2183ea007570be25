"""Writes a bill of materials (CycloneDX 1.5, JSON) of what is installed: each pinned package with licence and hashes.

`make sbom` prints it. It holds no time and no random number: the same installation gives the same bytes.
"""

import json
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"  # what making shorts needs


def licence_of(package: str) -> str:
    """What a package says of its licence, in its own words; empty if it says nothing, or is not installed here."""
    try:
        about = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return ""
    named = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    said = (about.get("License") or "").strip().split("\n")[0][:80]
    return about.get("License-Expression") or "; ".join(named) or said


def component(line: str) -> dict[str, Any]:
    """The entry of one line of the lock."""
    pin, *hashes = line.split(" --hash=sha256:")
    name, version = pin.split("==")
    name = re.sub(r"[-_.]+", "-", name).lower()
    address = f"pkg:pypi/{name}@{version}"
    found: dict[str, Any] = {"type": "library", "bom-ref": address, "name": name, "version": version, "purl": address}
    if licence := licence_of(name):
        found["licenses"] = [{"license": {"name": licence}}]
    # Each is the hash of one of the package's files; which one is installed depends on the platform.
    found["properties"] = [{"name": "dailies:sha256", "value": value} for value in hashes]
    return found


def bill() -> dict[str, Any]:
    """The whole bill."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    own = {"type": "application", "bom-ref": "dailies", "name": "dailies", "version": project["version"]}
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {**own, "licenses": [{"license": {"id": "MIT"}}]}},
        "components": [component(line) for line in lines],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(bill(), indent=1, ensure_ascii=False) + "\n")
