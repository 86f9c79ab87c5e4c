"""Leaving at once: by the link, by three presses of Shift, and nothing to come back to."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.building import Weather
from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)

MIA, EDIE = "quiet-otter", "edie-editor"
TITLE = "Evenings are the hardest part"
PAGES = ["/", "/help-now/", "/sign-in/", "/join/", "/house-rules/"]
MIAS_PAGES = [
    "/lobby/",
    "/rooms/harbour/",
    "/rooms/harbour/new/",
    "/library/first-steps/",
    "/search/",
    "/rooms/none/",
]


def read_the_thread(page: Page) -> None:
    page.goto("/rooms/harbour/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.wait_for_load_state()


def expect_nothing_left(page: Page, weather: str) -> None:
    """On the neutral site; Back leads to nothing of hers, and she is signed out."""
    page.wait_for_url(weather)
    expect(page.get_by_role("heading", level=1)).to_have_text("Light rain")
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    for words in (TITLE, f"Hello, {MIA}"):
        expect(page.get_by_text(words)).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("which", ["first", "last"])
def test_the_link_leads_away_and_back_shows_nothing(page_of, weather, which, scripts):
    page = page_of(MIA, own_session=True, java_script_enabled=scripts, size=PHONE)
    read_the_thread(page)
    link = getattr(page.get_by_role("link", name="Leave this page now"), which)
    link.focus()
    expect(link).to_be_in_viewport()
    link.press("Enter")
    expect_nothing_left(page, weather)


def test_three_presses_of_shift_lead_away_and_back_shows_nothing(page_of, weather):
    page = page_of(MIA, own_session=True)
    read_the_thread(page)
    page.get_by_label("Your reply").focus()
    for _press in range(3):
        page.keyboard.press("Shift")
    expect_nothing_left(page, weather)


def test_capital_letters_do_not_lead_away(page_of):
    page = page_of(MIA)
    read_the_thread(page)
    page.get_by_label("Your reply").focus()
    for letter in "ABCDE":
        page.keyboard.press(f"Shift+{letter}")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    expect(page.get_by_label("Your reply")).to_have_value("ABCDEa")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_back_from_outside_shows_no_page_that_was_open_before(page_of, weather):
    """Not from the server, and not from the browser's memory either, however far back."""
    page = page_of(MIA, own_session=True)
    for address in ("/lobby/", "/rooms/harbour/", "/library/first-steps/"):
        page.goto(address)
    read_the_thread(page)
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(weather)
    for _step in range(6):
        page.go_back()
        page.wait_for_timeout(200)
        expect(page.get_by_text(TITLE)).to_have_count(0)
        expect(page.get_by_role("banner").get_by_text(MIA)).to_have_count(0)
    page.goto("/lobby/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_page_from_the_browsers_memory_is_asked_for_again(page_of):
    """Chromium keeps no page that says no-store; one that did would come back as it was left."""
    page = page_of(MIA)
    read_the_thread(page)
    page.evaluate("window.stays = true")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.wait_for_function("window.stays === undefined")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_site_outside_is_not_told_where_somebody_came_from(page_of, weather, scripts):
    page = page_of(MIA, own_session=True, java_script_enabled=scripts)
    read_the_thread(page)
    Weather.came_from.clear()
    page.get_by_role("link", name="Leave this page now").first.click()
    page.wait_for_url(weather)
    assert set(Weather.came_from) == {None}


def test_nothing_of_ours_stays_in_the_browser(page_of, weather):
    page = page_of(MIA, own_session=True, service_workers="allow")
    read_the_thread(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => localStorage.setItem('a', 'b'))")
    assert len(kept_by(page)["caches"]) == 1
    page.get_by_role("link", name="Leave this page now").first.click()
    page.wait_for_url(weather)
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.goto("/static/alongside/mark.svg")  # of our origin, but no page that would keep anything
    assert kept_by(page) == {"caches": [], "workers": 0, "stored": 0, "cookies": ""}
    assert [cookie["name"] for cookie in page.context.cookies()] == []


def kept_by(page: Page) -> dict:
    return page.evaluate(
        """async () => ({caches: await caches.keys(), stored: localStorage.length + sessionStorage.length,
        workers: (await navigator.serviceWorker.getRegistrations()).length, cookies: document.cookie})"""
    )


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("how", ["link", "Shift"])
def test_an_editor_leaves_the_cms_with_a_draft_that_is_not_saved(page_of, weather, size, how):
    """Wagtail asks before it lets go of one; whoever has to be gone is not asked."""
    page = page_of(EDIE, own_session=True, size=size)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/cms/pages/search/?q=urges")
    page.get_by_role("link", name="Edit").or_(page.locator("a[href*='/edit/']")).first.click()
    title = page.locator("#id_title")
    title.click()
    title.press_sequentially(" changed")
    page.wait_for_timeout(1500)
    if how == "link":
        page.get_by_role("link", name="Leave this page now").click()
    else:
        for _press in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(weather)
    assert asked == []
    page.go_back()
    expect(page.get_by_text("urges", exact=False)).to_have_count(0)


@pytest.mark.parametrize("address", ["/cms/", "/cms/pages/", "/cms/images/", "/cms/documents/"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_cms_has_the_way_out_and_help_where_all_pages_have_them(page_of, size, address):
    page = page_of(EDIE, size=size)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Leave this page now")
    for name in ("Leave this page now", "Get help now"):
        link = page.get_by_role("link", name=name)
        expect(link).to_be_in_viewport()
        box = link.bounding_box()
        assert box["x"] + box["width"] <= size[0], f"{name} does not fit"
        at = page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).textContent.trim()",
            [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
        )
        assert at == name, f"{name} is covered by {at}"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_way_out_is_the_first_stop_of_the_keyboard_on_every_page(page_of, size):
    stranger, mia = page_of(None, size=size), page_of(MIA, size=size)
    for page, address in [
        *((stranger, address) for address in PAGES),
        *((mia, address) for address in MIAS_PAGES),
    ]:
        page.goto(address)
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        expect(focused, address).to_have_text("Leave this page now")
        expect(focused, address).to_be_in_viewport()
