"""Every address of every file and page, for who may have it and who may not."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.utils import timezone

from cms import files
from cms.library.review.actions import submit
from tests.unit.library import shelf

ABSENT = "/files/documents/AAAAAAAAAAAAAAAAAAAAAA/nothing.txt"


@pytest.fixture(autouse=True)
def _no_renditions_of_the_last_test():
    """Wagtail keeps them in the cache by the picture's id, and ids start anew."""
    cache.clear()


@pytest.fixture
def pages(harbour, edie, ada):
    page, download, linked, shown = shelf.with_files(harbour, by=edie)
    shelf.published(page, by=edie, approved_by=ada)
    film_page = shelf.published(shelf.video_page(harbour, by=edie), by=edie, approved_by=ada)
    addresses = {
        "download": download.url,
        "linked": linked.url,
        "original": shown.file.url,
        "rendition": shown.get_rendition("width-20").url,
        "video": film_page.video.url,
        "captions": film_page.video.captions.url,
        "poster": film_page.video.thumbnail.url,
    }
    return page, film_page, addresses


def seen(response):
    """All that somebody could tell two answers apart by; the nonce differs every time."""
    headers = {name: re.sub("nonce-[^']+", "nonce", value) for name, value in response.items()}
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, headers, re.sub(rb'nonce="[^"]+"', b"", body)


def everything(client, address):
    """One address asked for in every way."""
    first = client.get(address)
    return [
        seen(first),
        seen(client.head(address)),
        seen(client.get(address + "?format=json")),
        seen(client.get(address, headers={"range": "bytes=0-3"})),
        seen(client.get(address, headers={"range": "bytes=999999999-"})),
        seen(client.get(address, headers={"if-none-match": "*"})),
        seen(client.get(address, headers={"if-modified-since": "Fri, 31 Dec 2100 00:00:00 GMT"})),
        seen(client.get(address, headers={"x-requested-with": "XMLHttpRequest"})),
        seen(client.options(address)),
        seen(client.post(address)),
        seen(client.put(address)),
        seen(client.delete(address)),
    ]


# --- who may
@pytest.mark.parametrize("who", ["mia", "robin", "cleo", "edie", "ada"])
def test_files_open_to_those_whose_key_opens_a_room_of_their_page_and_to_the_cms(
    who, pages, building, sign_in
):
    client = sign_in(getattr(building, who))
    for kind, address in pages[2].items():
        response = client.get(address)
        assert response.status_code == 200, kind
        assert len(b"".join(response.streaming_content)) == int(response["Content-Length"]) > 0


def test_a_page_opens_and_is_listed_to_those_with_its_key(pages, sign_in, mia):
    page, film_page, _addresses = pages
    client = sign_in(mia)
    assert page.title in client.get("/library/").content.decode()
    assert film_page.title in client.get("/television/").content.decode()
    assert {client.get(each.url).status_code for each in (page, film_page)} == {200}
    assert client.head(page.url).status_code == 200


# --- who may not
@pytest.mark.parametrize("who", ["max", "kit", "sam", "zed", "clara"])
def test_to_everybody_else_a_file_is_as_absent_as_one_that_never_was(who, pages, building, sign_in):
    client = sign_in(getattr(building, who))
    absent = everything(client, ABSENT)
    assert absent[0][0] == 404
    for kind, address in pages[2].items():
        assert everything(client, address) == absent, kind


@pytest.mark.parametrize(("which", "absent"), [(0, "/library/nothing/"), (1, "/television/nothing/")])
def test_to_everybody_else_a_page_is_as_absent_as_one_that_never_was(which, absent, pages, sign_in, max_):
    client = sign_in(max_)
    found = everything(client, pages[which].url)
    assert found == everything(client, absent)
    assert {status for status, _headers, _body in found} == {404}


def test_a_page_is_not_in_the_lists_of_others(pages, sign_in, max_):
    client = sign_in(max_)
    assert pages[0].title not in client.get("/library/").content.decode()
    assert pages[1].title not in client.get("/television/").content.decode()


def test_nobody_has_a_file_without_signing_in(pages, client):
    for address in [ABSENT, *pages[2].values()]:
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/")


def test_a_page_without_rooms_opens_to_nobody(pages, sign_in, mia, cleo):
    page, _film_page, addresses = pages
    type(page).rooms.through.objects.all().delete()
    for person in (mia, cleo):
        client = sign_in(person)
        assert client.get(page.url).status_code == 404
        assert client.get(addresses["download"]).status_code == 404


