"""From a word that clinicians heard to a rule in force: written by one, tried on what was said, published by
another, and in use within five seconds in a building that nobody restarts."""

import os
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, has_no_sideways_scroll
from tests.journeys.test_main_job import CLEO, MIA, row_of, start_a_thread

pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)

CLARA = "clara-clinician"
IN_USE_WITHIN_S = 5.0
READ_WITHIN_S = 120.0
WORD = "glimmed"
TEXTS = {
    "Must match 1": f"I {WORD} again last night",
    "Must match 2": f"{WORD} after every meal",
    "Must match 3": f"I have {WORD} since Sunday",
    "Must not match 1": "The kettle is on",
    "Must not match 2": "It rained all day",
    "Must not match 3": "See you tomorrow",
}


def picture(page: Page, name: str) -> None:
    """At both sizes, into the folder that WORDS_PICTURES names, for whoever wants to look."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert has_no_sideways_scroll(page), f"{name} scrolls sideways at {size[0]}"
        if folder := os.environ.get("WORDS_PICTURES"):
            page.screenshot(path=str(Path(folder) / f"{name}-{size[0]}.png"), full_page=True)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def until(page: Page, words: str, within: float) -> None:
    """Loaded again until the page says so."""
    deadline = time.monotonic() + within
    while page.get_by_role("main").get_by_text(words).count() == 0:
        assert time.monotonic() < deadline, f"“{words}” was not said in {within} s"
        page.wait_for_timeout(500)
        page.reload()


def test_a_clinician_writes_a_rule_another_publishes_it_and_the_next_text_is_flagged(page_of):
    mia, cleo, clara = page_of(MIA), page_of(CLEO), page_of(CLARA)
    start_a_thread(mia, "Long ago", f"I {WORD} again before anybody knew the word.")

    cleo.goto("/desk/words/")
    picture(cleo, "list")
    cleo.get_by_role("link", name="Write a rule").click()
    cleo.get_by_label("Id", exact=True).fill("purging.glim")
    cleo.get_by_label("Name", exact=True).fill("Glimming")
    cleo.get_by_label("Topic").select_option("purging")
    cleo.get_by_label("Attention priority").select_option("2")
    cleo.get_by_label("Owner").fill("Cleo")
    cleo.get_by_label("Review by").fill("2027-06-30")
    cleo.get_by_label("Why this rule is there").fill("Members in Harbour use the word for purging.")
    cleo.get_by_label("Look for 1").fill(WORD)
    cleo.get_by_role("button", name="Add another line to “Look for”").click()
    cleo.get_by_label("Look for 2").fill('"been glimming"~2')
    for label, text in TEXTS.items():
        cleo.get_by_label(label, exact=True).fill(text)
    picture(cleo, "form")
    cleo.get_by_label("What changed, and why?").fill("Heard in Harbour")
    cleo.get_by_role("button", name="Check it without saving").click()
    expect(cleo.get_by_text("✓ Yes")).to_have_count(6)
    cleo.get_by_label("What changed, and why?").fill("Heard in Harbour")
    cleo.get_by_role("button", name="Save the draft").click()
    expect(cleo.get_by_role("heading", level=1)).to_have_text("Glimming")
    rule = cleo.url
    expect(cleo.get_by_text("Another clinician has to publish this.")).to_be_visible()
    picture(cleo, "draft")

    cleo.get_by_role("link", name="Try on a text").click()
    cleo.get_by_label("Text to try").fill(f"I haven't {WORD} for a month, my sister has been purging again.")
    cleo.get_by_role("button", name="Try it").click()
    expect(cleo.get_by_role("main")).to_contain_text("rule Glimming, version 1, kept by Cleo")
    picture(cleo, "try")

    cleo.goto(rule)
    cleo.get_by_role("button", name="Back-test version 1").click()
    until(cleo, "A sample to judge", READ_WITHIN_S)
    expect(cleo.locator("mark").filter(has_text=WORD)).to_be_visible()
    cleo.get_by_role("button", name=re.compile("^Useful")).first.click()
    expect(cleo.get_by_role("main")).to_contain_text("1 of 1")
    picture(cleo, "back-test")

    clara.goto(rule)
    clara.get_by_label("Why do you publish it, or drop it?").fill("We all hear it")
    clara.get_by_role("button", name="Publish version 1").click()
    expect(clara.get_by_role("main")).to_contain_text("Version 1 is live.")
    published = time.monotonic()
    picture(clara, "live")

    cleo.goto("/desk/")
    mia.wait_for_timeout(max(0, 1_000 * (IN_USE_WITHIN_S - (time.monotonic() - published))))
    start_a_thread(mia, "Tonight", f"I {WORD} again tonight.")
    expect(row_of(cleo, f"{WORD} again tonight")).to_be_visible(timeout=5_000)
    expect(row_of(cleo, "before anybody knew")).to_have_count(0)

    clara.get_by_text("Look back, or retire it").click()
    clara.get_by_role("button", name="Look back").click()
    until(clara, "historic list of the desk", READ_WITHIN_S)
    deadline = time.monotonic() + READ_WITHIN_S
    cleo.goto("/desk/?state=historic")
    while row_of(cleo, "before anybody knew").count() == 0:
        assert time.monotonic() < deadline
        cleo.wait_for_timeout(500)
    picture(cleo, "historic")
    cleo.goto("/desk/")
    expect(row_of(cleo, f"{WORD} again tonight")).to_be_visible()
    expect(row_of(cleo, "before anybody knew")).to_have_count(0)
