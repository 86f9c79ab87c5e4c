"""Draft -> review -> published, with two pairs of eyes however it is tried."""

import contextlib
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page

from cms.accredited import approval_of
from cms.library.models import LibraryPage
from cms.library.review.actions import approve, ask_for_changes, submit
from community.people.appointments import appoint
from community.people.models import Person
from community.people.roles import Role
from tests.unit.library import shelf


@pytest.fixture
def draft(harbour, edie):
    return shelf.document(harbour, by=edie)


@pytest.fixture
def alma(eating_disorders):
    """A second accreditor."""
    person = Person.objects.create(handle="alma")
    appoint(person=person, service=eating_disorders, role=Role.ACCREDITOR)
    return person


@pytest.fixture
def superuser(db):
    return Person.objects.create(handle="root-of-all", is_superuser=True)


def is_live(page) -> bool:
    return LibraryPage.objects.get(pk=page.pk).live


def actions(page, person) -> set[str]:
    fresh = LibraryPage.objects.get(pk=page.pk)
    return {name for name, _label, _asks in fresh.current_workflow_task.get_actions(fresh, person)}


# --- the way it goes
def test_an_approval_by_somebody_else_publishes_and_stamps(draft, edie, ada):
    submit(draft, by=edie)
    for step in ("Plain English and access check", "Clinical review", "Accreditation"):
        assert not is_live(draft)
        assert draft.current_workflow_task.name == step
        approve(draft, by=ada)
    assert is_live(draft)
    assert (draft.approved_by, draft.reviewed_on, draft.version) == (ada, timezone.localdate(), 1)
    assert draft.accredited_revision == draft.live_revision


def test_a_reviewer_can_ask_for_changes_and_the_editor_sends_it_again(draft, edie, ada):
    submit(draft, by=edie)
    ask_for_changes(draft, by=ada, comment="Say it more simply.")
    assert not is_live(draft)
    state = draft.current_workflow_state
    draft.summary = "Simpler."
    draft.save_revision(user=edie, clean=False)
    state.resume(user=edie)
    shelf.accredited(LibraryPage.objects.get(pk=draft.pk), by=ada)
    assert is_live(draft)


def test_an_edit_after_publication_waits_for_its_own_approval(draft, edie, ada):
    shelf.published(draft, by=edie, approved_by=ada)
    draft.summary = "Something else."
    submit(draft, by=edie)
    assert LibraryPage.objects.get(pk=draft.pk).summary == "A page of the tests."
    shelf.accredited(draft, by=ada)
    fresh = LibraryPage.objects.get(pk=draft.pk)
    assert (fresh.summary, fresh.version) == ("Something else.", 2)


# --- the last author does not judge
def test_whoever_edited_last_neither_approves_nor_rejects(draft, ada, alma):
    submit(draft, by=ada)
    assert actions(draft, ada) == set()
    assert actions(draft, alma) == {"approve", "reject"}
    for judge in (approve, lambda page, by: ask_for_changes(page, by=by, comment="")):
        with pytest.raises(PermissionDenied):
            judge(draft, by=ada)
    assert not is_live(draft)
    shelf.accredited(draft, by=alma)
    assert is_live(draft)


def test_a_superuser_does_not_either(draft, superuser, ada):
    submit(draft, by=superuser)
    assert actions(draft, superuser) == set()
    with pytest.raises(PermissionDenied):
        approve(draft, by=superuser)
    for _step in range(3):  # past our own refusal
        with contextlib.suppress(PermissionDenied):
            draft.current_workflow_task_state.approve(user=superuser)
    assert not is_live(draft)


def test_what_one_wrote_last_is_not_in_ones_own_list(draft, ada, alma):
    submit(draft, by=ada)
    task = draft.current_workflow_task
    assert not task.get_task_states_user_can_moderate(ada).exists()
    assert task.get_task_states_user_can_moderate(alma).exists()


def test_an_editor_checks_the_english_and_judges_nothing_else(draft, edie, ada):
    submit(draft, by=ada)
    approve(draft, by=edie)
    assert actions(draft, edie) == set()
    with pytest.raises(PermissionDenied):
        approve(draft, by=edie)


def test_a_reviewer_who_edits_in_the_review_becomes_the_last_author(draft, edie, ada, alma):
    submit(draft, by=edie)
    draft.summary = "Mended."
    draft.save_revision(user=ada, clean=False)
    assert actions(draft, ada) == set()
    assert "approve" in actions(draft, alma)


def test_nothing_unfinished_is_approved(harbour, edie, ada):
    lacks = ({"review_by": None}, {"accredited_by": ""}, {"approver": ""}, {"evidence": "<p> </p>"})
    for lacking in (*lacks, {"review_by": timezone.localdate()}):
        page = shelf.document(harbour, by=edie, **lacking)
        submit(page, by=edie)
        assert actions(page, ada) == {"reject"}
        with pytest.raises(PermissionDenied):
            approve(page, by=ada)
    roomless = shelf.document(by=edie)
    submit(roomless, by=edie)
    assert actions(roomless, ada) == {"reject"}


