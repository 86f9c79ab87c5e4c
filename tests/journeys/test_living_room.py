"""Two people talk in the living room, each in a browser of their own: nothing is lost or said twice, also across a time
without a network; only what is new is read out."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.building import Building
from tests.journeys.conftest import DESKTOP, PHONE, has_no_sideways_scroll

pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)

MIA, SLOW, ROBIN, PAT = "quiet-otter", "slow-tide", "been-there-robin", "pat-moderator"
WITHIN_MS = 2_000
PATIENCE_MS = 30_000


def enter(page: Page) -> None:
    page.goto("/living-room/")
    page.get_by_role("link", name="Harbour", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour: living room")


def say(page: Page, words: str) -> None:
    page.get_by_label("Say something").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


def set_slow_mode(host: Page, seconds: str) -> None:
    enter(host)
    host.get_by_role("link", name="Host", exact=True).click()
    host.locator("select[name=seconds]").select_option(seconds)
    host.get_by_role("button", name="Set slow mode").click()
    expect(host.get_by_text("Done.")).to_be_visible()


def said(page: Page) -> list[str]:
    return page.locator("#log .as-line__said").all_inner_texts()


def numbers(page: Page) -> list[int]:
    return page.eval_on_selector_all(
        "#log [data-number]", "all => all.map((one) => Number(one.dataset.number))"
    )


def test_two_people_talk_and_nothing_is_lost(page_of, building: Building):
    mia, robin = page_of(MIA, size=PHONE), page_of(ROBIN, size=DESKTOP)
    enter(mia)
    enter(robin)
    for page in (mia, robin):
        expect(page.locator("#log [role=log] li")).to_have_count(0)
    mia.wait_for_timeout(1_500)  # the sockets are open
    say(mia, "The first words.")
    expect(robin.get_by_text("The first words.")).to_be_visible(timeout=WITHIN_MS)
    assert robin.locator("#log [role=log]").get_by_text("The first words.").count() == 1

    robin.context.set_offline(True)
    for n in range(5):
        say(mia, f"Said meanwhile {n}.")
    say(robin, "Written without a network.")
    expect(robin.locator("#says")).to_contain_text("Your words are kept", timeout=PATIENCE_MS)
    robin.context.set_offline(False)
    expect(mia.get_by_text("Written without a network.")).to_be_visible(timeout=PATIENCE_MS)
    for page in (mia, robin):
        expect(page.get_by_text("Said meanwhile 4.")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.locator("#log").get_by_text("Written without a network.")).to_have_count(1)
        first = numbers(page)[0]
        assert numbers(page) == list(range(first, first + len(numbers(page))))
    assert said(mia) == said(robin)


def test_in_slow_mode_words_of_danger_wait_behind_no_others(page_of, building: Building):
    pat, slow = page_of(PAT), page_of(SLOW, size=PHONE)  # who has said nothing yet
    set_slow_mode(pat, "120")
    enter(slow)
    say(slow, "The one before.")
    expect(slow.locator("#log").get_by_text("The one before.")).to_be_visible(timeout=PATIENCE_MS)
    say(slow, "This one waits.")
    expect(slow.locator("#unsent")).to_contain_text("This one waits.")
    expect(slow.locator("#says")).to_contain_text("It goes slowly here", timeout=PATIENCE_MS)
    say(slow, "I want to kill myself tonight. I have written the note.")
    expect(slow.locator("#care")).to_be_visible(timeout=PATIENCE_MS)
    expect(slow.locator("#log").get_by_text("I want to kill myself")).to_be_visible(timeout=PATIENCE_MS)
    set_slow_mode(pat, "")
    expect(slow.locator("#unsent")).to_contain_text("This one waits.")


def test_the_keyboard_alone_is_enough_and_the_composer_is_in_sight(page_of, building: Building):
    page = page_of(MIA, size=PHONE)
    enter(page)
    page.get_by_label("Say something").focus()
    page.keyboard.type("By keyboard.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#log").get_by_text("By keyboard.")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_label("Say something")).to_be_focused()
    covered = page.evaluate(
        "() => { const box = document.activeElement.getBoundingClientRect();"
        " return document.elementFromPoint(box.x + box.width / 2, box.y + 10) !== document.activeElement; }"
    )
    assert not covered
    assert has_no_sideways_scroll(page)
    assert page.evaluate("document.getAnimations().length") == 0


def test_without_scripts_it_is_a_page_with_a_form(page_of, building: Building):
    page = page_of(MIA, java_script_enabled=False)
    enter(page)
    say(page, "Without a script.")
    expect(page).to_have_url(re.compile(r"#line-\d+$"))
    expect(page.get_by_text("Without a script.")).to_be_visible()
