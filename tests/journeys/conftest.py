"""One browser, one building of each kind, and a page for whoever a journey needs.

The browser knows no other host than this machine. A page fails its test when it asks another host for
anything, when it breaks its own content policy, or when its console shows an error."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
)

from risk_jobs.demo import PASSWORD, TOTP_SECRET
from tests.journeys import building as buildings
from tests.journeys.building import Building

HERE = Path(__file__).parent
PHONE, DESKTOP = (320, 640), (1280, 900)
CODE_LASTS_S = 30
expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


# --- buildings ------------------------------------------------------------------------------------------
@pytest.fixture(scope="package")
def weather() -> Iterator[str]:
    with buildings.weather_site() as address:
        yield address


@pytest.fixture(scope="package", params=["embedded", pytest.param("real", marks=pytest.mark.services)])
def building(request, tmp_path_factory, weather) -> Iterator[Building]:
    """The demo building, opened. A module that needs one kind only says so by `indirect`."""
    folder = tmp_path_factory.mktemp(request.param) / "data"
    if request.param == "real":
        standing = buildings.real(folder, request.getfixturevalue("demo"), weather)
    else:
        standing = buildings.embedded(folder, request.getfixturevalue("prepared"), weather)
    with standing as here:
        yield here


# --- the browser ----------------------------------------------------------------------------------------
@dataclass
class Watch:
    """What went wrong on a context's pages, whatever the test looked at."""

    home: str
    wrong: list[str] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> BrowserContext:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(f"script: {error.error}"))
        return context

    def _request(self, request: Request) -> None:
        if request.is_navigation_request():
            self.visited.add(request.url)
        elif urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(self.home):
            self.wrong.append(f"asked another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        """A page that was answered by 404 or 403 is a console line too: the test itself looks at the status. So is a 409,
        by which a script hears that words are not taken yet, and what a page tries while the test holds it offline."""
        address = message.location.get("url", "")
        its_own_answer = message.text.startswith("Failed to load resource") and (
            address in self.visited or " 409 " in message.text or "ERR_INTERNET_DISCONNECTED" in message.text
        )
        if message.type == "error" and not its_own_answer:
            self.wrong.append(f"console: {message.text} ({address})")


@dataclass
class Visitors:
    """Signs people in through the sign-in page and remembers their session, as the six digits work once."""

    browser: Browser
    building: Building
    sessions: dict[str, dict] = field(default_factory=dict)

    def context(self, watch: Watch, size=DESKTOP, **options) -> BrowserContext:
        width, height = size
        context = self.browser.new_context(
            base_url=self.building.address,
            viewport={"width": width, "height": height},
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            **{"service_workers": "block"} | options,
        )
        context.set_default_timeout(10_000)
        return watch.over(context)

    def signed_in(self, handle: str, watch: Watch, own_session: bool = False, **options) -> BrowserContext:
        if handle in self.sessions and not own_session:
            return self.context(watch, storage_state=self.sessions[handle], **options)
        context = self.context(watch, **options)
        page = context.new_page()
        sign_in(page, handle)
        page.close()
        if not own_session:
            self.sessions[handle] = context.storage_state()
        return context


def sign_in(page: Page, handle: str) -> None:
    """By the page itself: name and password, and for staff the six digits."""
    give_name_and_password(page, handle)
    if urlsplit(page.url).path == "/sign-in/code/":
        type_the_code(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello, {handle}")


def open_thread_of_harbour(page: Page, title: str) -> None:
    """On whichever page of the room it stands: other journeys open threads too."""
    for number in range(1, 9):
        page.goto(f"/rooms/harbour/?page={number}")
        link = page.get_by_role("main").get_by_role("link", name=title, exact=True)
        if link.count():
            link.first.click()
            return
    raise AssertionError(f"no thread “{title}” in Harbour")


def give_name_and_password(page: Page, handle: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Your name here").fill(handle)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def type_the_code(page: Page) -> None:
    """Digits that were used, or that ran out on the way, are refused: then once more with the next ones."""
    for _attempt in range(2):
        page.get_by_label("Code").fill(six_digits())
        page.get_by_role("button", name="Sign in").click()
        if urlsplit(page.url).path != "/sign-in/code/":
            return
        page.wait_for_timeout((CODE_LASTS_S - time.time() % CODE_LASTS_S) * 1000)


def six_digits() -> str:
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // CODE_LASTS_S))


@pytest.fixture(scope="package")
def visitors(browser, building) -> Visitors:
    return Visitors(browser, building)


def has_no_sideways_scroll(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


PageOf = Callable[..., Page]


@pytest.fixture
def page_of(visitors, building) -> Iterator[PageOf]:
    """`page_of("quiet-otter")` is a page in a fresh context, signed in; `page_of(None)` is a stranger's.

    `size=PHONE`, `java_script_enabled=False`, `own_session=True` (one that may be ended) and whatever else
    a browser context takes."""
    watch, contexts = Watch(building.address), []
    already = len(building.written())

    def a_page(handle: str | None, **options) -> Page:
        context = (
            visitors.signed_in(handle, watch, **options) if handle else visitors.context(watch, **options)
        )
        contexts.append(context)
        return context.new_page()

    yield a_page
    for context in contexts:
        context.close()
    watch.wrong += [line for line in building.written()[already:].splitlines() if "Traceback" in line]
    assert not watch.wrong, "\n".join(watch.wrong)
