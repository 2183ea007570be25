"""Drive Prefect's UI in headless Chromium as an operator does, in the version that the server shows by default."""

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

PATIENCE = 120_000  # milliseconds: two loaded cores render a page slowly
# Without these flags Chromium contacts its vendor at every start.
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
# The headless shell comes first, because it draws no window and needs fewer resources.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
VIEW: ViewportSize = {"width": 1400, "height": 900}
SCREENSHOTS = os.environ.get("DAILIES_SCREENSHOTS", "")  # a folder for screenshots, which take seconds each


class Ui:
    """A browser page that is logged in to the server's UI."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        page.goto(access.login(server.api.removesuffix("/api"), server.password), wait_until="networkidle")
        self.home = re.sub(r"(/v\d+)?/.*", r"\1/", page.url.removeprefix(server.api.removesuffix("/api")))
        self.home = server.api.removesuffix("/api") + self.home
        self.rest()

    @property
    def dialog(self) -> Locator:
        """The dialog or form in front of the page."""
        return self.page.locator("[role=dialog], [role=alertdialog]")

    def open(self, run: str, tab: str = "Task Runs") -> None:
        self.page.goto(f"{self.home}runs/flow-run/{run}", wait_until="networkidle")
        self.page.get_by_role("tab", name=tab, exact=True).click()

    def retry(self, run: str) -> None:
        """Press Retry and confirm."""
        self.open(run)
        self.choose("Retry")
        self.dialog.get_by_role("button", name="Retry").click()
        expect(self.dialog).to_have_count(0)
        self.rest()

    def artifact(self, key: str) -> Locator:
        """Open the page of the latest artifact with this key."""
        body = {"artifacts": {"key": {"any_": [key]}}, "sort": "CREATED_DESC", "limit": 1}
        (latest,) = eventually(lambda: self.server.call("POST", "/artifacts/filter", json=body))
        self.page.goto(f"{self.home}artifacts/artifact/{latest['id']}", wait_until="networkidle")
        return self.page.locator("main")

    def form(self, run: str) -> Locator:
        """Open the form of a suspended run in a window that shows all of it."""
        self.page.set_viewport_size({"width": 1400, "height": 1400})
        self.open(run)
        self.choose("Resume")
        # The form sets its defaults after it appears, and overwrites anything typed before that.
        expect(field(self.dialog, "Title")).not_to_have_value("")
        return self.dialog

    def resume(self, run: str, fields: Mapping[str, str], answer: str) -> None:
        """Fill in the form of a suspended run by the fields' labels and submit it."""
        form = self.form(run)
        for label, text in fields.items():
            field(form, label).fill(text)
        self.picture(f"review-form-{answer}")
        if answer != "approve":
            form.get_by_text("approve", exact=True).first.click()
            self.page.get_by_text(answer, exact=True).last.click()
        for label, text in fields.items():
            expect(field(form, label)).to_have_value(text)
        with self.page.expect_response(re.compile("/resume$")) as response:
            form.get_by_role("button", name=re.compile("Resume|Submit")).click()
        assert response.value.ok, response.value.status
        submitted = (response.value.request.post_data_json or {})["run_input"]
        assert {*fields.values(), answer} <= {"approve", *submitted.values()}, submitted
        expect(form).to_have_count(0)
        self.rest()

    def rest(self) -> None:
        """Open a blank page, because an open page of the UI keeps a core busy."""
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
        """Take a screenshot of a run's page if DAILIES_SCREENSHOTS is set."""
        if SCREENSHOTS:
            self.open(run, tab)
            self.picture(name)
            self.rest()


def field(form: Locator, label: str) -> Locator:
    """Find an input by the start of its label, to which the UI appends "(Optional)"."""
    return form.get_by_label(re.compile(f"^{label}"))


def surroundings() -> dict[str, str | float | bool]:
    """Return this process's environment with the system's fonts. Rendering cards sets FONTCONFIG_FILE to a file without
    them, and Chromium without a font shows no text, loses typed input and crashes on some lists."""
    return {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """Start headless Chromium. Skips or fails the test where it is not installed (see tests/needs.py)."""
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
    """Open the server's UI in a new browser."""
    with chromium() as browser:
        page = browser.new_page(viewport=VIEW)
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield Ui(page, server)
