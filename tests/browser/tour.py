"""Retake the screenshots of docs/operating.md: python -m tests.browser.tour

Starts a server, two workers and three channels without keys, makes their shorts, reviews one of them, and takes
screenshots of the pages that an operator sees. Takes about five minutes.
"""

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import yaml
from PIL import Image
from playwright.sync_api import Locator

from tasks.machine.home import CHECKOUT
from tests.browser.ui import Ui, browsing
from tests.prefect_server import Host, eventually, running_server

DOCS = CHECKOUT / "docs"
COLOURS = 96  # enough for a page of the UI; cuts the file to a third
TOPICS = {"night-facts": "octopus", "far-away": "voyager", "by-numbers": "zero"}
REVIEWED = "night-facts"


class Tour:
    """Walk through the UI and take the screenshots."""

    def __init__(self, host: Host, ui: Ui) -> None:
        self.host, self.server, self.ui = host, host.server, ui

    def walk(self) -> None:
        for name, topic in TOPICS.items():
            run = self.make(name, topic, review=name == REVIEWED)
            if name == REVIEWED:
                self.review(run)
            self.completed(run)
        self.run_page(run)
        self.artifact("run-page", f"run-{name}", lambda page: page.get_by_text("quality", exact=False).first)
        self.completed(self.server.start("report-kpis/weekly", {"out": str(self.host.folder / "kpis")}))
        self.artifact("kpis-page", "report", lambda page: page.get_by_role("img").first)
        self.photograph("work-pools", "work-pools", lambda page: page.get_by_text("encode-cpu").first, height=570)
        self.photograph("automations", "automations", lambda page: page.get_by_text("sign of life").first, height=1190)

    def make(self, name: str, topic: str, *, review: bool) -> str:
        channel = self.host.folder / f"{name}.yaml"
        channel.write_text(yaml.safe_dump({"name": name, "review": review}))
        request = {"channel": str(channel), "topic": topic, "out": str(self.host.folder / "out")}
        return self.server.start("daily-short/batch", {"request": request}, work_queue_name="today")

    def completed(self, run: str) -> None:
        assert self.server.ended(run, within=600)["state_type"] == "COMPLETED", self.server.log(run)

    def review(self, run: str) -> None:
        eventually(lambda: self.server.flow_run(run)["state_name"] == "Suspended", 600)
        self.ui.form(run)
        self.save("review-form")
        self.ui.rest()
        self.ui.resume(run, {}, "approve")

    def run_page(self, run: str) -> None:
        self.ui.page.set_viewport_size({"width": 1400, "height": 640})
        self.ui.open(run)
        self.ui.page.get_by_text("upload-").first.wait_for()
        self.save("run-graph")
        self.ui.rest()

    def artifact(self, picture: str, key: str, shows: "Callable[[Locator], Locator]") -> None:
        body = {"artifacts": {"key": {"any_": [key]}}, "sort": "CREATED_DESC", "limit": 1}
        (latest,) = eventually(lambda: self.server.call("POST", "/artifacts/filter", json=body), 120)
        self.photograph(picture, f"artifacts/artifact/{latest['id']}", shows, height=1500)

    def photograph(self, picture: str, path: str, shows: "Callable[[Locator], Locator]", height: int) -> None:
        self.ui.page.set_viewport_size({"width": 1400, "height": height})
        self.ui.page.goto(f"{self.ui.home}{path}", wait_until="networkidle")
        shows(self.ui.page.locator("main")).wait_for()
        self.save(picture)
        self.ui.rest()

    def save(self, name: str) -> None:
        """Save a screenshot with few colours and without the navigation on the left."""
        self.ui.page.wait_for_load_state("networkidle")
        with Image.open(io.BytesIO(self.ui.page.screenshot())) as whole:
            shown = whole.convert("RGB").crop((257, 0, whole.width, whole.height))
        shown.quantize(COLOURS).save(DOCS / f"{name}.png", optimize=True)
        sys.stdout.write(f"{name}.png: {(DOCS / f'{name}.png').stat().st_size // 1000} kB\n")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        host = server.host(DAILIES_ENCODER="libx264", DAILIES_WEBHOOK="http://127.0.0.1:9/told")
        done = host.command("deployments", "deploy")
        assert done.returncode == 0, done.stderr
        with host.worker("dailies"), host.worker("encode-cpu"), browsing(server) as ui:
            Tour(host, ui).walk()
    return 0


if __name__ == "__main__":
    sys.exit(main())
