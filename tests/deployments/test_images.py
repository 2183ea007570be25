"""Check the images and the compose file without a Docker daemon: linters, the schema and the files they name."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from deployments import access, doors, logs, server, workers
from deployments.command import parser
from deployments.pools import POOLS
from tasks.machine.home import CHECKOUT
from tasks.stagecraft.environment import CLIENT_PASSWORD

DOCKERFILE = CHECKOUT / "deployments" / "images" / "dailies.Dockerfile"
COMPOSE = CHECKOUT / "deployments" / "compose.yaml"
WORKFLOWS = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    parsed: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
    return parsed


def instructions() -> list[tuple[str, str]]:
    """Return each instruction of the Dockerfile with its arguments, continuation lines joined."""
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split()[0], line.partition(" ")[2]) for line in text.splitlines() if line.strip()]


def pairs(rest: str) -> list[tuple[str, str]]:
    """Return the names and values of an ENV instruction."""
    return re.findall(r"(\w+)=(\S+)", rest)


def copied() -> list[str]:
    """Return the sources of all COPY instructions."""
    return [word for name, rest in instructions() if name == "COPY" for word in shlex.split(rest)[:-1]]


def test_hadolint_finds_nothing() -> None:
    done = subprocess.run([BIN / "hadolint", DOCKERFILE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_copied_files_exist_and_are_not_ignored() -> None:
    ignored = (CHECKOUT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    for source in copied():
        assert (CHECKOUT / source).exists(), source
        assert f"!{source}" in ignored, f".dockerignore excludes {source}"


def test_the_image_has_every_package_of_the_flows() -> None:
    assert {"flows", "tasks", "deployments", "prefect.yaml"} <= set(copied())


def test_the_images_run_as_an_unprivileged_user() -> None:
    last: list[str] = []
    for name, rest in instructions():
        last += [""] if name == "FROM" else []
        last[-1] = rest if name == "USER" else last[-1]
    assert last == ["10001", "10001"]


def test_the_image_installs_only_from_the_lock_file() -> None:
    pip = [rest for _, rest in instructions() if "pip install" in rest]
    assert len(pip) == 1
    first, names, rest = re.split(r"\s+&& ", pip[0])
    assert first.endswith("--no-deps --require-hashes -r requirements.lock")
    assert names == "sed 's/ --hash.*//' requirements.lock > /tmp/pins.txt"
    assert rest.endswith("-r /tmp/pins.txt")
    assert not re.search(r"https?://|--index|--extra-index|--find-links", DOCKERFILE.read_text())


def test_every_foreign_image_is_pinned_by_version_and_digest(services: dict[str, dict[str, Any]]) -> None:
    bases = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    images = {service["image"] for service in services.values()} | set(bases) - {"runtime"}
    foreign = {image for image in images if not image.startswith("dailies:")}
    assert len(foreign) == 4
    assert [
        image for image in foreign if not re.fullmatch(r"[a-z/]+:[\w.-]*\d[\w.-]*@sha256:[0-9a-f]{64}", image)
    ] == []


def test_no_container_runs_as_root(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        own = service["image"].startswith("dailies:")
        assert own or service["user"] in {"postgres", "10001:10001"}, name
        assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"]), name


def test_the_image_holds_no_secret_and_none_is_built_in() -> None:
    ignored = (CHECKOUT / ".dockerignore").read_text().splitlines()
    assert "**/.env" in ignored
    built_in = [rest for name, rest in instructions() if name in {"ENV", "ARG"}]
    assert not re.search(r"KEY|TOKEN|PASSWORD|SECRET|AUTH", " ".join(built_in))


def test_whoever_deploys_or_works_has_the_settings_of_env(services: dict[str, dict[str, Any]]) -> None:
    """`deploy` makes the automations that tell of failures from DAILIES_NOTIFY; .env is not in the image."""
    for name in ("deploy", "watch", "worker", "encoder", "encoder-nvidia"):
        assert services[name]["env_file"] == [{"path": "../.env", "required": False}], name


def test_a_broken_channel_does_not_keep_the_workers_from_starting(services: dict[str, dict[str, Any]]) -> None:
    assert services["worker"]["depends_on"] == {"deploy": {"condition": "service_completed_successfully"}}
    options = parser().parse_args(services["deploy"]["command"])
    assert (options.command, options.allow_broken) == ("deploy", True)


def test_what_runs_on_is_watched_and_restarted(services: dict[str, dict[str, Any]]) -> None:
    lasting = {name for name, service in services.items() if service["restart"] != "no"}
    assert lasting == {"postgres", "store", "server", "watch", "worker", "encoder", "encoder-nvidia"}
    assert {name for name in lasting if "healthcheck" not in services[name]} == {"watch"}, (
        "it ends when it cannot go on"
    )


def test_the_compose_file_matches_its_schema() -> None:
    argv: list[str | Path] = [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.stem)
def test_a_workflow_matches_its_schema_and_its_scripts_parse(workflow: Path) -> None:
    argv: list[str | Path] = [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    for job in yaml.safe_load(workflow.read_text())["jobs"].values():
        for script in (step["run"] for step in job["steps"] if "run" in step):
            parsed = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
            assert parsed.returncode == 0, parsed.stderr


def test_the_workflow_waits_for_every_service_that_has_a_health_check(services: dict[str, dict[str, Any]]) -> None:
    checked = [name for name, service in services.items() if "healthcheck" in service and "profiles" not in service]
    assert f"for service in {' '.join(checked)}; do" in (WORKFLOWS[0].parent / "images.yml").read_text()


def test_every_awaited_condition_can_be_met(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        for other, dependency in service.get("depends_on", {}).items():
            if dependency["condition"] == "service_healthy":
                assert "healthcheck" in services[other], f"{name} waits for {other}, which has no health check"
            else:
                assert services[other]["restart"] == "no", f"{name} waits for {other} to end, but {other} restarts"


def test_every_mounted_path_exists(services: dict[str, dict[str, Any]]) -> None:
    named = yaml.safe_load(COMPOSE.read_text())["volumes"]
    for service in services.values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in named if "/" not in source else (COMPOSE.parent / source).exists(), volume


def test_no_file_contains_a_password(services: dict[str, dict[str, Any]]) -> None:
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name or "SECRET" in name:
                assert value.startswith("${"), name
            assert not re.search(r"//\w+:(?!\$)[^@/]+@", str(value)), name
    example = (CHECKOUT / ".env.example").read_text()
    variables = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text()))
    assert {name for name in variables if f"{name}=" not in example} == set()


def test_the_compose_server_has_the_settings_of_a_local_server(services: dict[str, dict[str, Any]]) -> None:
    settings = {name: str(value) for name, value in services["server"]["environment"].items()}
    expected = {**server.SERVICES, **logs.PLAIN}
    assert {name: settings[name] for name in settings if re.search("_SERVICES_|_LOGGING_", name)} == expected


def test_the_compose_server_is_as_closed_as_a_local_server(services: dict[str, dict[str, Any]]) -> None:
    settings = services["server"]["environment"]
    expected = access.server_settings("localhost", 4200, "dailies:${SERVER_PASSWORD:?set it in .env}")
    hosts = settings.pop(doors.HOSTS).split(",")
    del expected[doors.HOSTS]
    ui = "${PREFECT_UI_URL:-http://localhost:4200}"
    assert hosts == ["server:4200", "127.0.0.1:4200", ui], "its workers, its health check and browsers"
    assert {**expected, "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": ui}.items() <= settings.items()
    assert "deployments.doors:app" in services["server"]["command"]
    assert services["worker"]["environment"][CLIENT_PASSWORD] == settings[CLIENT_PASSWORD]


def test_every_pool_has_a_worker_with_the_settings_that_workers_need(services: dict[str, dict[str, Any]]) -> None:
    served = {
        service["command"][service["command"].index("--pool") + 1]: service
        for service in services.values()
        if "worker" in service.get("command", ())
    }
    assert set(served) == set(POOLS)
    needs = workers.run_environment("http://server:4200/api", {"DAILIES_STORE": "s3://dailies/store"})
    in_image = {name: value for kind, rest in instructions() if kind == "ENV" for name, value in pairs(rest)}
    for pool, service in served.items():
        settings = {name: str(value) for name, value in service["environment"].items()}
        assert {name: value for name, value in needs.items() if name not in in_image}.items() <= settings.items(), pool
        assert workers.pace(pool).items() <= {**in_image, **settings}.items(), pool
        assert service["deploy"]["resources"]["limits"]["memory"], pool


def test_only_the_gpu_worker_requests_a_gpu(services: dict[str, dict[str, Any]]) -> None:
    gpu_services = {name for name, service in services.items() if "reservations" in str(service.get("deploy", {}))}
    assert gpu_services == {"encoder-nvidia"}
    assert services["encoder-nvidia"]["profiles"] == ["nvidia"]
    (device,) = services["encoder-nvidia"]["deploy"]["resources"]["reservations"]["devices"]
    assert (device["driver"], device["capabilities"]) == ("nvidia", ["gpu", "video"])


def test_the_server_listens_on_loopback_by_default(services: dict[str, dict[str, Any]]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"server": ["${PREFECT_BIND:-127.0.0.1}:4200:4200"]}