# --- stale
def test_after_unpublishing_its_files_are_gone(pages, sign_in, mia, edie, ada):
    page, film_page, addresses = pages
    client = sign_in(mia)
    etag = client.get(addresses["video"])["ETag"]
    page.unpublish(user=ada)
    film_page.unpublish(user=ada)
    assert {client.get(address).status_code for address in addresses.values()} == {404}
    assert client.get(addresses["video"], headers={"if-none-match": etag}).status_code == 404
    assert client.get(addresses["video"], headers={"range": "bytes=0-1"}).status_code == 404
    assert sign_in(edie).get(addresses["video"]).status_code == 200


def test_a_file_taken_off_its_page_is_gone_when_that_is_published(pages, sign_in, mia, edie, ada):
    page, _film_page, addresses = pages
    page.body = "[]"
    submit(page, by=edie)
    assert sign_in(mia).get(addresses["download"]).status_code == 200
    shelf.accredited(page, by=ada)
    assert sign_in(mia).get(addresses["download"]).status_code == 404


def test_a_file_in_a_draft_of_a_live_page_is_not_out_yet(harbour, sign_in, mia, edie, ada):
    page = shelf.published(shelf.document(harbour, by=edie), by=edie, approved_by=ada)
    soon = shelf.text_file()
    page.body = [("download", {"file": soon, "about": ""})]
    submit(page, by=edie)
    assert sign_in(mia).get(soon.url).status_code == 404
    shelf.accredited(page, by=ada)
    assert sign_in(mia).get(soon.url).status_code == 200


def test_with_the_key_withdrawn_everything_is_gone(pages, sign_in, mia):
    client = sign_in(mia)
    mia.memberships.update(ended_at=timezone.now())
    assert {client.get(address).status_code for address in pages[2].values()} == {404}
    assert client.get(pages[0].url).status_code == 404


def test_out_of_the_cms_group_an_editor_loses_the_files(pages, sign_in, edie):
    client = sign_in(edie)
    edie.groups.remove(*Group.objects.all())
    assert client.get(pages[2]["download"]).status_code == 404


# --- guessed
@pytest.mark.parametrize(
    "path",
    [
        "",
        "documents/",
        "../manage.py",
        "documents/../../manage.py",
        "documents/%2e%2e/%2e%2e/manage.py",
        "/etc/passwd",
        "stray.txt",
        "documents/stray.txt",
    ],
)
def test_a_guessed_path_is_nothing(path, pages, sign_in, edie):
    for stray in (settings.MEDIA_ROOT / "stray.txt", settings.MEDIA_ROOT / "documents" / "stray.txt"):
        stray.write_text("kept by no row")
    assert sign_in(edie).get(f"/files/{path}").status_code == 404


def test_a_file_lost_from_the_disk_is_absent(pages, sign_in, mia):
    for path in settings.MEDIA_ROOT.rglob("plan.txt"):
        path.unlink()
    assert sign_in(mia).get(pages[2]["download"]).status_code == 404


def test_wagtails_own_addresses_of_files_are_not_there(pages, sign_in, mia):
    page_file = shelf.LibraryFile.objects.first()
    for address in (f"/documents/{page_file.pk}/{page_file.filename}", f"/images/1/{page_file.pk}/original/"):
        assert sign_in(mia).get(address).status_code == 404


def test_links_in_the_text_of_a_page_lead_through_the_guarded_address(pages, sign_in, mia):
    page, _film_page, addresses = pages
    html = sign_in(mia).get(page.url).content.decode()
    assert addresses["linked"] in html
    assert addresses["download"] in html
    assert "/documents/" not in html.replace("/files/documents/", "")


# --- how
def body_of(response):
    return b"".join(response.streaming_content)


@pytest.fixture
def ten(harbour, edie, ada, sign_in, mia):
    """A client, and the address of a file that holds 0123456789."""
    kept = shelf.text_file("ten.txt", b"0123456789")
    page = shelf.document(harbour, by=edie, body=[("download", {"file": kept.pk, "about": ""})])
    shelf.published(page, by=edie, approved_by=ada)
    return sign_in(mia), kept.url


