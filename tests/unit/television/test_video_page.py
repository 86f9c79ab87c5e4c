"""The page of a video."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from cms.library.review.actions import approve, submit
from tests.unit.library import shelf


@pytest.fixture
def html(harbour, edie, ada, sign_in, mia):
    page = shelf.video_page(harbour, by=edie, content_note="Talks about breathing.")
    shelf.published(page, by=edie, approved_by=ada)
    return sign_in(mia).get(page.url).content.decode()


def test_the_browsers_own_controls_captions_on_and_no_autoplay(html):
    video = re.search(r"<video[^>]*>", html).group(0)
    assert " controls" in video
    assert "autoplay" not in html
    track = re.search(r"<track[^>]*>", html).group(0)
    assert 'kind="captions"' in track
    assert " default" in track
    assert re.search(r'src="/files/captions/[\w-]{22}/breathing\.vtt"', track)
    assert re.search(r'<source src="/files/videos/[\w-]{22}/breathing\.mp4" type="video/mp4">', html)


def test_its_words_and_its_note_are_on_the_page(html):
    assert "Breathe in." in html
    assert "Talks about breathing." in html


@pytest.mark.parametrize(
    ("lacking", "sentence"), [("video", "Choose the video."), ("transcript", "Write the transcript.")]
)
def test_without_video_or_transcript_it_is_not_published(lacking, sentence, harbour, edie, ada):
    page = shelf.video_page(harbour, by=edie)
    setattr(page, lacking, {"video": None, "transcript": "<p> </p>"}[lacking])
    submit(page, by=edie)
    assert sentence in list(page.what_is_missing())
    with pytest.raises(PermissionDenied):
        approve(page, by=ada)


def test_without_captions_it_is_not_published(harbour, edie, ada):
    film = shelf.film()
    type(film).objects.update(captions="")
    film.refresh_from_db()
    page = shelf.video_page(harbour, by=edie, video=film)
    submit(page, by=edie)
    assert "The video needs captions." in list(page.what_is_missing())
    with pytest.raises(PermissionDenied):
        approve(page, by=ada)


def test_what_is_seen_is_spoken_or_described(harbour, edie, ada):
    film = shelf.film()
    type(film).objects.update(visuals_spoken=False)
    film.refresh_from_db()
    page = shelf.video_page(harbour, by=edie, video=film)
    submit(page, by=edie)
    said = "Add a described version, or say that all that is seen is spoken."
    assert said in list(page.what_is_missing())
    with pytest.raises(PermissionDenied):
        approve(page, by=ada)
    type(film).objects.update(described="described/x/x.mp4")
    film.refresh_from_db()
    assert said not in list(page.what_is_missing())


def test_without_a_still_picture_it_is_not_published(harbour, edie, ada):
    film = shelf.film()
    type(film).objects.update(thumbnail="")
    film.refresh_from_db()
    page = shelf.video_page(harbour, by=edie, video=film)
    submit(page, by=edie)
    with pytest.raises(PermissionDenied):
        approve(page, by=ada)


def test_its_words_lead_to_their_times(html):
    found = re.findall(r'<a href="(/files/videos/[^"]+)#t=(\d+)" data-second="(\d+)">(\d+:\d\d)', html)
    assert found
    assert all(second == data for _url, second, data, _clock in found)
    assert "soft chime" in html


def other_versions(harbour, edie, ada):
    film = shelf.film()
    for name in ("low_data", "described"):
        getattr(film, name).save(
            f"{name}.mp4", ContentFile((shelf.MEDIA / "paced-breathing.mp4").read_bytes())
        )
    return shelf.published(shelf.video_page(harbour, by=edie, video=film), by=edie, approved_by=ada)


def test_a_smaller_and_a_described_version_are_a_link_away_and_behind_the_same_door(
    harbour, edie, ada, sign_in, mia, max_
):
    page = other_versions(harbour, edie, ada)
    client = sign_in(mia)
    assert "Use less data" in client.get(page.url).content.decode()
    for version, folder in (("low_data", "low-data"), ("described", "described")):
        html = client.get(f"{page.url}?version={version}").content.decode()
        address = re.search(rf'<source src="(/files/{folder}/[^"]+)"', html).group(1)
        assert client.get(address, headers={"range": "bytes=0-9"}).status_code == 206
        assert sign_in(max_).get(address).status_code == 404
        page.unpublish(user=ada)
        assert sign_in(mia).get(address).status_code == 404
        page.get_latest_revision().publish(user=ada)
        page.refresh_from_db()


@pytest.mark.parametrize("version", ["captions", "delete", "_meta", "<b>", ""])
def test_another_word_shows_the_whole_video(harbour, edie, ada, sign_in, mia, version):
    page = shelf.published(shelf.video_page(harbour, by=edie), by=edie, approved_by=ada)
    assert '<source src="/files/videos/' in sign_in(mia).get(page.url, {"version": version}).content.decode()


def test_it_begins_where_one_left_it_and_only_for_oneself(harbour, edie, ada, sign_in, mia, robin):
    page = shelf.published(shelf.video_page(harbour, by=edie), by=edie, approved_by=ada)
    client = sign_in(mia)
    sent = client.post(f"/mine/television/{page.slug}/", {"do": "left", "second": "17"})
    assert sent.status_code == 204
    assert 'data-left="17"' in client.get(page.url).content.decode()
    assert 'data-left="0"' in sign_in(robin).get(page.url).content.decode()
    client = sign_in(mia)
    for nonsense in ("-1", "x", "", "1e9"):
        assert (
            client.post(f"/mine/television/{page.slug}/", {"do": "left", "second": nonsense}).status_code
            == 302
        )
    assert 'data-left="17"' in client.get(page.url).content.decode()
