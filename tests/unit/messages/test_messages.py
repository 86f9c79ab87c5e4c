"""Messages: who may write to whom, who reads, and that each reading of the staff is written down."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.messages import actions, policies
from community.messages.models import Conversation, Message, MessageRules
from community.muting.actions import mute
from community.notices.models import Notice
from community.people.models import AuditEntry, Membership, NamedClinician, Person
from community.rooms.models import Draft
from community.utterances.models import Kind, Utterance
from risk_jobs.desk.models import Case

pytestmark = pytest.mark.django_db
RISKY = "I have been purging again since Sunday and I cannot tell anyone."
NOW_RISKY = "I have taken all my tablets tonight to kill myself."


def start(building, by: Person | None = None, body: str = "Could we talk?", **more) -> Conversation:
    conversation, _care = actions.start_with_team(
        service=building.eating_disorders, subject="A question", body=body, by=by or building.mia, **more
    )
    return conversation


def readings(conversation: Conversation) -> list[str]:
    what = f"conversation:{conversation.ref}"
    return list(AuditEntry.objects.filter(what=what, did="read messages").values_list("who", flat=True))


def allow_members(building, allowed: bool = True) -> None:
    actions.change_rules(
        service=building.eating_disorders, between_members=allowed, answer_within_hours=8, templates="",
        by=building.sam,
    )  # fmt: skip


def peers(building, body: str = "Hello you.") -> Conversation:
    return actions.start_with_member(other=building.robin, subject="Hi", body=body, by=building.mia)[0]


def test_a_member_writes_to_the_team_of_a_service_whose_rooms_they_enter(building):
    assert policies.teams_of(building.mia) == [building.eating_disorders]
    assert start(building).waiting_since
    for by in (building.kit, building.cleo):
        with pytest.raises(PermissionDenied):
            start(building, by=by)
    Membership.objects.filter(person=building.mia).update(ended_at=timezone.now())
    with pytest.raises(PermissionDenied):
        start(building)


def test_the_team_reads_it_and_nobody_else_knows_of_it(building, sign_in):
    conversation = start(building, body="zqmessagecanaryx")
    for who in ("mia", "cleo", "pat"):
        person = getattr(building, who)
        at = f"/messages/{conversation.ref}/" if who == "mia" else f"/desk/messages/{conversation.ref}/"
        assert "zqmessagecanaryx" in sign_in(person).get(at).content.decode()
    for who in ("max", "robin", "kit", "clara", "sam", "edie", "zed", "gil"):
        client = sign_in(getattr(building, who))
        for at in (f"/messages/{conversation.ref}/", f"/desk/messages/{conversation.ref}/"):
            assert client.get(at).status_code == 404
            assert client.post(at, {"body": "x"}).status_code == 404
        assert conversation.ref not in client.get("/messages/").content.decode()
    assert conversation.ref not in sign_in(building.clara).get("/desk/messages/").content.decode()
    assert conversation.ref in sign_in(building.cleo).get("/desk/messages/").content.decode()


def test_each_reading_of_the_staff_is_written_down_and_none_of_ones_own(building, sign_in):
    conversation = start(building)
    sign_in(building.mia).get(f"/messages/{conversation.ref}/")
    assert readings(conversation) == []
    cleo = sign_in(building.cleo)
    cleo.get("/desk/messages/")
    assert readings(conversation) == []
    cleo.get(f"/desk/messages/{conversation.ref}/")
    cleo.get(f"/desk/messages/{conversation.ref}/")
    assert readings(conversation) == ["cleo", "cleo"]


def test_the_clock_runs_from_the_first_unanswered_message_until_the_team_answers(building, sign_in):
    conversation = start(building, now=timezone.now() - timedelta(hours=30))
    since = conversation.waiting_since
    actions.send(conversation=conversation, body="Are you there?", by=building.mia)
    assert conversation.waiting_since == since
    page = sign_in(building.cleo).get("/desk/messages/").content.decode()
    assert "Late: should be answered by" in page
    actions.send(conversation=conversation, body="Yes.", by=building.cleo)
    assert conversation.waiting_since is None
    assert conversation.messages.last().said_as == "clinician"
    assert "Late" not in sign_in(building.cleo).get("/desk/messages/").content.decode()


def test_a_new_message_opens_a_closed_conversation_again(building):
    conversation = start(building)
    with pytest.raises(PermissionDenied):
        actions.close(conversation=conversation, by=building.mia)
    actions.close(conversation=conversation, by=building.cleo)
    conversation.refresh_from_db()
    assert (conversation.state, conversation.waiting_since) == ("closed", None)
    actions.close(conversation=conversation, by=building.pat)
    conversation.refresh_from_db()
    assert conversation.closed_by == building.cleo, "it was closed already"
    actions.send(conversation=conversation, body="One more thing.", by=building.mia)
    assert conversation.state == "open"
    assert conversation.waiting_since


def test_who_waits_cannot_be_closed_or_a_member(building):
    conversation = start(building)
    for wrong in ({"state": "closed"}, {"other": building.robin}, {"other": building.mia}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Conversation.objects.filter(pk=conversation.pk).update(**wrong)


def test_an_answer_is_told_to_the_member_and_a_message_to_who_knows_them(building, sign_in):
    NamedClinician.objects.create(
        member=building.mia, clinician=building.cleo, service=building.eating_disorders
    )
    conversation = start(building)
    assert list(Notice.objects.values_list("person__handle", "kind")) == [("cleo", "message")]
    assert "A message from mia to the team" in sign_in(building.cleo).get("/notices/").content.decode()
    actions.send(conversation=conversation, body="Yes.", by=building.pat)
    page = sign_in(building.mia).get("/notices/").content.decode()
    assert "A message from the team of Eating Disorders" in page


def test_messages_are_judged_as_posts_are_and_nobody_finds_them_by_searching(building, sign_in):
    conversation, care = actions.start_with_team(
        service=building.eating_disorders, subject="Tonight", body=NOW_RISKY, by=building.mia
    )
    assert care
    assert Case.objects.filter(person=building.mia, service=building.eating_disorders).exists()
    assert set(Utterance.objects.values_list("kind", flat=True)) >= {Kind.MESSAGE, Kind.SUBJECT}
    for who in ("mia", "robin", "max"):
        assert (
            "all my tablets"
            not in sign_in(getattr(building, who))
            .post("/search/", {"q": "tablets"}, follow=True)
            .content.decode()
        )
    case = Case.objects.filter(person=building.mia).first()
    assert (
        f"/desk/messages/{conversation.ref}/"
        in sign_in(building.cleo).get(case.get_absolute_url()).content.decode()
    )


def test_who_is_in_danger_sees_the_help_message_on_the_next_page(building, sign_in):
    client = sign_in(building.mia)
    sent = client.post(
        "/messages/team/eating-disorders/", {"title": "Tonight", "body": NOW_RISKY}, follow=True
    )
    assert "We are glad that you wrote this" in sent.content.decode()
    assert "flagged" not in sent.content.decode()


def test_one_send_is_one_message_and_the_draft_goes_with_it(building, sign_in):
    client = sign_in(building.mia)
    words = {"title": "A question", "body": "Could we talk?", "form_key": "k", "draft": "0"}
    kept = client.post("/messages/team/eating-disorders/", words | {"do": "autosave"}).json()
    assert "Could we talk?" in client.get("/messages/team/eating-disorders/").content.decode()
    words["draft"] = str(kept["draft"])
    first, second = (client.post("/messages/team/eating-disorders/", words) for _n in range(2))
    assert first["Location"] == second["Location"]
    assert Message.objects.count() == Conversation.objects.count() == 1
    assert not Draft.objects.exists()
    client.post("/messages/team/eating-disorders/", words | {"body": "Another."})
    assert Message.objects.count() == 2


def test_a_draft_of_a_message_stands_among_ones_drafts_and_with_nobody_else(building, sign_in):
    conversation = start(building)
    client = sign_in(building.mia)
    client.post(f"/messages/{conversation.ref}/", {"body": "zqdraftcanaryx", "do": "draft"})
    assert "zqdraftcanaryx" in client.get("/you/drafts/").content.decode()
    assert (
        "zqdraftcanaryx"
        not in sign_in(building.cleo).get(f"/desk/messages/{conversation.ref}/").content.decode()
    )


@pytest.mark.parametrize("form", [{}, {"title": "", "body": ""}, {"title": "x" * 200, "body": "y"}])
def test_bad_input_is_said_and_what_was_typed_stays(form, building, sign_in):
    answer = sign_in(building.mia).post("/messages/team/eating-disorders/", form)
    assert answer.status_code == 200
    assert form.get("body", "") in answer.content.decode()
    assert not Message.objects.exists()


def test_members_write_to_one_another_only_where_the_service_allows_it(building, sign_in):
    at = f"/messages/to/{building.robin.ref}/"
    client = sign_in(building.mia)
    assert client.get(at).status_code == 403
    assert "Send a message" not in client.get(f"/profiles/{building.robin.ref}/").content.decode()
    allow_members(building)
    page = sign_in(building.mia).get(at).content.decode()
    assert "This is not private" in page
    assert "clinicians and moderators of Eating Disorders can read" in page
    assert "Send a message" in client.get(f"/profiles/{building.robin.ref}/").content.decode()
    assert sign_in(building.max).get(f"/messages/to/{building.mia.ref}/").status_code == 404
    assert client.get(f"/messages/to/{building.cleo.ref}/").status_code == 403
    conversation = peers(building)
    allow_members(building, False)
    with pytest.raises(PermissionDenied):
        actions.send(conversation=conversation, body="Still?", by=Person.objects.get(pk=building.mia.pk))
    assert client.get(f"/messages/{conversation.ref}/").status_code == 200


def test_what_members_write_to_one_another_is_judged_and_the_staff_who_read_it_are_written_down(
    building, sign_in
):
    allow_members(building)
    conversation = peers(building, RISKY)
    assert Case.objects.filter(person=building.mia).exists()
    assert conversation.ref not in sign_in(building.cleo).get("/desk/messages/").content.decode()
    page = sign_in(building.cleo).get(f"/desk/messages/{conversation.ref}/")
    assert page.status_code == 200
    assert readings(conversation) == ["cleo"]
    assert (
        sign_in(building.cleo).post(f"/desk/messages/{conversation.ref}/", {"body": "I see."}).status_code
        == 403
    )
    assert sign_in(building.max).get(f"/messages/{conversation.ref}/").status_code == 404


@pytest.mark.parametrize("blocker", ["mia", "robin"])
def test_a_block_ends_messages_between_two_and_is_not_told(blocker, building, sign_in):
    allow_members(building)
    conversation = peers(building)
    other = {"mia": "robin", "robin": "mia"}[blocker]
    mute(other=getattr(building, other), by=getattr(building, blocker), blocks=True)
    for who in (building.mia, building.robin):
        client = sign_in(who)
        assert client.post(f"/messages/{conversation.ref}/", {"body": "x"}).status_code == 403
        answer = client.get(f"/messages/{conversation.ref}/").content.decode()
        assert "blocked" not in answer


def test_a_service_sets_its_answers_and_hours_and_a_stranger_does_not(building, sign_in):
    at = "/services/eating-disorders/messages/"
    form = {
        "answer_within_hours": "4",
        "templates": "Thanks\nThank you for writing.\n---\nCall\nPlease call us.",
    }
    assert sign_in(building.sam).post(at, form).status_code == 302
    rules = MessageRules.objects.get()
    assert rules.answers() == [("Thanks", "Thank you for writing."), ("Call", "Please call us.")]
    assert sign_in(building.clara).get(at).status_code == 404
    conversation = start(building)
    page = sign_in(building.cleo).get(f"/desk/messages/{conversation.ref}/?answer=2").content.decode()
    assert "Please call us." in page
    assert (
        "answers within 4 hours"
        in sign_in(building.mia).get(f"/messages/{conversation.ref}/").content.decode()
    )


def test_a_newer_draft_from_another_window_is_shown_beside_ones_own_words(building, sign_in):
    client, conversation = sign_in(building.mia), start(building)
    url = f"/messages/{conversation.ref}/"
    client.post(url, {"body": "From the phone.", "do": "draft"})
    page = client.post(url, {"body": "From the \0 desk.", "draft": "0", "do": "draft"}).content.decode()
    assert "There is a newer draft from another window" in page
    assert page.index("From the phone.") < page.index(" desk.</textarea>")
    assert Draft.objects.get().fields["body"] == "From the phone."
    version = Draft.objects.get().version
    assert f'name="draft" value="{version}"' in page
    client.post(url, {"body": "From the \0 desk.", "draft": version, "do": "draft"})
    assert Draft.objects.get().fields["body"] == "From the  desk."


def test_the_same_message_sent_from_a_form_opened_later_is_another_conversation(building, sign_in):
    client, address = sign_in(building.mia), "/messages/team/eating-disorders/"
    for _time in range(2):
        key = client.get(address).context["form"]["form_key"].value()
        for _click in range(2):
            client.post(
                address, {"title": "A question", "body": "Could we talk?", "form_key": key, "draft": "0"}
            )
    assert Conversation.objects.filter(member=building.mia).count() == 2
