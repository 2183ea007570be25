"""Asks whether a pinned package has a known vulnerability. Fails only if one is found that is not answered below.

pip-audit runs in an environment of its own. Without a network it finds nothing out; this says so, and is no failure.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-model.lock")
# Vulnerabilities without a mended version, and why they do not bite.
ANSWERED = {
    "CVE-2025-69872": "diskcache unpickles what it stores. Our caches store bytes alone, and refuse to read a pickle "
    "(tasks/machine/storage/response_cache.py; tests/machine/storage/test_response_cache.py plants one).",
}


def verdict(report: str, answered: frozenset[str] = frozenset(ANSWERED)) -> tuple[list[str], int, int]:
    """The unanswered vulnerabilities of pip-audit's report, and how many packages were looked up and were not."""
    packages = json.loads(report)["dependencies"]
    unknown = [package for package in packages if "skip_reason" in package]
    found = [
        f"{package['name']} {package['version']}: {flaw['id']} (mended in {', '.join(flaw['fix_versions']) or 'none'})"
        for package in packages
        for flaw in package.get("vulns", ())
        if not {flaw["id"], *flaw.get("aliases", ())} & answered
    ]
    return found, len(packages) - len(unknown), len(unknown)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "pip-audit"]
        if subprocess.run(pip, check=False).returncode:
            print("pip-audit cannot be installed here: nothing was looked up.")
            return 0
        locks = [word for lock in LOCKS for word in ("-r", str(ROOT / lock))]
        audit = [f"{folder}/bin/pip-audit", *locks, "--no-deps", "--disable-pip", "--format", "json"]
        done = subprocess.run(audit, check=False, capture_output=True, text=True)
    if not done.stdout.strip():
        print(f"The list of vulnerabilities cannot be reached: nothing was looked up. {done.stderr.strip()[-300:]}")
        return 0
    found, known, unknown = verdict(done.stdout)
    print(*found, f"{known} packages were looked up, {unknown} could not be, {len(found)} vulnerabilities.", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
