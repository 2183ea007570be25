"""The job templates for Docker and Kubernetes pools: a real server accepts them, and the code of Prefect's workers
builds the expected container or job from them. No container is started, so no daemon or cluster is needed."""

import asyncio
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from docker.types import HostConfig
from prefect.client.orchestration import PrefectClient
from prefect_docker.worker import DockerWorkerJobConfiguration
from prefect_kubernetes.worker import KubernetesWorkerJobConfiguration

from deployments.plan import read_plan
from deployments.pools import TEMPLATE
from deployments.workers import HEARTBEATS
from tasks.machine.home import CHECKOUT
from tasks.stagecraft.environment import RESULTS
from tests.prefect_server import Server

TEMPLATES = sorted((CHECKOUT / "deployments" / "templates").glob("*.json"))
TEMPLATE_VARIABLES = TEMPLATE["variables"]["properties"]
every = pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)


def template(name: str) -> dict[str, Any]:
    return dict(json.loads((CHECKOUT / "deployments" / "templates" / f"{name}.json").read_text()))


class Workers:
    """Build what Prefect's workers for such pools would start, with their own code."""

    def __init__(self, api: str) -> None:
        self.api = api

    def container(self, name: str, **values: object) -> Any:
        return asyncio.run(self._configuration(DockerWorkerJobConfiguration, name, values))

    def job(self, name: str, **values: object) -> dict[str, Any]:
        configuration = asyncio.run(self._configuration(KubernetesWorkerJobConfiguration, name, values))
        return dict(configuration.job_manifest)

    async def _configuration(self, kind: Any, name: str, values: dict[str, object]) -> Any:
        async with PrefectClient(self.api) as client:
            return await kind.from_template_and_values(template(name), values, client=client)


@pytest.fixture
def workers(server: Server) -> Workers:
    return Workers(server.api)


def container(manifest: Mapping[str, Any]) -> dict[str, Any]:
    (spec,) = manifest["spec"]["template"]["spec"]["containers"]
    return dict(spec)


def test_each_kind_of_pool_has_two_templates() -> None:
    assert {file.stem for file in TEMPLATES} == {"docker", "docker-encode", "kubernetes", "kubernetes-encode"}


@every
def test_exactly_the_declared_variables_are_used(file: Path) -> None:
    parsed = json.loads(file.read_text())
    used = set(re.findall(r"{{ *(\w+) *}}", json.dumps(parsed["job_configuration"])))
    assert used == set(parsed["variables"]["properties"])


@every
def test_a_run_sets_nothing_but_the_declared_variables(file: Path) -> None:
    variables = json.loads(file.read_text())["variables"]
    assert variables["additionalProperties"] is False
    strong = {"command", "env", "volumes", "working_dir"}  # each lets whoever starts a run do anything in its container
    assert strong & set(variables["properties"]) == set()


@every
def test_a_job_of_the_plan_is_accepted(file: Path) -> None:
    given = {name for entry in read_plan().entries for name in entry["work_pool"]["job_variables"]}
    assert given <= set(json.loads(file.read_text())["variables"]["properties"]) & set(TEMPLATE_VARIABLES)


@every
def test_a_run_sends_heartbeats_and_knows_that_its_disk_ends_with_it(file: Path) -> None:
    env = json.loads(file.read_text())["job_configuration"]["env"]
    assert {
        **HEARTBEATS,
        "DAILIES_EPHEMERAL": "1",
        "PREFECT_DEFAULT_RESULT_STORAGE_BLOCK": RESULTS,
    }.items() <= env.items()


@every
def test_every_default_has_the_type_of_its_variable(file: Path) -> None:
    kinds = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list}
    for name, variable in json.loads(file.read_text())["variables"]["properties"].items():
        assert isinstance(variable.get("default", kinds[variable["type"]]()), kinds[variable["type"]]), name
        assert variable["description"].endswith("."), name


