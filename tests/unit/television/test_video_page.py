"""The page of a video."""

import re

import pytest
from django.core.exceptions import PermissionDenied

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
