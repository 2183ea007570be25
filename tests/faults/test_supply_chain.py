"""Only what was chosen is installed: hashes, commits and digests, and licences that allow it to be used and shown."""

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import yaml

from tests.faults.promises import ROOT, check

FREE = re.compile(
    r"MIT|BSD|Apache|ISC|0BSD|PSF|Python Software Foundation|CNRI|Zlib|CC0|MPL|Mozilla|OFL|Unlicense|Public Domain",
    re.I,
)
# They are used as libraries, unchanged and from packages of their own, which the LGPL allows.
LIBRARIES = {"hanta", "psycopg", "psycopg-binary"}


def script(name: str) -> ModuleType:
    """A script of CI as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_pin_has_the_hashes_of_its_files() -> None:
    kept = {}
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-model.lock"):
        for line in (ROOT / lock).read_text().splitlines():
            pin, *hashes = line.split(" --hash=sha256:")
            kept[pin] = len(hashes) > 0 and all(re.fullmatch("[0-9a-f]{64}", each) for each in hashes)
            kept[pin] = kept[pin] and len(set(hashes)) == len(hashes)
    check("pins", kept)


def test_what_installs_requires_the_hashes() -> None:
    for file in ("Makefile", "deployments/images/dailies.Dockerfile"):
        text = (ROOT / file).read_text()
        assert re.search(r"--no-deps --require-hashes -r", text), file


def test_every_action_is_pinned_by_its_commit() -> None:
    kept = {}
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        text = workflow.read_text()
        for job in yaml.safe_load(text)["jobs"].values():
            for step in job["steps"]:
                if used := step.get("uses"):
                    commit = re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used)
                    said = re.search(re.escape(used) + r" # v\d+\.\d+\.\d+$", text, re.MULTILINE)
                    kept[f"{workflow.name}: {used}"] = bool(commit and said)
    check("actions", kept)


def test_every_image_is_pinned_by_its_digest() -> None:
    compose = yaml.safe_load((ROOT / "deployments" / "compose.yaml").read_text())
    images = {each["image"] for each in compose["services"].values()}
    images |= set(
        re.findall(r"^FROM (\S+)", (ROOT / "deployments/images/dailies.Dockerfile").read_text(), re.MULTILINE)
    )
    foreign = {image for image in images if not image.startswith("dailies:") and image != "runtime"}
    check("images", {image: bool(re.search(r"@sha256:[0-9a-f]{64}$", image)) for image in foreign})


def test_every_package_has_a_licence_that_allows_its_use() -> None:
    """Fonts, icons and voices come from packages, too. A new licence is read by a person before it is listed here."""
    licences = {
        part["name"]: part["licenses"][0]["license"]["name"]
        for part in script("sbom").bill()["components"]
        if "licenses" in part
    }
    assert len(licences) > 150
    # Of several licences one may choose, so that one that is free is enough.
    kept = {
        f"{name}: {licence}": bool(FREE.search(licence)) or (name in LIBRARIES and "LGPL" in licence)
        for name, licence in licences.items()
        if name != "text-unidecode"  # under the Artistic License, by choice
    }
    check("licences", kept)


def test_the_bill_of_materials_lists_every_pin_and_is_always_the_same() -> None:
    sbom = script("sbom")
    bill = sbom.bill()
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert (bill["bomFormat"], bill["specVersion"], len(bill["components"])) == ("CycloneDX", "1.5", len(lines))
    assert len({part["bom-ref"] for part in bill["components"]}) == len(lines)
    assert json.dumps(bill) == json.dumps(sbom.bill())
    assert all(part["properties"] for part in bill["components"])


def test_an_unanswered_vulnerability_fails_the_audit_and_an_unknown_package_does_not() -> None:
    flaw = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.0"]}
    old = {"id": "GHSA-1", "aliases": ["CVE-2025-69872"], "fix_versions": []}
    packages = [
        {"name": "a", "version": "1.0", "vulns": [flaw]},
        {"name": "diskcache", "version": "5.6.3", "vulns": [old]},
        {"name": "c", "skip_reason": "not found"},
    ]
    found, known, unknown = script("audit").verdict(json.dumps({"dependencies": packages}))
    assert found == ["a 1.0: PYSEC-1 (mended in 2.0)"]
    assert (known, unknown) == (2, 1)


def test_every_answer_names_files_that_exist() -> None:
    for answer in script("audit").ANSWERED.values():
        files = re.findall(r"[\w/]+\.py", answer)
        assert files
        assert all(Path(ROOT / file).is_file() for file in files)
