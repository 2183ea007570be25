"""No secret is in an error, a log or a file, whatever a network does; and no stranger may ask our server for one."""

import logging
import os
import pwd
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tasks.domain.errors import DailiesError
from tests.faults.promises import check
from tests.faults.test_network import ASKS, CANARY, _desk, asked_for, limit  # noqa: F401 - a fixture
from tests.faults.weather import FAULTS, Weather
from tests.prefect_server import Server
from tests.providers.paying import leaks

KEYED = [name for name, ask in ASKS.items() if ask.keys]
SHARES = [pytest.param(9, id="some", marks=pytest.mark.integration), pytest.param(1, id="all", marks=pytest.mark.slow)]


@pytest.mark.parametrize("one_in", SHARES)
def test_no_key_is_in_an_error_a_log_or_a_file(
    one_in: int,
    asked_for: list[float],  # noqa: F811
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert asked_for == []
    caplog.set_level(logging.DEBUG)
    kept = {}
    with Weather() as weather:
        for number, (name, fault) in enumerate([(name, fault) for name in KEYED for fault in FAULTS][::one_in]):
            limit[0] = 0.8 if FAULTS[fault].slow else 20.0
            weather.fault = FAULTS[fault]
            folder = tmp_path / str(number)
            caplog.clear()
            try:
                ASKS[name].send(_desk(ASKS[name], weather, folder))
            except DailiesError as error:
                said = leaks(error, CANARY)
            else:
                said = True
            held = any(CANARY.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
            where = [each for each, found in (("error", said), ("file", held), ("log", CANARY in caplog.text)) if found]
            kept[f"{name}: {fault} {where or ''}"] = not where
    check("keys under faults", kept)


FILM = "0" * 64
ROUTES = (
    *("GET /api/admin/version", "GET /api/admin/settings", "GET /api/flows/count", "GET /api/block_types/slug/secret"),
    *("POST /api/block_documents/filter", "POST /api/variables/filter", "POST /api/deployments/filter"),
    *("POST /api/flow_runs/filter", "POST /api/logs/filter", "POST /api/work_pools/filter"),
    *("POST /api/artifacts/filter", "POST /api/flows/", "POST /api/block_documents/"),
    *(f"GET /films/{FILM}/about", f"GET /films/{FILM}/short.mp4?until=9999999999&sign=0"),
    "GET /api/csrf-token?client=x",
)
REFUSED = {400, 401, 403, 421}  # 421: at another address, or from another's page
STRANGER = """
import sys, urllib.error, urllib.request
base, *routes = sys.argv[1:]
for route in routes:
    method, path = route.split(" ")
    request = urllib.request.Request(base + path, b"{}" if method == "POST" else None, method=method)
    request.add_header("Content-Type", "application/json")
    try:
        code = urllib.request.urlopen(request, timeout=60).status
    except urllib.error.HTTPError as error:
        code = error.code
    print(code)
"""


@pytest.mark.integration
@pytest.mark.server
def test_the_server_tells_another_user_nothing(server: Server) -> None:
    """Another user of this machine can reach the port; neither can it read the password, nor does it get in without."""
    base = server.api.removesuffix("/api")
    if os.geteuid() == 0:
        user = pwd.getpwnam("nobody")
        done = subprocess.run(
            ["/usr/bin/env", "-i", _python(), "-c", STRANGER, base, *ROUTES],
            check=False, capture_output=True, text=True, timeout=300, user=user.pw_uid, group=user.pw_gid, cwd="/",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        codes = list(map(int, done.stdout.split()))
    else:
        codes = [httpx.request(*_split(route, base), json={}, timeout=60).status_code for route in ROUTES]
    check("another user", {route: code in REFUSED for route, code in zip(ROUTES, codes, strict=True)})


def _split(route: str, base: str) -> tuple[str, str]:
    method, path = route.split(" ")
    return method, base + path


def _python() -> str:
    """A Python that every user may run."""
    return "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable


@pytest.mark.integration
@pytest.mark.server
def test_the_server_tells_a_web_page_nothing(server: Server) -> None:
    """What a browser sends for a page of another site, with the password too: a browser keeps it once it is given."""
    base = server.api.removesuffix("/api")
    user, _, password = server.password.partition(":")
    kept = {}
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", f"{base}.evil.example"):
        for route in ROUTES:
            method, address = _split(route, base)
            answer = httpx.request(
                method, address, json={}, timeout=60, auth=(user, password), headers={"Origin": origin}
            )
            open_to_it = answer.headers.get("access-control-allow-origin", "") in {"*", origin}
            kept[f"{origin} {route}"] = not open_to_it and (method == "GET" or answer.status_code in REFUSED)
    for host in ("evil.example", "evil.example:4200", ""):
        for route in ROUTES:
            method, address = _split(route, base)
            answer = httpx.request(method, address, json={}, timeout=60, headers={"Host": host})
            kept[f"host {host} {route}"] = answer.status_code in REFUSED
    check("a web page", kept)
