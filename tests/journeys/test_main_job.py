"""What the building is for: from a member's keyboard to a clinician's answer, and to nobody else."""

import re
import secrets
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PHONE

SOON_MS = 5_000
INDEXED_WITHIN_S = 20
MIA, CLEO, MAX, ROBIN = "quiet-otter", "cleo-clinician", "paper-lantern", "been-there-robin"


def start_a_thread(page: Page, title: str, text: str) -> str:
    """In Harbour; returns the thread's path."""
    page.goto("/rooms/harbour/")
    page.get_by_role("link", name="Start a thread").click()
    page.get_by_label("What is it about?").fill(title)
    page.get_by_label("Your post").fill(text)
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return urlsplit(page.url).path


def reply(page: Page, thread: str, text: str) -> None:
    page.goto(thread)
    page.get_by_label("Your reply").fill(text)
    page.get_by_role("button", name="Post your reply").click()
    expect(page.locator(".as-post__body").last).to_have_text(text)


def row_of(desk: Page, words: str) -> Locator:
    return desk.get_by_role("row").filter(has_text=words)


def open_case(desk: Page, words: str) -> None:
    expect(row_of(desk, words)).to_be_visible()
    row_of(desk, words).get_by_role("link").click()


def find(page: Page, address: str, ask: dict[str, str], hit: str) -> Locator:
    """Asked again until the worker has indexed what was just said; the results."""
    deadline = time.monotonic() + INDEXED_WITHIN_S
    results = page.locator(".as-threads > li").filter(has_text=hit)
    while True:
        page.goto(address)
        for label, words in ask.items():
            page.get_by_label(label).fill(words)
        page.get_by_role("button", name="Search").click()
        if results.count() or time.monotonic() > deadline:
            return results
        page.wait_for_timeout(250)


def a_word() -> str:
    """One that nobody has said before."""
    return "q" + "".join(secrets.choice("bdfgkmnprstvz") for _ in range(9))


def test_what_mia_says_reaches_cleo_who_answers_it(page_of):
    word = a_word()
    desk = page_of(CLEO)
    desk.goto("/desk/")
    desk.evaluate("window.neverReloaded = true")

    mia = page_of(MIA, size=PHONE)
    text = f"I have been purging again since Sunday.\nNobody knows but the {word}."
    start_a_thread(mia, "Back to where I was", text)

    expect(row_of(desk, word)).to_be_visible(timeout=SOON_MS)
    assert desk.evaluate("window.neverReloaded"), "the desk was loaded anew"
    expect(row_of(desk, word).get_by_role("link")).to_contain_text(MIA)
    open_case(desk, word)
    said = desk.locator(
        ".as-raw", has_text=text
    )  # she may have said more that day: it stands in the same case
    expect(said).to_have_text(text)
    expect(said.locator("mark")).to_have_text("purging")
    expect(desk.get_by_role("main")).to_contain_text(re.compile(r"rule .+, version \d"))

    desk.get_by_role("button", name="Claim this case").click()
    expect(desk.get_by_role("main")).to_contain_text(f"Claimed by {CLEO}")
    desk.get_by_label("Note").fill("Rang her. She is safe tonight.")
    desk.get_by_role("button", name="Add the note").click()
    expect(desk.get_by_role("main")).to_contain_text("Rang her. She is safe tonight.")
    desk.get_by_label("Contacted the member").check()
    desk.get_by_role("button", name="Close the case").click()

    expect(desk.get_by_role("main")).to_contain_text("Case closed: Contacted the member.")
    expect(row_of(desk, word)).to_have_count(0)
    desk.get_by_role("link", name="Closed").click()
    expect(row_of(desk, word)).to_contain_text("Contacted the member")


def test_a_text_that_only_mentions_the_word_is_found_by_search_and_is_not_in_the_queue(page_of):
    word = a_word()
    start_a_thread(page_of(MIA), f"Something to read, {word}", f"The leaflet on purging was useful, {word}.")

    cleo = page_of(CLEO)
    ask = {"Why are you searching?": "Following up a conversation", "Search for": f"purging {word}"}
    found = find(cleo, "/desk/search/", ask, hit="The leaflet on purging")
    expect(found).to_have_count(1)
    expect(found.locator("mark").filter(has_text="purging")).to_be_visible()
    expect(found).to_contain_text(MIA)

    cleo.goto("/desk/")
    expect(cleo.get_by_role("heading", level=1)).to_have_text("The desk")
    expect(row_of(cleo, word)).to_have_count(0)


