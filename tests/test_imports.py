"""Importing a module has no side effects: only entry points tune the process, and only a run reads settings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for top in ("flows", "tasks", "deployments")
    for path in sorted((ROOT / top).rglob("*.py"))
]

# Compares the process before and after each import. Prefect and OpenCV are imported first because their imports do have
# side effects, on logging and on LD_LIBRARY_PATH.
SCRIPT = """
import gc, importlib, json, logging, os, sys, threading
import cv2, prefect.main

def state():
    loggers = {n: logger for n, logger in logging.root.manager.loggerDict.items() if isinstance(logger, logging.Logger)}
    loggers["root"] = logging.getLogger()
    return {
        "garbage collection": {"": (gc.get_threshold(), gc.get_freeze_count(), gc.isenabled())},
        "environment": dict(os.environ),
        "threads": {thread.name: "running" for thread in threading.enumerate()},
        "logger": {n: (e.level, e.disabled, len(e.filters), len(e.handlers)) for n, e in loggers.items()},
        "logging disabled below": {"": logging.root.manager.disable},
    }

SLOW = {"elevenlabs", "google.oauth2", "openai", "requests", "serpapi"}  # the clients of vendors that few runs ask
before, changes = state(), []
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
    if name.startswith("flows.") and (early := SLOW & sys.modules.keys()):
        changes.append(f"{name} imports {', '.join(early)}, which every start would wait for")
        SLOW -= early
    after = state()
    for part, now in after.items():
        # A new logger does not count as a change, because libraries create theirs on import.
        keys = before[part].keys() if part == "logger" else before[part].keys() | now.keys()
        for key in sorted(keys):
            if (was := before[part].get(key)) != (became := now.get(key)):
                changes.append(f"{name} changes {part} {key}: {was} -> {became}")
    before = after

from tasks.machine import process, settings
assert settings._settings.cache_info().misses == 0, "an import reads the settings"
assert process.tune.cache_info().misses == 0, "an import tunes the process"
sys.exit(chr(10).join(changes) or None)
"""


@pytest.mark.integration
def test_imports_change_nothing_and_read_no_settings() -> None:
    assert {"flows.daily_short", "tasks.encode", "tasks.machine.process", "deployments.up"} <= set(MODULES)
    # These settings are invalid, so an import that reads them fails.
    env = {**os.environ, "DAILIES_BUDGETS": "openai:20", "DAILIES_ENCODE_WORKERS": "abc", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SCRIPT, json.dumps(MODULES)]
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-5000:]
