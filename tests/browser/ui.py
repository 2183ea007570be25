"""Prefect's UI as an operator uses it, in headless Chromium: the one that the server shows by default."""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from deployments import access
from tests.needs import lacking
from tests.prefect_server import Server, eventually

PATIENCE = 120_000  # milliseconds: two loaded cores draw a page slowly
# Without them Chromium talks to its maker at every start.
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
# The first draws no window of its own, and needs less.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
VIEW: ViewportSize = {"width": 1400, "height": 900}
SCREENSHOTS = os.environ.get("DAILIES_SCREENSHOTS", "")  # a folder to photograph pages into: each takes seconds


class Ui:
    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        page.goto(access.login(server.api.removesuffix("/api"), server.password), wait_until="networkidle")
        self.home = re.sub(r"(/v\d+)?/.*", r"\1/", page.url.removeprefix(server.api.removesuffix("/api")))
        self.home = server.api.removesuffix("/api") + self.home
        self.rest()

    @property
    def dialog(self) -> Locator:
        """The question or form that stands before the page."""
        return self.page.locator("[role=dialog], [role=alertdialog]")

    def open(self, run: str, tab: str = "Task Runs") -> None:
        self.page.goto(f"{self.home}runs/flow-run/{run}", wait_until="networkidle")
        self.page.get_by_role("tab", name=tab, exact=True).click()

    def retry(self, run: str) -> None:
        """Press Retry, and confirm."""
        self.open(run)
        self.choose("Retry")
        self.dialog.get_by_role("button", name="Retry").click()
        expect(self.dialog).to_have_count(0)
        self.rest()

    def artifact(self, key: str) -> Locator:
        """The latest artifact of this key, on its page."""
        body = {"artifacts": {"key": {"any_": [key]}}, "sort": "CREATED_DESC", "limit": 1}
        (found,) = eventually(lambda: self.server.call("POST", "/artifacts/filter", json=body))
        self.page.goto(f"{self.home}artifacts/artifact/{found['id']}", wait_until="networkidle")
        return self.page.locator("main")

    def form(self, run: str) -> Locator:
        """The form of a suspended run, all of it in view."""
        self.page.set_viewport_size({"width": 1400, "height": 1400})
        self.open(run)
        self.choose("Resume")
        # The form takes its defaults after it is shown, and forgets what was typed before.
        expect(field(self.dialog, "Title")).not_to_have_value("")
        return self.dialog

    def resume(self, run: str, fields: Mapping[str, str], answer: str) -> None:
        """Fill in the form of a suspended run, by the fields' labels, and send it."""
        form = self.form(run)
        for label, text in fields.items():
            field(form, label).fill(text)
        self.picture(f"review-form-{answer}")
        if answer != "approve":
            form.get_by_text("approve", exact=True).first.click()
            self.page.get_by_text(answer, exact=True).last.click()
        for label, text in fields.items():
            expect(field(form, label)).to_have_value(text)
        for _ in range(5):  # a server whose SQLite is locked answers 503: the form stays, and a person presses again
            with self.page.expect_response(re.compile("/resume$")) as answered:
                form.get_by_role("button", name=re.compile("Resume|Submit")).click()
            if answered.value.ok:
                break
        said = (answered.value.request.post_data_json or {})["run_input"]
        assert {*fields.values(), answer} <= {"approve", *said.values()}, said
        expect(form).to_have_count(0)
        self.rest()

    def rest(self) -> None:
        """Show nothing: a page of the UI keeps a core busy for as long as it is open."""
        self.page.goto("about:blank")
        self.page.set_viewport_size(VIEW)

    def choose(self, item: str) -> None:
        self.page.get_by_role("button", name="Open menu").click()
        self.page.get_by_role("menuitem", name=item).click()

    def picture(self, name: str) -> None:
        if SCREENSHOTS:
            Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
            self.page.wait_for_load_state("networkidle")
            self.page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")

    def shown(self, run: str, name: str, tab: str = "Task Runs") -> None:
        """A picture of a run's page, where pictures are wanted."""
        if SCREENSHOTS:
            self.open(run, tab)
            self.picture(name)
            self.rest()


def field(form: Locator, label: str) -> Locator:
    """An input by its label, which the UI follows with "(Optional)"."""
    return form.get_by_label(re.compile(f"^{label}"))


def surroundings() -> dict[str, str | float | bool]:
    """This process's, but with the system's fonts: once cards were drawn in it, FONTCONFIG_FILE names none of them, and
    Chromium without a font shows no text, forgets what is typed, and dies at some lists."""
    return {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not program:
        raise lacking("no Chromium on this machine: apt-get install chromium-headless-shell")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=[*FLAGS, *flags], env=surroundings())
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def browsing(server: Server) -> Iterator[Ui]:
    with chromium() as browser:
        page = browser.new_page(viewport=VIEW)
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield Ui(page, server)
