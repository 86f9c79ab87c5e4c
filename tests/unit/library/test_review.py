"""The three steps of a review: who is to do them, by when, what a change does to them, and who is told."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import Comment, CommentReply

from cms.library.models import LibraryPage
from cms.library.review.actions import approve, ask_for_changes, claim, name_reviewer, submit
from cms.library.review.steps import open_turn
from cms.library.review.turns import light
from community.notices.models import Notice
from community.people.appointments import appoint
from community.people.models import Person
from community.people.roles import Role
from tests.unit.library import shelf

TODAY = date(2026, 3, 10)


@pytest.fixture
def draft(harbour, edie):
    return shelf.document(harbour, by=edie)


@pytest.fixture
def alma(eating_disorders):
    """A second accreditor."""
    person = Person.objects.create(handle="alma")
    appoint(person=person, service=eating_disorders, role=Role.ACCREDITOR)
    return person


def step(page) -> str:
    return LibraryPage.objects.get(pk=page.pk).current_workflow_task.name


def changed(page, by, **words):
    fresh = LibraryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in words.items():
        setattr(fresh, name, value)
    fresh.save_revision(user=by, clean=False)
    return LibraryPage.objects.get(pk=page.pk)


def up_to(step_name, page, *, by, approved_by):
    submit(page, by=by)
    while page.current_workflow_task.name != step_name:
        approve(page, by=approved_by)
    return page


def told(person) -> list[str]:
    return list(Notice.objects.visible_to(person).order_by("pk").values_list("kind", flat=True))


def sentences(person, sign_in) -> str:
    return " ".join(sign_in(person).get("/notices/").content.decode().split())


# --- what a change does
def test_a_change_after_the_clinical_review_returns_there(draft, edie, ada, alma):
    up_to("Accreditation", draft, by=edie, approved_by=ada)
    page = changed(draft, ada, summary="Slipped in after the review.")
    assert step(page) == "Clinical review"
    with pytest.raises(PermissionDenied):
        approve(page, by=ada)
    approve(page, by=alma)
    assert step(page) == "Accreditation"
    approve(page, by=alma)
    assert LibraryPage.objects.get(pk=page.pk).summary == "Slipped in after the review."


def test_a_change_sent_in_after_the_accreditor_asked_for_one_is_reviewed_too(draft, edie, ada):
    up_to("Accreditation", draft, by=edie, approved_by=ada)
    ask_for_changes(draft, by=ada, comment="Say who wrote this.")
    page = changed(draft, edie, summary="Says who wrote this.")
    page.current_workflow_state.resume(user=edie)
    assert step(page) == "Clinical review"


def test_a_change_during_the_clinical_review_is_what_is_reviewed(draft, edie, ada, alma):
    up_to("Clinical review", draft, by=edie, approved_by=ada)
    page = changed(draft, ada, summary="Mended.")
    assert step(page) == "Clinical review"
    approve(page, by=alma)
    assert step(page) == "Accreditation"
    approve(page, by=alma)
    assert LibraryPage.objects.get(pk=page.pk).live


def test_who_only_comments_has_changed_nothing(draft, edie, ada):
    up_to("Accreditation", draft, by=edie, approved_by=ada)
    page = changed(draft, ada)  # Wagtail keeps a comment as a revision by whoever wrote it
    assert step(page) == "Accreditation"
    approve(page, by=ada)
    assert LibraryPage.objects.get(pk=page.pk).live


def test_a_comment_of_another_does_not_let_its_author_approve(draft, edie, ada, alma):
    up_to("Accreditation", draft, by=edie, approved_by=ada)
    changed(draft, ada, summary="Mine.")
    page = changed(draft, alma)
    with pytest.raises(PermissionDenied):
        approve(page, by=ada)
    with pytest.raises(PermissionDenied):
        ask_for_changes(page, by=ada, comment="No.")


def test_words_brought_back_need_a_new_review(draft, edie, ada):
    """An approval of the same words, given before they went away, is of another time."""
    up_to("Accreditation", draft, by=edie, approved_by=ada)
    changed(draft, edie, summary="Other words.")
    page = changed(draft, edie, summary="A page of the tests.")
    assert step(page) == "Clinical review"


def test_a_draft_taken_from_an_old_revision_does_not_bring_back_its_stamp(draft, edie, ada):
    shelf.published(draft, by=edie, approved_by=ada)
    first = draft.live_revision
    for words in ("Two.", "Three."):
        page = changed(draft, edie, summary=words)
        page.current_workflow_state or page.get_workflow().start(page, edie)
        shelf.accredited(LibraryPage.objects.get(pk=draft.pk), by=ada)
    again = first.as_object()
    again.summary = "Four."
    again.save_revision(user=edie, clean=False)
    page = LibraryPage.objects.get(pk=draft.pk)
    page.get_workflow().start(page, edie)
    shelf.accredited(LibraryPage.objects.get(pk=draft.pk), by=ada)
    assert LibraryPage.objects.get(pk=draft.pk).version == 4


# --- who is to do it, and by when
def test_only_the_named_reviewer_decides(draft, edie, ada, alma):
    submit(draft, by=edie)
    name_reviewer(draft, reviewer=alma, due_on=TODAY, by=edie)
    with pytest.raises(PermissionDenied):
        approve(draft, by=ada)
    approve(draft, by=alma)


def test_who_is_not_of_the_reviewers_or_wrote_it_is_not_named(draft, edie, ada, mia):
    submit(draft, by=edie)
    for person in (mia, edie):
        with pytest.raises(PermissionDenied):
            name_reviewer(draft, reviewer=person, due_on=TODAY, by=ada)
    with pytest.raises(PermissionDenied):
        name_reviewer(draft, reviewer=ada, due_on=TODAY, by=mia)


def test_a_step_is_claimed_and_taken_over_and_who_had_it_is_told(draft, edie, ada, alma):
    submit(draft, by=edie)
    claim(draft, by=ada)
    assert open_turn(draft).reviewer == ada
    claim(draft, by=alma)
    assert open_turn(draft).reviewer == alma
    assert "reviewed" in told(ada)
    with pytest.raises(PermissionDenied):
        claim(draft, by=edie)


def test_who_asked_for_changes_looks_at_them_too(draft, edie, ada, alma):
    submit(draft, by=edie)
    claim(draft, by=alma)
    ask_for_changes(draft, by=alma, comment="Shorter.")
    page = changed(draft, edie, summary="Short.")
    page.current_workflow_state.resume(user=edie)
    assert open_turn(LibraryPage.objects.get(pk=page.pk)).reviewer == alma


def test_each_step_has_a_day(draft, edie, ada):
    submit(draft, by=edie)
    today = timezone.localdate()
    days = []
    while (turn := open_turn(draft)) is not None:
        days.append((turn.due_on - today).days)
        approve(draft, by=ada)
    assert days == [7, 14, 7]


@pytest.mark.parametrize(
    ("days", "colour", "words"),
    [
        (9, "green", "In good time, due 19 March 2026"),
        (2, "amber", "Due soon, 12 March 2026"),
        (0, "amber", "Due today"),
        (-1, "red", "Late by 1 day, was due 9 March 2026"),
        (-5, "red", "Late by 5 days, was due 5 March 2026"),
    ],
)
def test_a_light_says_in_words_and_shape_what_its_colour_says(days, colour, words):
    shown = light(TODAY + timedelta(days=days), TODAY)
    assert (shown.colour, shown.words) == (colour, words)
    assert len({light(TODAY + timedelta(days=day), TODAY).shape for day in (9, 1, -1)}) == 3


# --- who is told
def test_those_who_could_review_are_told_and_its_author_is_not(draft, edie, ada, alma, sign_in):
    submit(draft, by=edie)
    assert told(ada) == told(alma) == ["to_review"]
    assert told(edie) == []
    assert "Plain English and access check" in sentences(ada, sign_in)


def test_its_author_hears_of_every_step(draft, edie, ada, sign_in):
    submit(draft, by=edie)
    ask_for_changes(draft, by=ada, comment="Too long, see the second heading.")
    assert told(edie) == ["reviewed"]
    assert "changes are asked for" in sentences(edie, sign_in)


def test_a_comment_reaches_author_and_reviewer_and_no_mail_says_it(draft, edie, ada, alma):
    submit(draft, by=edie)
    claim(draft, by=ada)
    Notice.objects.all().delete()
    comment = Comment.objects.create(page=draft, user=alma, text="A secret sentence", contentpath="title")
    assert told(edie) == told(ada) == ["reviewed"]
    Notice.objects.all().delete()
    CommentReply.objects.create(comment=comment, user=edie, text="Thank you")
    assert told(alma) == told(ada) == ["reviewed"]
    assert mail.outbox == []  # Wagtail's own would quote it; ours say only that something is new


def test_who_edits_no_longer_is_told_nothing_more(draft, edie, ada):
    submit(draft, by=edie)
    approve(draft, by=ada)
    assert told(edie)
    edie.appointments.update(ended_at=timezone.now())
    assert told(Person.objects.get(pk=edie.pk)) == []


# --- the pages on which it is done
def test_a_review_is_claimed_and_named_in_the_cms(draft, edie, ada, alma, sign_in):
    submit(draft, by=edie)
    turn = open_turn(draft)
    client = sign_in(ada)
    html = client.get("/cms/").content.decode()
    assert "Waits for my review" in html
    assert "In good time" in html
    assert draft.title in client.get("/cms/reviews/").content.decode()
    client.post(f"/cms/reviews/{turn.pk}/claim/")
    assert open_turn(draft).reviewer == ada
    named = {"reviewer": alma.pk, "due_on": "2030-01-02"}
    assert client.post(f"/cms/reviews/{turn.pk}/", named).status_code == 302
    assert (open_turn(draft).reviewer, open_turn(draft).due_on) == (alma, date(2030, 1, 2))
    assert client.post(f"/cms/reviews/{turn.pk}/", {"reviewer": edie.pk, "due_on": "x"}).status_code == 200


def test_who_wrote_it_cannot_claim_it_and_others_find_no_review(draft, edie, mia, cleo, sam, sign_in):
    submit(draft, by=edie)
    turn = open_turn(draft)
    sign_in(edie).post(f"/cms/reviews/{turn.pk}/claim/")
    assert open_turn(draft).reviewer is None
    for person in (mia, cleo, sam):
        for address in ("/cms/reviews/", f"/cms/reviews/{turn.pk}/", f"/cms/reviews/{turn.pk}/claim/"):
            assert sign_in(person).get(address).status_code == 404


def test_what_changed_since_it_was_accredited_is_one_link_away(draft, edie, ada, sign_in):
    shelf.published(draft, by=edie, approved_by=ada)
    accredited = LibraryPage.objects.get(pk=draft.pk).accredited_revision_id
    page = changed(draft, edie, summary="Says more.")
    page.get_workflow().start(page, edie)
    client = sign_in(ada)
    address = f"/cms/pages/{page.pk}/revisions/compare/{accredited}...latest/"
    assert address in client.get("/cms/reviews/").content.decode()
    assert "Says more." in client.get(address).content.decode()