def test_for_max_harbour_does_not_exist(page_of):
    word = a_word()
    mia, max_ = page_of(MIA), page_of(MAX)
    thread = start_a_thread(mia, f"For this room only, {word}", f"Only for those in here, {word}.")
    mia.goto("/television/grounding-5-4-3-2-1/")
    film = mia.locator("video source").first.get_attribute("src")
    for address in ("/library/first-steps/", film):
        assert mia.request.get(address).ok, f"{address} is not open to Mia"

    def answer(address: str) -> tuple[int, bytes, dict[str, str]]:
        got = max_.request.get(address)
        told = {
            name: value
            for name, value in got.headers.items()
            if name not in ("date", "content-security-policy")
        }
        return got.status, got.body(), told

    # Beside something that does not exist in the same part of the building, as the navigation marks the part.
    rooms = [
        "",
        "new/",
        *(thread.removeprefix("/rooms/harbour/") + rest for rest in ("", "all/", "reply/", "1/edit/")),
    ]
    for address, nowhere in [
        *((f"/rooms/harbour/{rest}", "/rooms/nowhere/") for rest in rooms),
        ("/library/first-steps/", "/library/nothing/"),
        (film, "/files/videos/nothing.mp4"),
    ]:
        assert answer(nowhere)[0] == 404
        assert answer(address) == answer(nowhere), f"{address} answers otherwise than what does not exist"
    max_.goto(thread)
    expect(max_.get_by_role("heading", level=1)).to_have_text("We cannot show this page")

    expect(find(mia, "/search/", {"Search for": word}, hit=word).first).to_be_visible()
    assert not find_once(max_, word), "Harbour is found by somebody who has no key to it"
    max_.goto("/rooms/")
    expect(max_.get_by_role("main")).not_to_contain_text("Harbour")


def find_once(page: Page, word: str) -> int:
    page.goto("/search/")
    page.get_by_label("Search for").fill(word)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing found.")
    return page.locator(".as-threads > li").count()


@pytest.mark.parametrize("where", ["lobby", "library", "television", "search"])
def test_no_page_of_max_names_what_only_harbour_has(page_of, where):
    page = page_of(MAX)
    page.goto(f"/{where}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    seen = page.content()
    for name in ("Harbour", "first steps", "Grounding", "Evenings are the hardest part"):
        assert name not in seen, f"/{where}/ names {name}"


def test_an_open_thread_says_that_there_is_a_new_reply(page_of):
    word = a_word()
    mia, robin = page_of(MIA), page_of(ROBIN, size=PHONE)
    thread = start_a_thread(mia, "Is anybody awake?", "It is quiet here.")
    robin.goto(thread)
    with robin.expect_websocket(timeout=SOON_MS):
        robin.reload()
    robin.evaluate("window.neverReloaded = true")

    reply(mia, thread, f"I made tea, {word}.")

    expect(robin.locator("#newer[role=status]")).to_have_text("1 new reply. Show", timeout=SOON_MS)
    assert robin.evaluate("window.neverReloaded"), "the thread was loaded anew"
    expect(robin.get_by_text(word)).to_have_count(0)
    robin.get_by_role("link", name="1 new reply. Show").click()
    expect(robin.locator(".as-post__body").last).to_contain_text(word)


def test_what_mia_edits_and_removes_still_stands_on_the_desk_as_she_said_it(page_of):
    word = a_word()
    mia, cleo = page_of(MIA), page_of(CLEO)
    thread = start_a_thread(
        mia, "I do not know what to do", f"I have been purging again since Monday, {word}."
    )
    cleo.goto("/desk/")
    open_case(cleo, word)
    said = cleo.locator("section").filter(has=cleo.locator(".as-raw", has_text=word))
    expect(said.locator("mark")).to_have_text("purging")

    mia.get_by_role("link", name="Edit post 1").click()
    mia.get_by_label("Your post").fill("Never mind. It was a long day.")
    mia.get_by_role("button", name="Save", exact=True).click()
    expect(mia.locator(".as-post__body").first).to_have_text("Never mind. It was a long day.")
    cleo.reload()
    expect(said).to_contain_text("Edited since. This is what it said.")
    expect(said.locator("mark")).to_have_text("purging")

    mia.goto(thread)
    mia.get_by_role("link", name="Remove post 1").click()
    mia.get_by_role("button", name="Remove it").click()
    expect(mia.locator("#post-1")).to_contain_text("Removed by its author")
    expect(mia.locator("#post-1")).not_to_contain_text("long day")
    cleo.reload()
    expect(said).to_contain_text("This is what it said.")
    expect(said.locator(".as-around")).to_contain_text("Removed by its author")
    expect(said.locator("mark")).to_have_text("purging")


def test_after_words_about_dying_mia_sees_help_at_once_and_nothing_about_flags(page_of):
    mia = page_of(MIA, size=PHONE)
    thread = start_a_thread(mia, "Tonight", "I want to kill myself tonight. I have written the note.")
    expect(mia.get_by_role("heading", name="We are glad that you wrote this")).to_be_visible()
    expect(mia.get_by_role("link", name="116 123").first).to_be_visible()
    expect(mia.get_by_role("main")).not_to_contain_text(re.compile("flag|risk|case", re.IGNORECASE))
    mia.goto(thread)
    expect(mia.get_by_role("heading", name="We are glad that you wrote this")).to_have_count(0)
