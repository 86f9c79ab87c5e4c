"""What a reader sees of a document, and the demo's own."""

import re
from itertools import pairwise

from django.utils import timezone

from cms.library.demo import build_library
from cms.library.models import LibraryPage
from cms.library.uploads import InRandomFolder
from cms.television.models import VideoPage
from tests.unit.library import shelf


def test_the_stamp_says_who_and_when(harbour, edie, ada, sign_in, mia):
    page = shelf.published(shelf.document(harbour, by=edie), by=edie, approved_by=ada)
    html = " ".join(sign_in(mia).get(page.url).content.decode().split())
    today, due = (f"{day.day} {day:%B %Y}" for day in (timezone.localdate(), page.review_by))
    stamp = f"Consultant of the tests, A body for tests. Version 1. Reviewed {today}. Next review {due}."
    assert f"Accredited by {stamp}" in html
    assert "A book of the tests, 2026." in html
    assert "being checked" not in html


def test_a_file_bears_the_stamp_where_it_is_offered(harbour, edie, ada, sign_in, mia):
    page, *_files = shelf.with_files(harbour, by=edie)
    shelf.published(page, by=edie, approved_by=ada)
    html = " ".join(sign_in(mia).get(page.url).content.decode().split())
    assert f"Accredited with this page, version 1. Next review {page.review_by:%-d %B %Y}." in html


def test_every_page_has_one_heading_of_the_first_level(building, edie, ada, harbour, sign_in, mia):
    build_library(rooms={"harbour": harbour}, editor=edie, accreditor=ada)
    client = sign_in(mia)
    pages = [*LibraryPage.objects.live(), *VideoPage.objects.live()]
    for address in ("/library/", "/television/", *(page.url for page in pages)):
        levels = [
            int(level)
            for level in re.findall(r"<h([1-6])", client.get(address).content.decode().split("<main")[1])
        ]
        assert levels.count(1) == 1, address
        assert all(after - before <= 1 for before, after in pairwise(levels)), address


def test_an_empty_list_says_so(building, sign_in, mia):
    assert "There is nothing here for your rooms yet." in sign_in(mia).get("/library/").content.decode()
    assert (
        "There is nothing to watch for your rooms yet." in sign_in(mia).get("/television/").content.decode()
    )


def test_lists_cost_the_same_however_long(harbour, edie, ada, sign_in, mia, django_assert_max_num_queries):
    client = sign_in(mia)
    for _each in range(4):
        shelf.published(shelf.video_page(harbour, by=edie), by=edie, approved_by=ada)
    client.get("/television/")
    with django_assert_max_num_queries(15):
        client.get("/television/")


def test_a_picture_without_words_is_said_to_be_decoration(harbour, edie, ada, sign_in, mia):
    picture = shelf.picture()
    value = {"picture": {"image": picture.pk, "alt_text": "", "decorative": True}, "caption": ""}
    page = shelf.published(
        shelf.document(harbour, by=edie, body=[("image", value)]), by=edie, approved_by=ada
    )
    assert 'alt=""' in sign_in(mia).get(page.url).content.decode()


def test_what_an_editor_types_is_text_not_markup(harbour, edie, ada, sign_in, mia):
    body = [("heading", "<script>alert(1)</script>"), ("do_list", {"items": ["<b>rest</b>"]})]
    page = shelf.published(shelf.document(harbour, by=edie, body=body), by=edie, approved_by=ada)
    html = sign_in(mia).get(page.url).content.decode()
    assert "<script>alert" not in html
    assert "<b>rest</b>" not in html


def test_an_uploaded_file_lies_where_nobody_guesses():
    place = InRandomFolder("documents")
    first, second = place(None, "plan.pdf"), place(None, "plan.pdf")
    assert re.fullmatch(r"documents/[\w-]{22}/plan\.pdf", first)
    assert first != second
    long = place(None, "../../x" + "y" * 300 + ".pdf")
    assert len(long) <= 100
    assert ".." not in long


# --- the demo
def test_the_demo_library_is_put_up_once(building, edie, ada):
    rooms = {room.slug: room for room in type(building.harbour).objects.all()}
    build_library(rooms=rooms, editor=edie, accreditor=ada)
    files = shelf.LibraryFile.objects.count()
    build_library(rooms=rooms, editor=edie, accreditor=ada)
    live = set(LibraryPage.objects.live().values_list("slug", flat=True))
    assert {"urges-pass", "first-steps", "your-safety-plan", "talking-to-your-gp"} <= live
    assert set(VideoPage.objects.live().values_list("slug", flat=True)) == {
        "paced-breathing",
        "grounding-5-4-3-2-1",
    }
    assert LibraryPage.objects.get(slug="sleep-one-change").workflow_in_progress
    assert not LibraryPage.objects.get(slug="worry-time").workflow_in_progress
    assert (files, shelf.LibraryFile.objects.count()) == (1, 1)
    assert set(LibraryPage.objects.live().values_list("approved_by__handle", flat=True)) == {"ada"}
