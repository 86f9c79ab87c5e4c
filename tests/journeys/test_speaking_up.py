"""Somebody speaks up in a browser without scripts, Gil answers, and they read it with their seven words. And every page
of the anonymous side by axe, at 320 and at 1280 pixels."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from risk_jobs.demo_speak_up import PASSPHRASE
from tests.journeys.conftest import DESKTOP, PHONE, Visitors, Watch, has_no_sideways_scroll
from tests.journeys.test_every_page import ZOOMED, found_by_axe, resize

pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)

WHAT = "The bed rails are broken, and we are told not to write it down."


@pytest.fixture
def apart(building) -> str:
    """The address of the anonymous side: the next port."""
    return f"http://127.0.0.1:{(urlsplit(building.address).port or 0) + 1}"


@pytest.fixture
def somebody(browser, building, apart) -> Iterator:
    """`somebody(...)` is a page in a browser that knows nobody; it fails its test when it asks anybody else."""
    visitors, watch, contexts = Visitors(browser, replace(building, address=apart)), Watch(apart), []

    def a_page(**options) -> Page:
        context = visitors.context(watch, **options)
        contexts.append(context)
        return context.new_page()

    yield a_page
    for context in contexts:
        context.close()
    assert not watch.wrong, "\n".join(watch.wrong)


def next_page(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def answer_everything(page: Page, looked_at=lambda: None) -> None:
    page.goto("/")
    page.get_by_role("button", name="Start a report").click()
    looked_at()
    page.get_by_label("Patient safety").check()
    next_page(page)
    looked_at()
    page.get_by_label("What happened?").fill(WHAT)
    next_page(page)
    looked_at()
    next_page(page)
    looked_at()
    page.get_by_label("Gil Ashworth").check()
    next_page(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your report, then send it")


def send(page: Page) -> str:
    """The seven words, after the wait where there is no script."""
    page.get_by_role("button", name="Send", exact=True).last.click()
    for _ in range(3):
        if page.locator("#receipt").count():
            break
        page.wait_for_timeout(1_500)
        page.get_by_role("button", name="Send", exact=True).last.click()
    return page.locator("#receipt").inner_text()


def open_again(page: Page, words: str) -> None:
    page.goto("/return/")
    page.get_by_label("Your seven words").fill(words)
    page.get_by_role("button", name="Open my report").click()


def test_a_report_without_scripts_is_answered_and_read_again(somebody, page_of):
    page = somebody(java_script_enabled=False, size=PHONE)
    answer_everything(page)
    assert urlsplit(page.url).path == "/report/"
    words = send(page)
    assert len(words.split()) == 7
    page.get_by_role("button", name="I have saved them").click()
    assert page.context.cookies() == []

    gil = page_of("gil-guardian", java_script_enabled=False)
    gil.goto("/guardian/")
    gil.get_by_label("Your passphrase").fill(PASSPHRASE)
    gil.get_by_role("main").get_by_role("button", name="Unlock").click()
    gil.get_by_role("row").filter(has_text="They wrote last").filter(has_text="Patient safety").get_by_role(
        "link"
    ).first.click()
    expect(gil.get_by_text(WHAT)).to_be_visible()
    gil.get_by_label("What do you want to tell them?").fill("Thank you. They are being replaced today.")
    gil.get_by_label("Acknowledge it").check()
    gil.get_by_role("main").get_by_role("button", name="Send").click()

    open_again(page, words)
    expect(page.get_by_text("They are being replaced today.")).to_be_visible()
    page.get_by_role("button", name="Delete my report").click()
    page.get_by_role("button", name="Delete it").click()
    open_again(page, words)
    expect(page.get_by_text("These words open no report").first).to_be_visible()


def test_every_page_of_the_anonymous_side_is_usable_by_all(somebody):
    page, faults = somebody(), []

    def look() -> None:
        resize(page, DESKTOP)
        faults.extend(f"{page.title()} at 1280: {fault}" for fault in found_by_axe(page))
        resize(page, PHONE)
        if not has_no_sideways_scroll(page):
            faults.append(f"{page.title()} scrolls sideways on a phone")
        resize(page, ZOOMED)
        faults.extend(f"{page.title()} at 320: {fault}" for fault in found_by_axe(page))
        resize(page, DESKTOP)

    page.goto("/")
    look()
    answer_everything(page, look)
    look()
    words = send(page)
    look()
    page.get_by_role("button", name="I have saved them").click()
    look()
    page.goto("/return/")
    look()
    page.get_by_role("button", name="Open my report").click()
    look()
    open_again(page, words)
    look()
    page.get_by_role("button", name="Delete my report").click()
    look()
    page.goto("/nothing/")
    look()
    assert not faults, "\n".join(faults)
