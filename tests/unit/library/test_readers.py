"""What a reader finds in the library and does with it: only ever of what their key opens."""

import json

import pytest
from django.core.exceptions import ValidationError

from cms.library.blocks import ActionLink
from cms.library.models import LibraryPage, Reading, Topic
from cms.library.plain import reading_age
from tests.unit.library import shelf

EASY = "You can rest. You can ask for help. It is kind to stop for a bit. " * 6
HARD = (
    "Psychoeducational interventions necessitate multidisciplinary collaboration throughout rehabilitation. "
    * 8
)


@pytest.fixture
def page(harbour, edie, ada):
    return published(harbour, edie, ada, title="Sleep, one step")


def published(room, edie, ada, topics=(), **fields):
    page = shelf.document(room, by=edie, **fields)
    page.topics = list(topics)
    return shelf.published(page, by=edie, approved_by=ada)


def mine(client, page, **sent):
    return client.post(f"/mine/{page.shelf}/{page.slug}/", sent)


# --- the list
def test_a_list_is_narrowed_by_what_there_is(harbour, edie, ada, sign_in, mia):
    sleep, food = (
        Topic.objects.create(name="Sleep", slug="sleep"),
        Topic.objects.create(name="Food", slug="food"),
    )
    Topic.objects.create(name="Nobody wrote of it", slug="none")
    published(harbour, edie, ada, topics=[sleep], title="Rest", format="worksheet")
    published(harbour, edie, ada, topics=[food], title="Breakfast", audience="carers")
    client = sign_in(mia)
    whole = client.get("/library/").content.decode()
    assert "Nobody wrote of it" not in whole
    for query, there, gone in (
        ("topic=sleep", "Rest", "Breakfast"),
        ("format=worksheet", "Rest", "Breakfast"),
        ("audience=carers", "Breakfast", "Rest"),
        ("topic=sleep&topic=<b>", "Rest", "nothing"),
    ):
        html = client.get(f"/library/?{query}").content.decode().split("as-cards")[-1]
        assert there in html, query
        assert f">{gone}</a>" not in html or "<b>" in query, query


def test_a_choice_tells_nothing_of_rooms_without_a_key(harbour, lantern, edie, ada, sign_in, mia, max_):
    hidden = Topic.objects.create(name="Only Lantern", slug="only-lantern")
    published(lantern, edie, ada, topics=[hidden], title="Of Lantern", format="story", language="cy")
    published(harbour, edie, ada, title="Of Harbour")
    html = sign_in(mia).get("/library/").content.decode()
    for word in ("Only Lantern", "Of Lantern", "Story", "Cymraeg"):
        assert word not in html
    assert "Of Lantern" not in sign_in(mia).get("/library/?topic=only-lantern").content.decode()
    assert "Only Lantern" in sign_in(max_).get("/library/").content.decode()


def test_a_long_list_has_pages_that_keep_the_choice(harbour, edie, ada, sign_in, mia, monkeypatch):
    monkeypatch.setattr("cms.gated.A_PAGE", 1)
    for number in range(2):
        published(harbour, edie, ada, title=f"Plan {number}", format="worksheet")
    published(harbour, edie, ada, title="Guide")
    html = sign_in(mia).get("/library/?format=worksheet").content.decode()
    assert "Page 1 of 2" in html
    assert "?page=2&amp;format=worksheet" in html
    assert "Plan 1" in sign_in(mia).get("/library/?page=2&format=worksheet").content.decode()


# --- what one does with a page
def test_a_page_is_kept_found_again_and_let_go(page, harbour, edie, ada, sign_in, mia, robin):
    published(harbour, edie, ada, title="Another")
    client = sign_in(mia)
    assert mine(client, page, do="keep").status_code == 302
    kept = client.get("/library/?kept=yes").content.decode()
    assert page.title in kept
    assert "Another" not in kept
    assert page.title not in sign_in(robin).get("/library/?kept=yes").content.decode()
    mine(client, page, do="let_go")
    assert "Nothing here is like that" in client.get("/library/?kept=yes").content.decode()


def test_whether_it_helped_is_said_once_and_may_be_said_anew(page, sign_in, mia):
    client = sign_in(mia)
    for word, helped in (("helped", True), ("helped_not", False)):
        mine(client, page, do=word)
        assert Reading.objects.get(person=mia).helped is helped
    assert 'value="helped_not" aria-pressed="true"' in client.get(page.url).content.decode()


@pytest.mark.parametrize("do", ["keep", "helped", "left", "nonsense", ""])
def test_nothing_is_done_with_what_does_not_open(page, do, sign_in, max_, edie):
    for person in (max_, edie):
        assert mine(sign_in(person), page, do=do, second="5").status_code == 404
    assert not Reading.objects.exists()


