"""A key is withdrawn while its page is open: the page empties itself and says what happened, in kind words."""

import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.building import ROOT, Building, environment
from tests.journeys.conftest import DESKTOP, PHONE, has_no_sideways_scroll, open_thread_of_harbour

pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)

TITLE = "Evenings are the hardest part"
CLOSED_WITHIN_MS = 5_000
NOTICES = {
    "withdraw_key": "Your key has been withdrawn",
    "suspend": "Your account is paused",
    "sign_out": "You have been signed out",
    "let_the_last_day_pass": "The last day of your key has passed",
}
HARBOUR = re.compile("harbour", re.IGNORECASE)


@pytest.fixture
def somebody(building: Building):
    """Eight people, each of whom can be taken what they have: ending -> (session, take it)."""
    command = [sys.executable, "-m", "tests.integration.withdrawer", "8"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    env = environment(building.log.parent, "/")
    with subprocess.Popen(command, cwd=ROOT, env=env, **pipes) as process:
        people = {one["ending"]: one for one in json.loads(process.stdout.readline())}

        def take(ending: str) -> None:
            print(people[ending]["number"], file=process.stdin, flush=True)
            process.stdout.readline()

        yield people, take
        process.stdin.close()


def page_with(page_of, building: Building, session: str, **options) -> Page:
    page = page_of(None, **options)
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": building.address}])
    return page


def open_thread(page: Page) -> None:
    open_thread_of_harbour(page, TITLE)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def expect_notice(page: Page, title: str) -> None:
    notice = page.get_by_role("heading", name=title)
    expect(notice).to_be_visible(timeout=CLOSED_WITHIN_MS)
    expect(page.get_by_role("link", name="Get help now").first).to_be_visible()
    expect(page.get_by_role("main").get_by_text(TITLE)).to_have_count(0)
    expect(page.get_by_role("region", name=title).get_by_text(HARBOUR)).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("ending", NOTICES)
def test_an_open_page_empties_itself_and_says_what_happened(
    page_of, building, somebody, tmp_path, ending, size
):
    people, take = somebody
    page = page_with(page_of, building, people[ending]["session"], size=size)
    open_thread(page)
    page.get_by_label("Your reply").fill("I was just writing")
    page.wait_for_timeout(1500)  # its socket is open
    take(ending)
    page.wait_for_url("**/closed-to-you/", timeout=CLOSED_WITHIN_MS)
    expect_notice(page, NOTICES[ending])
    assert has_no_sideways_scroll(page)
    page.screenshot(path=tmp_path / "notice.png", full_page=True)
    page.go_back()
    expect(page.get_by_text("I was just writing")).to_have_count(0)
    expect(page.get_by_role("heading", name=TITLE)).to_have_count(0)


@pytest.mark.parametrize("address", ["/rooms/", "/search/", "/library/"])
def test_every_page_of_somebody_signed_in_does(page_of, building, somebody, address):
    people, take = somebody
    page = page_with(page_of, building, people["withdraw_key"]["session"])
    page.goto(address)
    page.wait_for_timeout(1500)
    take("withdraw_key")
    page.wait_for_url("**/closed-to-you/", timeout=CLOSED_WITHIN_MS)
    expect_notice(page, NOTICES["withdraw_key"])


@pytest.mark.parametrize("ending", NOTICES)
def test_without_scripts_the_next_request_says_it(page_of, building, somebody, ending):
    people, take = somebody
    page = page_with(page_of, building, people[ending]["session"], java_script_enabled=False)
    open_thread(page)
    take(ending)
    page.reload()
    expect_notice(page, NOTICES[ending])
