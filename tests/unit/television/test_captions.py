"""The wrong file is caught where it is chosen."""

from shutil import which

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from cms.television.captions import check_captions, check_video, cues_of
from cms.television.models import Video
from cms.television.probing import measure
from tests.unit.library import shelf

GOOD = b"WEBVTT\n\n00:01.000 --> 00:02.500\nHello.\n\n01:00:00.000 --> 01:00:01.000 line:1\nLater.\n"


@pytest.mark.parametrize("content", [GOOD, b"\xef\xbb\xbf" + GOOD, GOOD.replace(b"\n", b"\r\n")])
def test_captions_that_are_right(content):
    check_captions(ContentFile(content))


@pytest.mark.parametrize("name", ["paced-breathing", "grounding-5-4-3-2-1"])
def test_the_demo_videos_have_right_captions(name):
    check_captions(ContentFile((shelf.MEDIA / f"{name}.vtt").read_bytes()))
    check_video(ContentFile((shelf.MEDIA / f"{name}.mp4").read_bytes()))
    assert (shelf.MEDIA / f"{name}.mp4").stat().st_size <= 150_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"1\n00:00:01,000 --> 00:00:02,000\nHello.\n", "must begin with WEBVTT"),
        (b"WEBVTTX\n\n00:01.000 --> 00:02.000\nHello.\n", "must begin with WEBVTT"),
        (b"WEBVTT\n\nHello.\n", "no timed lines"),
        (b"WEBVTT\n\n00:02.000 --> 00:01.000\nHello.\n", "ends before it starts"),
        ("WEBVTT\n\nné".encode("latin-1"), "not UTF-8"),
        (GOOD + b" " * 500_001, "too large"),
        (b"", "must begin with WEBVTT"),
    ],
)
def test_captions_that_are_wrong(content, said):
    with pytest.raises(ValidationError, match=said):
        check_captions(ContentFile(content))


@pytest.mark.parametrize("content", [b"<html><script>", b"", b"ftyp"])
def test_what_is_no_video(content):
    with pytest.raises(ValidationError, match="not an MP4 or WebM"):
        check_video(ContentFile(content))


def test_a_video_without_captions_is_refused(db):
    video = Video(title="Silent", type="video", file=ContentFile(b"\0\0\0\x18ftypmp42", name="x.mp4"))
    with pytest.raises(ValidationError) as refused:
        video.full_clean()
    assert "captions" in refused.value.message_dict


def test_an_html_file_named_as_a_video_is_refused(db):
    video = Video(title="Trick", type="video", file=ContentFile(b"<html>", name="x.mp4"))
    with pytest.raises(ValidationError) as refused:
        video.full_clean()
    assert "file" in refused.value.message_dict


@pytest.mark.parametrize(
    ("seconds", "words"), [(45, "45 seconds"), (61, "1 minute 1 second"), (120, "2 minutes"), (0, "")]
)
def test_a_length_in_words(seconds, words):
    assert Video(duration=seconds, collection_id=1).length == words


def test_captions_are_read_as_times_and_words():
    text = (
        b"WEBVTT\n\nNOTE made by hand\n\n1\n00:01.500 --> 00:02.500\n<v Narrator>Tea &amp; rest.\nSlowly.\n\n"
    )
    text += b"01:02:03.000 --> 01:02:04.000\n[soft chime]\n"
    first, second = cues_of(ContentFile(text))
    assert (first.second, first.words, first.clock) == (1, "Tea & rest. Slowly.", "0:01")
    assert (second.second, second.clock) == (3723, "62:03")


# --- how long it is
def a_film(**fields) -> Video:
    files = {
        field: ContentFile(
            (shelf.MEDIA / f"paced-breathing.{suffix}").read_bytes(), name=f"breathing.{suffix}"
        )
        for field, suffix in {"file": "mp4", "captions": "vtt"}.items()
    }
    return Video(title="Breathing", type="video", **{**files, **fields})


@pytest.mark.skipif(which("ffprobe") is None, reason="no ffprobe here")
def test_length_and_size_are_measured(db):
    video = a_film()
    video.full_clean()
    assert 30 < video.duration < 60
    assert (video.width, video.height) == (640, 360)


def test_without_ffprobe_the_editor_is_asked_and_what_is_typed_counts(db, monkeypatch):
    monkeypatch.setattr("cms.television.probing.which", lambda name: None)
    with pytest.raises(ValidationError) as refused:
        a_film().full_clean()
    assert "type how many seconds" in str(refused.value.message_dict["duration"])
    typed = a_film(duration=44)
    typed.full_clean()
    assert typed.duration == 44


def test_what_ffprobe_cannot_read_is_asked_for_too(db):
    broken = ContentFile(b"\0\0\0\x18ftypmp42" + b"\0" * 100, name="x.mp4")
    assert measure(broken) is None
