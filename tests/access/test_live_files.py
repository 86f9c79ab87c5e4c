"""What a live page shows was approved with it: its files cannot be swapped behind the approval."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.library.models import LibraryFile
from cms.television.models import Video
from tests.unit.library import shelf


@pytest.mark.parametrize("live", [True, False])
def test_a_file_of_a_live_page_keeps_its_bytes_and_its_name(live, building, sign_in):
    page, download, _linked, _picture = shelf.with_files(building.harbour, by=building.edie)
    if live:
        shelf.published(page, by=building.edie, approved_by=building.ada)
    edit = f"/cms/documents/edit/{download.pk}/"
    client = sign_in(building.edie)
    other = SimpleUploadedFile("plan.txt", b"Other words.")
    client.post(edit, {"title": "A plan", "file": other, "tags": "", "collection": "1"})
    client.post(edit, {"title": "Another plan", "tags": "", "collection": "1"})
    now = LibraryFile.objects.get(pk=download.pk)
    kept = (now.file.name, now.title) == (download.file.name, download.title)
    assert kept == live


def test_captions_of_a_live_video_stay_and_the_video_is_not_deleted(building, sign_in):
    video = shelf.film()
    Video.objects.filter(pk=video.pk).update(uploaded_by_user=building.edie)
    page = shelf.video_page(building.harbour, by=building.edie, video=video)
    shelf.published(page, by=building.edie, approved_by=building.ada)
    client = sign_in(building.edie)
    other = SimpleUploadedFile("b.vtt", b"WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nOther words.\n")
    given = {"title": "B", "captions": other, "duration": "45", "tags": "", "collection": "1"}
    client.post(f"/cms/media/edit/{video.pk}/", given)
    assert client.post(f"/cms/media/delete/{video.pk}/").status_code < 500
    assert Video.objects.get(pk=video.pk).captions.name == video.captions.name
