"""Leaving at once: by the link, by three presses of Shift, and nothing to come back to."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)

MIA = "quiet-otter"
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
    page.goto("/lobby/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


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
