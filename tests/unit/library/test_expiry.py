"""By the day of its review a page is accredited anew, or it leaves: with its files, for everybody with a key."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.library.models import LibraryPage, ReviewReminder
from cms.library.review.reminders import remind
from cms.library.tasks import publish_scheduled
from community.notices.models import Notice
from tests.unit.library import shelf

TODAY = timezone.localdate()


def in_days(page, days):
    """As if it had been accredited long ago."""
    type(page).objects.filter(pk=page.pk).update(review_by=timezone.localdate() + timedelta(days=days))
    return page


@pytest.fixture
def page(harbour, edie, ada):
    page, *_files = shelf.with_files(harbour, by=edie)
    return shelf.published(page, by=edie, approved_by=ada)


def addresses(page):
    download, *_rest = shelf.LibraryFile.objects.order_by("pk")
    picture = shelf.LibraryImage.objects.get()
    return [page.url, download.url, picture.file.url]


def answers(client, page):
    return {client.get(address).status_code for address in addresses(page)}


def test_the_day_before_its_review_it_stands(page, sign_in, mia):
    assert answers(sign_in(mia), in_days(page, 1)) == {200}


@pytest.mark.parametrize("days", [0, -1, -400])
def test_from_the_day_of_its_review_it_and_its_files_are_gone(page, days, sign_in, mia):
    client = sign_in(mia)
    assert answers(client, in_days(page, days)) == {404}
    assert page.title not in client.get("/library/").content.decode()
    assert client.head(page.url).status_code == client.options(page.url).status_code == 404


def test_its_editors_still_have_it(page, sign_in, edie):
    in_days(page, -1)
    client = sign_in(edie)
    assert client.get(f"/cms/pages/{page.pk}/edit/").status_code == 200
    assert {client.get(address).status_code for address in addresses(page)[1:]} == {200}


def test_a_service_may_keep_it_and_it_says_that_it_is_being_checked(page, sign_in, mia, eating_disorders):
    eating_disorders.keeps_expired = True
    eating_disorders.save()
    client = sign_in(mia)
    assert answers(client, in_days(page, -1)) == {200}
    assert "This page is being checked." in client.get(page.url).content.decode()
    assert "being checked" not in client.get(in_days(page, 5).url).content.decode()


def test_another_service_keeping_its_pages_keeps_not_this_one(
    harbour, kitchen, edie, ada, talking_therapies, sign_in, mia, kit
):
    """A page in rooms of two services stays for those of the one that keeps it."""
    page = shelf.published(shelf.document(harbour, kitchen, by=edie), by=edie, approved_by=ada)
    talking_therapies.keeps_expired = True
    talking_therapies.save()
    in_days(page, -1)
    assert sign_in(mia).get(page.url).status_code == 404
    assert sign_in(kit).get(page.url).status_code == 200


def test_accredited_anew_it_is_back(page, sign_in, mia, edie, ada):
    in_days(page, -1)
    again = LibraryPage.objects.get(pk=page.pk)
    again.review_by = timezone.localdate() + timedelta(days=700)
    shelf.published(again, by=edie, approved_by=ada)
    assert sign_in(mia).get(page.url).status_code == 200
    assert LibraryPage.objects.get(pk=page.pk).version == 2


def test_published_again_without_a_review_it_stays_gone(page, sign_in, mia, ada):
    in_days(page, -1)
    page = LibraryPage.objects.get(pk=page.pk)
    page.unpublish(user=ada)
    revision = LibraryPage.objects.get(pk=page.pk).get_latest_revision()
    revision.content["review_by"] = (timezone.localdate() - timedelta(days=1)).isoformat()
    revision.save()
    revision.publish(user=ada)
    assert sign_in(mia).get(page.url).status_code == 404


# --- at a time
def test_what_is_accredited_for_a_later_time_goes_live_then(harbour, edie, ada):
    page = shelf.document(harbour, by=edie, go_live_at=timezone.now() + timedelta(hours=1))
    shelf.published(page, by=edie, approved_by=ada)
    publish_scheduled()
    assert not LibraryPage.objects.get(pk=page.pk).live
    past = timezone.now() - timedelta(minutes=1)
    revision = LibraryPage.objects.get(pk=page.pk).get_latest_revision()
    assert revision.approved_go_live_at
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    publish_scheduled()
    page = LibraryPage.objects.get(pk=page.pk)
    assert (page.live, page.version, page.approved_by) == (True, 1, ada)


def test_what_has_a_last_day_is_withdrawn(page, sign_in, mia):
    LibraryPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    publish_scheduled()
    assert answers(sign_in(mia), page) == {404}


def test_an_editor_sees_first_what_is_due_and_what_has_left(page, sign_in, edie):
    in_days(page, 10)
    assert "In good time" in sign_in(edie).get("/cms/").content.decode()
    in_days(page, -3)
    html = sign_in(edie).get("/cms/").content.decode()
    assert "has left the library" in html
    assert "Late by 4 days" in html


# --- reminders
def reminders(person):
    return Notice.objects.visible_to(person).filter(kind="review_due").count()


@pytest.mark.parametrize(("days", "rows"), [(61, 0), (60, 1), (31, 1), (30, 2), (1, 2), (0, 3), (-3, 3)])
def test_author_and_owner_are_told_60_30_and_0_days_before(page, days, rows, edie, mia):
    in_days(page, days)
    Notice.objects.all().delete()
    remind()
    assert ReviewReminder.objects.count() == rows
    assert reminders(edie) == (1 if rows else 0)
    assert reminders(mia) == 0


def test_asked_again_nobody_is_told_again(page, edie):
    in_days(page, 40)
    Notice.objects.all().delete()
    remind()
    Notice.objects.update(read_at=timezone.now())
    remind()
    assert Notice.objects.filter(kind="review_due", read_at=None).count() == 0
    remind(timezone.localdate() + timedelta(days=10))
    assert Notice.objects.filter(kind="review_due", read_at=None).count() == 1


def test_where_its_author_has_left_those_who_accredit_are_told(page, edie, ada):
    edie.groups.clear()
    in_days(page, 20)
    Notice.objects.all().delete()
    remind()
    assert (reminders(edie), reminders(ada)) == (0, 1)


def test_what_is_not_published_is_nobodys_reminder(page, edie, ada):
    page.unpublish(user=ada)
    in_days(page, 10)
    Notice.objects.all().delete()
    remind()
    assert not Notice.objects.filter(kind="review_due").exists()