@pytest.mark.parametrize(
    ("asked", "sent", "range_sent"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
        ("bytes=9-9", b"9", "bytes 9-9/10"),
    ],
)
def test_a_part_is_sent_when_a_part_is_asked_for(asked, sent, range_sent, ten):
    client, address = ten
    response = client.get(address, headers={"range": asked})
    assert (response.status_code, body_of(response)) == (206, sent)
    assert response["Content-Range"] == range_sent
    assert response["Content-Length"] == str(len(sent))


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused(asked, ten):
    client, address = ten
    response = client.get(address, headers={"range": asked})
    assert (response.status_code, response.content) == (416, b"")
    assert response["Content-Range"] == "bytes */10"


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,3-4", "bytes=3-1", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=" + "9" * 40 + "-", ""],
)
def test_what_is_no_single_range_gets_the_whole(asked, ten):
    client, address = ten
    response = client.get(address, headers={"range": asked})
    assert (response.status_code, body_of(response)) == (200, b"0123456789")
    assert "Content-Range" not in response


def test_a_part_of_another_version_is_not_mixed_in(ten):
    client, address = ten
    whole = client.get(address)
    for condition, status in {
        whole["ETag"]: 206,
        whole["Last-Modified"]: 206,
        '"another"': 200,
        "W/" + whole["ETag"]: 200,
        "Fri, 31 Dec 1999 00:00:00 GMT": 200,
        "nonsense": 200,
    }.items():
        response = client.get(address, headers={"range": "bytes=0-1", "if-range": condition})
        assert response.status_code == status, condition


def test_head_says_what_get_would_and_sends_nothing(ten):
    client, address = ten
    whole, head = client.get(address), client.head(address, headers={"range": "bytes=0-1"})
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.items()) == dict(whole.items())
    assert head["Content-Length"] == "10"


def test_unchanged_is_answered_without_the_bytes(ten):
    client, address = ten
    whole = client.get(address)
    for asked in ({"if-none-match": whole["ETag"]}, {"if-modified-since": whole["Last-Modified"]}):
        response = client.get(address, headers=asked)
        assert (response.status_code, response.content) == (304, b"")
        assert response["ETag"] == whole["ETag"]
    assert client.get(address, headers={"if-match": '"another"'}).status_code == 412


def test_headers_keep_a_file_a_file(pages, sign_in, mia):
    client, addresses = sign_in(mia), pages[2]
    for kind, (start, disposition) in {
        "download": ("text/plain; charset=utf-8", 'attachment; filename="plan.txt"'),
        "video": ("video/mp4", "inline"),
        "captions": ("text/vtt; charset=utf-8", "inline"),
        "rendition": ("image/png", "inline"),
    }.items():
        response = client.get(addresses[kind])
        assert response["Content-Type"] == start
        assert response["Content-Disposition"].startswith(disposition)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "script-src" not in response["Content-Security-Policy"]
        assert {"private", "no-store"} <= set(response["Cache-Control"].replace(" ", "").split(","))


def test_what_calls_itself_a_page_is_saved_not_shown():
    response = files.dressed(files.HttpResponse(), "documents/x/page.html")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_a_name_in_any_script_survives_the_download():
    response = files.dressed(files.HttpResponse(), "documents/x/pl\u00e2n.pdf")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''pl%C3%A2n.pdf"


def test_the_web_server_in_front_is_told_which_file(ten, settings, sign_in, max_):
    client, address = ten
    settings.FILES_ACCEL_LOCATION = "/_private/"
    response = client.get(address, headers={"range": "bytes=0-1"})
    assert response["X-Accel-Redirect"] == address.replace("/files/", "/_private/")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == b""
    assert "X-Accel-Redirect" not in sign_in(max_).get(address)


async def test_sockets_server_sends_it_in_pieces(tmp_path):
    path = tmp_path / "long"
    path.write_bytes(bytes(range(256)) * 1000)
    pieces = [piece async for piece in files.read_async(path, 10, 200_000)]
    assert len(pieces) == 4
    assert b"".join(pieces) == path.read_bytes()[10:200_010]


def test_a_file_costs_few_queries(pages, sign_in, mia, django_assert_max_num_queries):
    client = sign_in(mia)
    client.get(pages[2]["video"])
    with django_assert_max_num_queries(12):
        client.get(pages[2]["video"], headers={"range": "bytes=0-1"})
