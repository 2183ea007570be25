"""The job templates for docker and kubernetes pools: a real server takes them, and Prefect's own workers' code makes of
them the container or job that they promise. No container is started: there is no daemon and no cluster here."""

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

from tasks.machine.home import CHECKOUT
from tasks.stagecraft.environment import RESULTS
from tests.prefect_server import Server

TEMPLATES = sorted((CHECKOUT / "deployments" / "templates").glob("*.json"))
every = pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)


def template(name: str) -> dict[str, Any]:
    return dict(json.loads((CHECKOUT / "deployments" / "templates" / f"{name}.json").read_text()))


class Workers:
    """What Prefect's workers for such pools would start, by their own code."""

    def __init__(self, api: str) -> None:
        self.api = api

    def container(self, name: str, **values: object) -> Any:
        return asyncio.run(self._made(DockerWorkerJobConfiguration, name, values))

    def job(self, name: str, **values: object) -> dict[str, Any]:
        made = asyncio.run(self._made(KubernetesWorkerJobConfiguration, name, values))
        return dict(made.job_manifest)

    async def _made(self, kind: Any, name: str, values: dict[str, object]) -> Any:
        async with PrefectClient(self.api) as client:
            return await kind.from_template_and_values(template(name), values, client=client)


@pytest.fixture
def workers(server: Server) -> Workers:
    return Workers(server.api)


def container(manifest: Mapping[str, Any]) -> dict[str, Any]:
    (one,) = manifest["spec"]["template"]["spec"]["containers"]
    return dict(one)


def test_there_are_two_for_each_kind_of_pool() -> None:
    assert {file.stem for file in TEMPLATES} == {"docker", "docker-encode", "kubernetes", "kubernetes-encode"}


@every
def test_what_is_used_is_declared_and_what_is_declared_is_used(file: Path) -> None:
    found = json.loads(file.read_text())
    used = set(re.findall(r"{{ *(\w+) *}}", json.dumps(found["job_configuration"])))
    assert used == set(found["variables"]["properties"])


@every
def test_every_default_is_what_its_variable_takes(file: Path) -> None:
    kinds = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list}
    for name, variable in json.loads(file.read_text())["variables"]["properties"].items():
        assert isinstance(variable.get("default", kinds[variable["type"]]()), kinds[variable["type"]]), name
        assert variable["description"].endswith("."), name


@pytest.mark.server
@pytest.mark.integration
@every
def test_a_real_server_takes_it(server: Server, file: Path) -> None:
    kind, wanted = file.stem.split("-")[0], json.loads(file.read_text())
    pool = {"name": f"takes-{file.stem}", "type": kind, "base_job_template": wanted}
    server.call("POST", "/work_pools/", pool)
    kept = server.call("GET", f"/work_pools/{pool['name']}")
    assert (kept["type"], kept["base_job_template"]) == (kind, wanted)
    flow = server.call("POST", "/flows/", {"name": "in-a-container"})
    deployment = {"name": file.stem, "flow_id": flow["id"], "work_pool_name": pool["name"], "entrypoint": "x.py:x"}
    made = server.call("POST", "/deployments/", {**deployment, "job_variables": {"image": "dailies:other"}})
    assert server.call("POST", f"/deployments/{made['id']}/create_flow_run", {})["work_pool_name"] == pool["name"]


@pytest.mark.server
@pytest.mark.integration
def test_a_container_is_held_to_its_memory_and_keeps_its_results_where_others_find_them(workers: Workers) -> None:
    made = workers.container("docker")
    assert (made.image, made.mem_limit, made.memswap_limit) == ("dailies:runtime", "4g", "4g")
    assert made.env["PREFECT_DEFAULT_RESULT_STORAGE_BLOCK"] == RESULTS
    assert workers.container("docker", mem_limit="6g").memswap_limit == "6g"
    assert "device_requests" not in (made.container_create_kwargs or {})


@pytest.mark.server
@pytest.mark.integration
def test_a_container_that_encodes_is_given_a_card(workers: Workers) -> None:
    made = workers.container("docker-encode", gpus=2)
    assert made.image == "dailies:encode"
    host = HostConfig(version="1.43", mem_limit=made.mem_limit, **(made.container_create_kwargs or {}))
    (request,) = host["DeviceRequests"]
    assert (request["Driver"], request["Count"], request["Capabilities"]) == ("nvidia", 2, [["gpu", "video"]])
    assert (host["Memory"], host["NanoCpus"], host["CapDrop"]) == (2 * 2**30, 4 * 10**9, ["ALL"])


@pytest.mark.server
@pytest.mark.integration
def test_a_job_asks_for_memory_and_is_held_to_it(workers: Workers) -> None:
    resources = container(workers.job("kubernetes", memory_limit="6Gi"))["resources"]
    assert resources == {"requests": {"cpu": "2", "memory": "2Gi"}, "limits": {"memory": "6Gi"}}


@pytest.mark.server
@pytest.mark.integration
def test_a_job_that_encodes_asks_for_a_card_and_for_a_node_that_has_one(workers: Workers) -> None:
    manifest = workers.job("kubernetes-encode", gpus=2)
    assert container(manifest)["resources"]["limits"] == {"memory": "2Gi", "nvidia.com/gpu": 2}
    assert manifest["spec"]["template"]["spec"]["tolerations"][0]["key"] == "nvidia.com/gpu"


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.parametrize("name", ["kubernetes", "kubernetes-encode"])
def test_a_job_is_nobody_special(workers: Workers, name: str) -> None:
    manifest = workers.job(name)
    pod = manifest["spec"]["template"]["spec"]
    assert pod["restartPolicy"] == "Never", "Prefect retries, with what is cached; Kubernetes would begin anew"
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert container(manifest)["securityContext"]["allowPrivilegeEscalation"] is False
    assert container(manifest)["envFrom"] == [{"secretRef": {"name": "dailies"}}]
