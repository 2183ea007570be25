"""House rules that no linter checks: the layout of the code, the length of modules, and documentation that is true."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from prefect.utilities.importtools import import_object
from pydantic_settings import BaseSettings

from flows.cli import reference
from flows.cli.options import request_options
from tasks import VERSION
from tasks.domain.channel import Channel
from tasks.domain.request import ForThisRun, ShortRequest
from tasks.machine.settings import Settings
from tasks.providers.context import SharedSettings
from tasks.providers.registry import VENDORS
from tests import postgres
from tests.browser import ui

ROOT = Path(__file__).parents[1]
STAGES = ("trending", "research", "script", "voiceover", "images", "timeline", "encode", "quality", "upload")
MODULES = sorted(path for top in ("flows", "tasks", "deployments") for path in (ROOT / top).rglob("*.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ls_tasks_reads_as_the_pipeline() -> None:
    assert {path.stem for path in (ROOT / "tasks").glob("*.py")} == {"__init__", *STAGES}
    flow = (ROOT / "flows" / "daily_short.py").read_text()
    assert [name for name in re.findall(r"^from tasks\.(\w+) import", flow, re.MULTILINE) if name in STAGES]
    for stage in STAGES:
        assert re.search(rf"\b{stage}(?:\.map|\.submit)?\(", flow), stage


def test_modules_have_a_docstring_and_stay_short() -> None:
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in MODULES}
    assert len(texts) > 50
    assert [name for name, text in texts.items() if not ast.get_docstring(ast.parse(text))] == [], "no docstring"
    lines = {name: text.count("\n") for name, text in texts.items()}
    assert [f"{name}: {lines[name]} lines" for name in lines if lines[name] > 300] == [], "too long"


def test_flow_modules_define_only_flows() -> None:
    for path in (ROOT / "flows").glob("*.py"):
        if path.stem.startswith("__"):
            continue
        functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
        assert functions, path
        for function in functions:
            names = {getattr(d.func, "id", "") for d in function.decorator_list if isinstance(d, ast.Call)}
            assert "flow" in names, f"{path.name}: {function.name} is not a flow"


def test_every_entrypoint_of_prefect_yaml_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    plan = yaml.safe_load((ROOT / "prefect.yaml").read_text())
    for deployment in plan["deployments"]:
        flow = import_object(deployment["entrypoint"].replace("/", ".").replace(".py:", "."))
        assert type(flow).__name__ == "Flow"
        request = deployment.get("parameters", {}).get("request")
        if request is not None:
            ShortRequest.model_validate(request)


def test_the_custom_run_form_describes_every_field() -> None:
    for model in (ShortRequest, ForThisRun):
        for name, field in model.model_fields.items():
            assert field.title, name
            assert field.description, name
        shown = model.model_json_schema()["properties"]
        assert [field["position"] for field in shown.values()] == list(range(len(model.model_fields)))
        assert [name for name, field in shown.items() if "anyOf" in field] == [], "drawn as a switch"
    assert [name for name, field in shown.items() if "default" in field] == [], "sent by a form left untouched"


def test_the_readmes_commands_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    used = set(re.findall(r"(?:^ *|`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"short", "test"} <= used <= targets
    assert {option.flag for option in request_options()} <= set(re.findall(r"--[a-z-]+", README))


def test_the_reference_tables_and_env_example_are_up_to_date() -> None:
    advice = "run `python -m flows.cli.reference`"
    assert reference.rendered(README) == README, advice
    assert reference.env_example() == (ROOT / ".env.example").read_text(encoding="utf-8"), advice


def test_every_setting_has_a_description_and_an_example() -> None:
    kinds: list[type[BaseSettings]] = [
        Settings,
        SharedSettings,
        *(vendor.settings for vendor in VENDORS if vendor.settings),
    ]
    for kind in kinds:
        for name, field in kind.model_fields.items():
            assert field.description, (kind, name)
            assert field.examples, (kind, name)
            (example, *_) = field.examples
            assert isinstance(example, str), "an example must be text, as in an environment variable"


def test_vendor_names_and_keys_are_unique() -> None:
    assert len({vendor.name for vendor in VENDORS}) == len(VENDORS)
    keys = [vendor.key for vendor in VENDORS if vendor.key]
    assert len(set(keys)) == len(keys)


def test_the_pictures_and_links_of_the_readme_exist() -> None:
    local = [link for link in re.findall(r"\]\(([^)\s]+)\)", README) if "://" not in link and not link.startswith("#")]
    local += re.findall(r"<img[^>]+src=\"([^\":]+)\"", README)
    assert local
    assert [link for link in local if not (ROOT / link).exists()] == []


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    released = re.findall(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert project["version"] == VERSION == released[0]


def test_two_locks_pin_every_requirement_and_name_no_package_source() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    runtime, development = _locked("requirements.lock"), _locked("requirements-dev.lock")
    assert runtime & development == set(), "a package is pinned in both locks"
    assert [name for name in map(_package, project["dependencies"]) if name not in runtime] == []
    required = {_package(requirement) for requirement in project["optional-dependencies"]["dev"]}
    assert required - runtime - development == set()


def _locked(name: str) -> set[str]:
    """The packages of a lock, which must contain nothing but pins with the hashes of their files."""
    lock = (ROOT / name).read_text()
    strange = [
        line
        for line in lock.splitlines()
        if not re.fullmatch(r"[A-Za-z0-9_.\[\]-]+==[^\s@:/]+( --hash=sha256:[0-9a-f]{64})+", line)
    ]
    assert not strange, strange[:3]
    return {_package(line) for line in lock.splitlines()}


def _package(requirement: str) -> str:
    """The normalised package name of a requirement."""
    return re.split(r"[\[<>=!;]", requirement)[0].strip().lower().replace("_", "-").replace(".", "-")


def test_the_demo_channel_lists_every_setting_with_its_default() -> None:
    demo = yaml.safe_load((ROOT / "deployments" / "channels" / "demo.yaml").read_text(encoding="utf-8"))
    assert set(demo) == set(Channel.model_fields)
    default = Channel()
    for name in set(demo) - {"niche"}:
        assert getattr(Channel.model_validate(demo), name) == getattr(default, name), name


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_in_ci_a_missing_program_fails_the_test(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(ui, "PROGRAMS", ())
    monkeypatch.setattr(postgres, "_has_trgm", lambda config: False)
    either = (pytest.fail.Exception, pytest.skip.Exception)  # an uncaught skip would skip this test
    with pytest.raises(either, match="Chromium") as caught, ui.browsing(None):  # type: ignore[arg-type]
        pass
    assert caught.type is outcome
    with pytest.raises(either, match="PostgreSQL") as caught:
        postgres._programs()
    assert caught.type is outcome
    assert "export CI=true" in (ROOT / ".ci" / "run").read_text()
