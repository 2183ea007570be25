"""What a wrong or missing Prefect server means, as a sentence that says what to do."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from tasks.domain.errors import SetupError
from tasks.stagecraft import connection
from tasks.stagecraft.address import check_address
from tests.prefect_server import Server, eventually

API = "http://10.0.0.5:4200/api"


@contextmanager
def using(api: str, password: str | None = None) -> Iterator[None]:
    with temporary_settings({PREFECT_API_URL: api, PREFECT_API_AUTH_STRING: password}):
        yield


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def answered(status: int, url: str = f"{API}/flows") -> httpx.HTTPStatusError:
    request = httpx.Request("GET", url)
    return httpx.HTTPStatusError("", request=request, response=httpx.Response(status, request=request))


@pytest.mark.parametrize("api", [API, "https://flows.example/prefect/api", "https://a.example/api/accounts/1"])
def test_addresses_of_an_api_pass(api: str) -> None:
    check_address(api)


@pytest.mark.parametrize(
    ("api", "what"),
    [
        ("server", "PREFECT_API_URL=server is not the URL"),
        ("10.0.0.5:4200/api", "is not the URL"),
        ("ftp://10.0.0.5/api", "is not the URL"),
        ("http://:4200/api", "is not the URL"),
        ("http://[::1/api", "is not the URL"),
        ("http://10.0.0.5:70000/api", "is not the URL"),
        ("http://10.0.0.5:4200 /api", "is not the URL"),
        ("http://10.0.0.5:4200", "Set PREFECT_API_URL=http://10.0.0.5:4200/api."),
        ("http://10.0.0.5:4200/v2/", "Set PREFECT_API_URL=http://10.0.0.5:4200/v2/api."),
        ("http://me:secret@10.0.0.5", "Set PREFECT_API_URL=http://10.0.0.5/api."),
    ],
)
def test_an_address_that_is_none_says_what_one_looks_like(api: str, what: str) -> None:
    with pytest.raises(SetupError) as caught:
        check_address(api)
    assert what in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (httpx.ConnectError("refused"), f"No Prefect server answers at {API} (refused)"),
        (httpx.ConnectTimeout(""), "no answer in time"),
        (httpx.RemoteProtocolError(""), "RemoteProtocolError"),
        (caused(httpx.ConnectError("self-signed"), ssl.SSLError()), "PREFECT_API_SSL_CERT_FILE"),
        (caused(RuntimeError("Failed to reach API"), httpx.ConnectError("refused")), "No Prefect server answers"),
        (answered(401), "asks for a password. Set PREFECT_API_AUTH_STRING to the line in the file server/password"),
        (answered(421), "does not answer to this address"),
        (answered(502), "answers 502"),
    ],
)
def test_a_failed_request_is_explained(error: Exception, what: str) -> None:
    with using(API):
        known = connection.explained(error)
    assert known
    assert what in str(known)


def test_a_wrong_password_is_told_from_none() -> None:
    with using(API, "dailies:guess"):
        assert "refuses the password in PREFECT_API_AUTH_STRING" in str(connection.explained(answered(401)))


@pytest.mark.parametrize(
    "error", [ValueError("a bug"), answered(404), answered(401, "https://api.vendor.example/speech")]
)
def test_other_errors_are_left_alone(error: Exception) -> None:
    with using(API):
        assert connection.explained(error) is None


@pytest.mark.parametrize(
    ("version", "what"),
    [
        ("2.20.3", "Upgrade the server to 3.8.8 or later"),
        ("3.8.7", "runs Prefect 3.8.7, which does not work"),
        ("4.0.0", "Upgrade Dailies"),
        ("something", "is not the API of a Prefect server"),
        ({"detail": "Not Found"}, "is not the API of a Prefect server"),
    ],
)
def test_a_server_of_another_version_is_refused(version: object, what: str) -> None:
    with pytest.raises(SetupError, match=what):
        connection.check_version(API, version)


@pytest.mark.parametrize("version", ["3.8.8", "3.9.1+4.gabcdef", "3.12.0"])
def test_a_server_of_a_near_version_is_fine(version: str) -> None:
    connection.check_version(API, version)


def test_the_oldest_version_is_that_of_the_requirements() -> None:
    from tests.test_house import ROOT

    oldest = ".".join(map(str, connection.OLDEST))
    assert f'"prefect>={oldest},' in (ROOT / "pyproject.toml").read_text()
    assert f'prefect-version: ">={oldest}"' in (ROOT / "prefect.yaml").read_text()


@pytest.mark.server
@pytest.mark.integration
def test_a_real_server_with_a_password(server: Server) -> None:
    with temporary_settings(server.client_settings):
        connection.check()
    with using(server.api), pytest.raises(SetupError, match="asks for a password"):
        connection.check()
    with using(server.api, "dailies:guess"), pytest.raises(SetupError, match="refuses the password"):
        connection.check()
    with using(server.api.replace("127.0.0.1", "localhost")), pytest.raises(SetupError, match="instead of localhost"):
        connection.check()
    with using(server.api.replace("http:", "https:")), pytest.raises(SetupError, match="secure connection"):
        connection.check()
    with using(f"{server.api}/api"), pytest.raises(SetupError):
        connection.check()
    server.go_down()
    with using(server.api, server.password), pytest.raises(SetupError, match="No Prefect server answers"):
        connection.check()
    server.come_up()


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.parametrize(
    "command",
    [
        ("deployments", "deploy"),
        ("deployments", "up"),
        ("flows", "kpis"),
        ("flows", "short"),
        ("flows", "quota"),
    ],
)
def test_every_command_of_a_host_without_the_password_says_where_it_is(
    server: Server, command: tuple[str, str]
) -> None:
    host = server.host()
    del host.env["PREFECT_API_AUTH_STRING"]
    done = host.command(*command)
    assert done.returncode == SetupError.exit_code, done.stderr
    assert "line in the file server/password" in done.stderr
    assert "Traceback" not in done.stderr
    eventually(
        lambda: server.request("GET", "/admin/version").is_success,
        about=lambda: server.request("GET", "/admin/version").text,
    )


@pytest.mark.server
@pytest.mark.integration
def test_status_shows_the_channels_and_says_what_is_wrong_with_the_server(server: Server) -> None:
    host = server.host()
    del host.env["PREFECT_API_AUTH_STRING"]
    done = host.command("deployments", "status")
    assert (done.returncode, done.stderr) == (1, "")
    assert "demo" in done.stdout
    assert "line in the file server/password" in done.stdout