# --- no other way to publish
def test_nobody_publishes_what_nobody_else_approved(draft, edie, ada, superuser):
    revision = draft.save_revision(user=edie, clean=False)
    for person in (edie, ada, superuser, None):
        with pytest.raises(PermissionDenied):
            revision.publish(user=person)
    with pytest.raises(PermissionDenied):
        PublishPageRevisionAction(revision, user=ada).execute(skip_permission_checks=True)
    assert not is_live(draft)


def test_only_accreditors_may_publish_even_what_is_approved(draft, edie, ada, mia):
    shelf.published(draft, by=edie, approved_by=ada)
    draft.unpublish(user=ada)
    draft = LibraryPage.objects.get(pk=draft.pk)
    assert draft.permissions_for_user(ada).can_publish()
    assert not draft.permissions_for_user(edie).can_publish()
    assert not draft.permissions_for_user(mia).can_publish()
    with pytest.raises(PermissionDenied):
        draft.get_latest_revision().publish(user=edie)
    draft.get_latest_revision().publish(user=ada)
    assert is_live(draft)


def test_an_approval_does_not_cover_what_was_written_over_it_later(draft, edie, ada):
    shelf.published(draft, by=edie, approved_by=ada)
    revision = draft.get_latest_revision()
    assert approval_of(revision) is not None
    draft.summary = "Slipped in."
    draft.save_revision(user=edie, clean=False, overwrite_revision=revision)
    revision.refresh_from_db()
    assert approval_of(revision) is None
    with pytest.raises(PermissionDenied):
        revision.publish(user=ada)
    assert LibraryPage.objects.get(pk=draft.pk).summary == "A page of the tests."


def test_an_older_approved_version_does_not_carry_a_newer_one(draft, edie, ada):
    shelf.published(draft, by=edie, approved_by=ada)
    draft.summary = "Newer."
    newer = draft.save_revision(user=edie, clean=False)
    with pytest.raises(PermissionDenied):
        newer.publish(user=ada)


def test_no_page_is_born_live(harbour, edie):
    with pytest.raises(ValidationError):
        shelf.document(by=edie, live=True)
    with pytest.raises(PermissionDenied):
        shelf.document(harbour, by=edie, live=True)


def test_a_copy_starts_as_a_draft(draft, edie, ada, superuser):
    shelf.published(draft, by=edie, approved_by=ada)
    with pytest.raises(PermissionDenied):
        CopyPageAction(draft, update_attrs={"slug": "copy"}, keep_live=True, user=superuser).execute()
    copy = CopyPageAction(draft, update_attrs={"slug": "copy-two"}, keep_live=False, user=superuser).execute()
    assert not is_live(copy)


# --- in the CMS itself
def test_the_publish_button_is_not_there_and_asking_for_it_is_refused(draft, sign_in, edie, ada):
    draft.save_revision(user=edie, clean=False)
    client = sign_in(ada)
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    html = client.get(address).content.decode()
    assert 'name="action-submit"' in html
    assert 'name="action-publish"' not in html
    before = draft.revisions.count()
    client.post(address, form_of(draft) | {"action-publish": "action-publish"})
    assert draft.revisions.count() == before + 1  # it was saved, as a draft
    assert not is_live(draft)


def test_editing_and_approving_in_one_step_is_refused(draft, sign_in, edie, ada):
    submit(draft, by=edie)
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    changed = form_of(draft) | {
        "summary": "Approved by its own author.",
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
    }
    client = sign_in(ada)
    client.post(address, changed)
    latest = LibraryPage.objects.get(pk=draft.pk).get_latest_revision()
    assert (latest.user, latest.content["summary"]) == (ada, "Approved by its own author.")
    assert not is_live(draft)


def test_a_reviewer_approves_in_the_cms(draft, sign_in, edie, ada):
    submit(draft, by=edie)
    state = draft.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk])
    assert sign_in(edie).post(address).status_code in (302, 403)
    assert not is_live(draft)
    for _step in range(3):
        sign_in(ada).post(address)
        state = draft.current_workflow_task_state
        address = (
            reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk])
            if state
            else ""
        )
    assert is_live(draft)


def test_a_draft_is_seen_in_the_preview_by_editors_only(draft, sign_in, edie, mia, cleo):
    draft.save_revision(user=edie, clean=False)
    address = reverse("wagtailadmin_pages:view_draft", args=[draft.pk])
    response = sign_in(edie).get(address)
    assert response.status_code == 200
    assert draft.title in response.content.decode()
    for person in (mia, cleo):
        assert sign_in(person).get(address).status_code == 404
        assert sign_in(person).get(draft.url).status_code == 404


def rich(words: str) -> str:
    """As the editor of rich text sends it."""
    plain = {"type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"entityMap": {}, "blocks": [{"key": "a", "text": words, **plain}]})


def form_of(page: Page) -> dict[str, str]:
    return {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "format": page.format,
        "audience": page.audience,
        "language": page.language,
        "accredited_by": page.accredited_by,
        "approver": page.approver,
        "evidence": rich("A book."),
        "review_by": page.review_by.isoformat(),
        "rooms": [room.pk for room in page.rooms.all()],
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }
