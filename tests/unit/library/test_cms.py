"""The CMS as an editor and an accreditor find it."""

import pytest
from django.urls import reverse

from cms.library.models import LibraryIndexPage
from cms.television.models import TelevisionIndexPage
from tests.unit.library import shelf


@pytest.fixture
def screens(harbour, edie):
    page, download, _linked, picture = shelf.with_files(harbour, by=edie)
    film_page = shelf.video_page(harbour, by=edie)
    library, television = LibraryIndexPage.objects.get(), TelevisionIndexPage.objects.get()
    return {
        "home": reverse("wagtailadmin_home"),
        "library": reverse("wagtailadmin_explore", args=[library.pk]),
        "new document": reverse("wagtailadmin_pages:add", args=["library", "librarypage", library.pk]),
        "new video page": reverse("wagtailadmin_pages:add", args=["television", "videopage", television.pk]),
        "document": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "video page": reverse("wagtailadmin_pages:edit", args=[film_page.pk]),
        "history": reverse("wagtailadmin_pages:history", args=[page.pk]),
        "files": reverse("wagtaildocs:index"),
        "file": reverse("wagtaildocs:edit", args=[download.pk]),
        "pictures": reverse("wagtailimages:index"),
        "picture": reverse("wagtailimages:edit", args=[picture.pk]),
        "videos": reverse("wagtailmedia:index"),
        "new video": reverse("wagtailmedia:add", args=["video"]),
        "video": reverse("wagtailmedia:edit", args=[film_page.video.pk]),
    }


@pytest.mark.parametrize("who", ["edie", "ada"])
def test_the_screens_they_work_with_open(who, screens, building, sign_in):
    client = sign_in(getattr(building, who))
    assert {name: client.get(address).status_code for name, address in screens.items()} == dict.fromkeys(
        screens, 200
    )


@pytest.mark.parametrize("who", ["mia", "cleo", "gil"])
def test_to_others_no_screen_is_there(who, screens, building, sign_in):
    client = sign_in(getattr(building, who))
    assert {client.get(address).status_code for address in screens.values()} == {404}


def test_who_runs_a_service_comes_for_its_settings_and_finds_nothing_of_the_library(
    screens, building, sign_in
):
    client = sign_in(building.sam)
    found = {name for name, address in screens.items() if client.get(address).status_code != 404}
    assert found == {"home"}


def test_its_menu_leads_to_nothing_that_is_shut(screens, sign_in, edie, ada):
    for person in (edie, ada):
        html = sign_in(person).get(screens["home"]).content.decode()
        for shut in ("users", "groups", "sites", "redirects"):
            assert f"/cms/{shut}/" not in html
            assert f'"name": "{shut}"' not in html


def test_a_file_is_offered_at_its_guarded_address(screens, sign_in, edie):
    html = sign_in(edie).get(screens["files"]).content.decode()
    assert "/files/documents/" in html
    assert 'href="/documents/' not in html


def test_each_is_shown_the_way_to_what_is_theirs(building, sign_in, mia, edie, cleo):
    ways = {"/library/", "/television/", "/cms/"}

    def shown(person):
        html = sign_in(person).get("/library/").content.decode()
        return {way for way in ways if f'<li><a href="{way}"' in html}

    assert shown(mia) == shown(cleo) == {"/library/", "/television/"}
    assert shown(edie) == {"/cms/"}