@pytest.mark.server
@pytest.mark.integration
@every
def test_a_real_server_accepts_the_template(server: Server, file: Path) -> None:
    kind, base_template = file.stem.split("-")[0], json.loads(file.read_text())
    pool = {"name": f"takes-{file.stem}", "type": kind, "base_job_template": base_template}
    server.call("POST", "/work_pools/", pool)
    stored = server.call("GET", f"/work_pools/{pool['name']}")
    assert (stored["type"], stored["base_job_template"]) == (kind, base_template)
    flow = server.call("POST", "/flows/", {"name": "in-a-container"})
    deployment = {"name": file.stem, "flow_id": flow["id"], "work_pool_name": pool["name"], "entrypoint": "x.py:x"}
    refused = server.request("POST", "/deployments/", {**deployment, "job_variables": {"command": "id"}})
    assert (refused.status_code, "'command' was unexpected" in refused.text) == (422, True)
    created = server.call("POST", "/deployments/", {**deployment, "job_variables": {"image": "dailies:other"}})
    assert server.call("POST", f"/deployments/{created['id']}/create_flow_run", {})["work_pool_name"] == pool["name"]


@pytest.mark.server
@pytest.mark.integration
def test_a_container_has_a_memory_limit_and_shared_result_storage(workers: Workers) -> None:
    built = workers.container("docker")
    assert (built.image, built.mem_limit, built.memswap_limit) == ("dailies:runtime", "4g", "4g")
    assert built.env["PREFECT_DEFAULT_RESULT_STORAGE_BLOCK"] == RESULTS
    assert built.env["DAILIES_ENV_FILE"] == "/run/dailies.env"
    assert built.volumes == [
        "/etc/dailies/.env:/run/dailies.env:ro",
        "/etc/dailies/channels:/app/deployments/channels:ro",
        "dailies_shorts:/app/out",
    ]
    assert workers.container("docker", mem_limit="6g").memswap_limit == "6g"
    assert "device_requests" not in (built.container_create_kwargs or {})


@pytest.mark.server
@pytest.mark.integration
def test_an_encoding_container_gets_a_gpu(workers: Workers) -> None:
    built = workers.container("docker-encode", gpus=2)
    assert built.image == "dailies:encode"
    host = HostConfig(version="1.43", mem_limit=built.mem_limit, **(built.container_create_kwargs or {}))
    (request,) = host["DeviceRequests"]
    assert (request["Driver"], request["Count"], request["Capabilities"]) == ("nvidia", 2, [["gpu", "video"]])
    assert (host["Memory"], host["NanoCpus"], host["CapDrop"]) == (2 * 2**30, 4 * 10**9, ["ALL"])


@pytest.mark.server
@pytest.mark.integration
def test_a_job_requests_memory_and_has_a_limit(workers: Workers) -> None:
    resources = container(workers.job("kubernetes", memory_limit="6Gi"))["resources"]
    assert resources == {"requests": {"cpu": "2", "memory": "2Gi"}, "limits": {"memory": "6Gi"}}


@pytest.mark.server
@pytest.mark.integration
def test_an_encoding_job_requests_a_gpu_and_a_node_that_has_one(workers: Workers) -> None:
    manifest = workers.job("kubernetes-encode", gpus=2)
    assert container(manifest)["resources"]["limits"] == {"memory": "2Gi", "nvidia.com/gpu": 2}
    assert manifest["spec"]["template"]["spec"]["tolerations"][0]["key"] == "nvidia.com/gpu"


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.parametrize("name", ["kubernetes", "kubernetes-encode"])
def test_a_job_is_unprivileged(workers: Workers, name: str) -> None:
    manifest = workers.job(name)
    pod = manifest["spec"]["template"]["spec"]
    assert pod["restartPolicy"] == "Never", "Prefect retries with cached results; Kubernetes would start over"
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert container(manifest)["securityContext"]["allowPrivilegeEscalation"] is False
    assert container(manifest)["envFrom"] == [{"secretRef": {"name": "dailies"}}]
