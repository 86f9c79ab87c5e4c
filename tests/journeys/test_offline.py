"""No network: the help page is there all the same, and nothing else is."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, has_no_sideways_scroll

pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)

MIA, TITLE = "quiet-otter", "Evenings are the hardest part"
NUMBERS = ["999", "111, choose option 2", "116 123", "SHOUT to 85258"]


def keep_help(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("who", [None, MIA], ids=["stranger", "member"])
def test_help_is_there_without_a_network(page_of, tmp_path, who, size):
    page = page_of(who, size=size, service_workers="allow")
    keep_help(page, "/lobby/" if who else "/")
    page.context.set_offline(True)
    for address in ("/help-now/", "/rooms/harbour/", "/"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
        for number in NUMBERS:
            expect(page.get_by_role("link", name=number).first).to_be_visible()
        expect(page.get_by_text("cannot be reached at the moment")).to_be_visible()
        expect(page.get_by_role("link", name="Leave this page now").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.as-help__now')).backgroundColor") != (
        "rgba(0, 0, 0, 0)"
    ), "it came without its styles"
    assert has_no_sideways_scroll(page)
    page.screenshot(path=tmp_path / "offline.png", full_page=True)
    page.context.set_offline(False)


def test_nothing_of_anybody_signed_in_is_kept(page_of):
    """Whatever Mia read: in the caches stand the public help page, as a stranger sees it, and what draws it."""
    page = page_of(MIA, service_workers="allow")
    keep_help(page, "/lobby/")
    for address in ("/rooms/harbour/", "/search/", "/library/first-steps/", "/help-now/"):
        page.goto(address)
    page.goto("/rooms/harbour/")
    page.get_by_role("link", name=TITLE).click()
    kept = page.evaluate(
        """async () => { const found = {};
        for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys())
            found[new URL(request.url).pathname] = await (await caches.match(request)).text();
        return found; }"""
    )
    pages = {path: text for path, text in kept.items() if not path.startswith("/static/")}
    assert set(pages) == {"/help-now/"}
    assert len(kept) == 8
    assert MIA not in pages["/help-now/"]
    assert "Sign in" in pages["/help-now/"]


def test_leaving_without_a_network_leads_away_and_forgets(page_of, weather):
    page = page_of(None, service_workers="allow")
    keep_help(page, "/")
    page.context.set_offline(True)
    page.get_by_role("link", name="Leave this page now").first.click()
    page.wait_for_timeout(1000)
    expect(page.get_by_text("Alongside")).to_have_count(0)
    page.context.set_offline(False)
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.goto("/static/alongside/mark.svg")
    assert page.evaluate("caches.keys()") == []