def test_what_was_withdrawn_takes_no_word_any_more(page, sign_in, mia, ada):
    page.unpublish(user=ada)
    assert mine(sign_in(mia), page, do="keep").status_code == 404


def test_it_is_talked_about_in_those_of_its_rooms_that_open(harbour, lantern, edie, ada, sign_in, mia):
    page = shelf.published(shelf.document(harbour, lantern, by=edie), by=edie, approved_by=ada)
    html = sign_in(mia).get(page.url).content.decode().split("Talk about this")[1]
    assert "In Harbour" in html
    assert "Lantern" not in html


# --- files with an address that stays
def test_a_download_keeps_its_address_from_version_to_version(harbour, edie, ada, sign_in, mia, max_):
    first, second = shelf.text_file("one.txt"), shelf.text_file("two.txt")
    page = published(harbour, edie, ada, body=[("download", {"file": first.pk, "about": ""})])
    address = f"/library/{page.slug}/files/1/"
    client = sign_in(mia)
    assert client.get(address).url == first.url
    again = LibraryPage.objects.get(pk=page.pk)
    again.body = [("download", {"file": second, "about": ""})]
    shelf.published(again, by=edie, approved_by=ada)
    assert client.get(address).url == second.url
    assert client.get(first.url).status_code == 404
    assert address in client.get(page.url).content.decode()
    for gone in (
        f"/library/{page.slug}/files/2/",
        f"/library/{page.slug}/files/0/",
        "/library/none/files/1/",
    ):
        assert client.get(gone).status_code == 404
    assert sign_in(max_).get(address).status_code == 404
    again.unpublish(user=ada)
    assert client.get(address).status_code == 404


# --- blocks
def test_every_block_is_drawn(harbour, edie, ada, sign_in, mia):
    other = published(harbour, edie, ada, title="Elsewhere")
    body = [
        ("warning", {"heading": "Do not do this alone", "body": "<p>Ask first.</p>"}),
        ("details", {"heading": "Why", "body": "<p>Because.</p>"}),
        ("table", {
            "caption": "What to do when",
            "table": {
                "columns": [{"type": "text", "heading": "When"}, {"type": "text", "heading": "Do"}],
                "rows": [{"values": ["Morning", "<b>Rest</b>"]}], "caption": "",
            },
        }),
        ("action_link", {"text": "Go on", "page": other.pk, "address": ""}),
    ]  # fmt: skip
    page = published(harbour, edie, ada, body=body)
    html = sign_in(mia).get(page.url).content.decode()
    for part in (
        "nhsuk-warning-callout", '<span class="nhsuk-details__summary-text">Why</span>', "What to do when",
        '<th scope="col">When</th>', '<th scope="row">Morning</th>', "&lt;b&gt;Rest&lt;/b&gt;", f'href="{other.url}"',
    ):  # fmt: skip
        assert part in html, part


def test_an_action_link_leads_to_one_place():
    block = ActionLink()
    for page, address in ((None, ""),):
        with pytest.raises(ValidationError):
            block.clean(block.to_python({"text": "Go", "page": page, "address": address}))


# --- how hard it is to read
def test_a_hard_text_needs_an_older_reader():
    assert reading_age(EASY) <= 9 < 18 <= reading_age(HARD)
    assert reading_age("Too short.") is None


def test_the_reading_age_of_a_page_is_reckoned_when_it_is_saved(harbour, edie, ada, sign_in, mia):
    page = published(harbour, edie, ada, body=[("paragraph", f"<p>{EASY}</p>")])
    assert f"Reading age about {reading_age(EASY)}" in sign_in(mia).get(page.url).content.decode()


def test_a_welsh_page_says_so_to_a_screen_reader(harbour, edie, ada, sign_in, mia):
    page = published(harbour, edie, ada, language="cy", title="Cwsg")
    assert '<article class="as-column" lang="cy">' in sign_in(mia).get(page.url).content.decode()


# --- topics and links in the CMS
def test_topics_are_kept_by_editors(sign_in, edie, mia, sam, page):
    client = sign_in(edie)
    assert client.post("/cms/topics/new/", {"name": "Sleep", "slug": "sleep"}).status_code == 302
    topic = Topic.objects.get()
    assert client.get(f"/cms/topics/edit/{topic.pk}/").status_code == 200
    for person in (mia, sam):
        assert sign_in(person).get("/cms/topics/").status_code == 404


def test_what_links_here_is_shown_to_an_editor(page, harbour, edie, ada, sign_in):
    link = json.dumps([{"type": "action_link", "value": {"text": "Go", "page": page.pk, "address": ""}}])
    other = shelf.document(harbour, by=edie, title="Links to it")
    other.body = link
    shelf.published(other, by=edie, approved_by=ada)
    assert "Links to it" in sign_in(edie).get(f"/cms/pages/{page.pk}/usage/").content.decode()
