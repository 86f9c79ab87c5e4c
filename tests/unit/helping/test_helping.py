"""The recovered helper's page: who waits, the rota, how they are, and rest."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.helping import actions, policies
from community.helping.models import Mood, Session, WelfareCheck
from community.helping.page import read_page
from community.messages.models import Conversation, Message
from community.people.care import actions as care
from community.people.models import HelperBreak, Membership, Person, Training
from community.people.policies import rooms_open_to
from community.rooms import actions as rooms
from tests.searching import look_at

pytestmark = pytest.mark.django_db


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def session(building) -> Session:
    starts = timezone.now() + timedelta(days=1)
    return actions.plan_session(
        service=building.eating_disorders, what="Evening in the living room", starts_at=starts,
        ends_at=starts + timedelta(hours=1), places=1, by=building.pat,
    )  # fmt: skip


def test_who_waits_for_a_first_reply_in_rooms_where_one_helps(building):
    for room, by in (
        (building.harbour, building.mia),
        (building.worry, building.clara),
        (building.onward, building.robin),
    ):
        rooms.open_thread(room=room, title=f"In {room.slug}", body="Hello.", by=by)
    assert [thread.title for thread in read_page(building.robin).waiting] == ["In harbour"]
    rooms.reply(thread=read_page(building.robin).waiting[0], body="Welcome.", by=building.robin)
    assert read_page(building.robin).waiting == []
    assert not read_page(building.mia).helps


def test_helpers_of_the_service_sign_up_until_it_is_full_and_others_do_not(session, building, sign_in):
    assert "Evening in the living room" in sign_in(building.robin).get("/helping/").content.decode()
    assert actions.sign_up(session=session, by=building.robin)
    assert actions.sign_up(session=session, by=building.robin)
    assert session.sign_ups.count() == 1
    for other in (building.mia, building.kit, building.vic):
        assert sign_in(other).post(f"/helping/sessions/{session.ref}/").status_code == 404
        with pytest.raises(PermissionDenied):
            actions.sign_up(session=session, by=other)
    assert "robin" in sign_in(building.cleo).get("/desk/rota/eating-disorders/").content.decode()
    assert sign_in(building.clara).get("/desk/rota/eating-disorders/").status_code == 404


def until(building, days: int) -> None:
    """Robin's training counts for so many days more."""
    Training.objects.filter(person=building.robin).update(
        last_day=timezone.localdate() + timedelta(days=days)
    )


def test_the_place_of_a_training_that_has_ended_is_free_again_without_anybody_pressing(
    session, building, sign_in
):
    helper = Membership.objects.create(person=building.vic, room=building.harbour, role="recovered")
    training = Training.objects.get(person=building.robin)
    Training.objects.create(
        person=helper.person, service=training.service, what="Peer support", trained_on=training.trained_on,
        last_day=timezone.localdate() + timedelta(days=30), signed_by=building.cleo,
    )  # fmt: skip
    assert actions.sign_up(session=session, by=again(building.robin))
    assert not actions.sign_up(session=session, by=again(building.vic))
    care.withdraw_training(training=training, by=building.cleo, why="took a rest")
    assert "robin" not in sign_in(building.cleo).get("/desk/rota/eating-disorders/").content.decode()
    assert [slot.free for slot in read_page(again(building.vic)).slots] == [1]
    assert actions.sign_up(session=session, by=again(building.vic))


def test_nobody_signs_up_for_a_day_after_their_training_ends(session, building, sign_in):
    until(building, days=0)
    answer = sign_in(building.robin).post(f"/helping/sessions/{session.ref}/")
    assert answer.status_code == 403
    assert b"ends before this session" in answer.content
    assert not session.sign_ups.exists()
    until(building, days=1)
    assert actions.sign_up(session=session, by=again(building.robin))


def test_only_the_team_keeps_the_rota(session, building, sign_in):
    starts = timezone.now() + timedelta(days=2)
    for by in (building.robin, building.clara, building.sam):
        with pytest.raises(PermissionDenied):
            actions.plan_session(
                service=building.eating_disorders, what="x", starts_at=starts, ends_at=starts + timedelta(hours=1),
                places=1, by=by,
            )  # fmt: skip
    client = sign_in(building.pat)
    bad = client.post(
        "/desk/rota/eating-disorders/", {"what": "x", "starts_at": "soon", "ends_at": "", "places": "0"}
    )
    assert "error" in bad.content.decode()
    good = {
        "what": "Welcome hour",
        "starts_at": "2099-03-27 19:00",
        "ends_at": "2099-03-27 20:00",
        "places": "3",
    }
    assert client.post("/desk/rota/eating-disorders/", good).status_code == 302
    assert client.post(f"/desk/rota/eating-disorders/{session.ref}/cancel/").status_code == 302
    assert "Evening in the living room" not in client.get("/desk/rota/eating-disorders/").content.decode()
    with pytest.raises(PermissionDenied):
        actions.sign_up(session=session, by=building.robin)


def test_a_hard_check_offers_the_team_which_learns_only_that_they_ask(building, sign_in):
    client = sign_in(building.robin)
    hard = {"mood": "not-good", "rested": "no", "weighs": "yes"}
    page = client.post("/helping/check/", hard).content.decode()
    assert "Ask the team to get in touch" in page
    assert not Conversation.objects.exists()
    assert client.post("/helping/check/", {"ask": "1"}).status_code == 302
    message = Message.objects.get()
    assert message.author == building.robin
    assert "rest" not in message.body
    assert (
        "Good to hear"
        in client.post("/helping/check/", hard | {"mood": "good", "rested": "yes"}).content.decode()
    )
    assert "error" in client.post("/helping/check/", {"mood": "x"}).content.decode()


def test_nobody_but_the_helper_sees_a_check(building, sign_in):
    actions.check(by=building.robin, mood=Mood.NOT_GOOD, rested=False, weighs_on_me=True)
    for who in ("cleo", "pat", "sam", "mia"):
        client = sign_in(getattr(building, who))
        for at in ("/helping/", f"/profiles/{building.robin.ref}/", f"/people/{building.robin.ref}/"):
            assert "Not so good" not in client.get(at).content.decode()
    with pytest.raises(PermissionDenied):
        actions.check(by=building.mia, mood=Mood.GOOD, rested=True, weighs_on_me=False)
    assert WelfareCheck.objects.count() == 1


def test_a_break_takes_the_badge_and_the_duties_and_tells_the_team(session, building, sign_in):
    actions.sign_up(session=session, by=building.robin)
    assert rooms_open_to(again(building.robin))[building.harbour.pk].role == "recovered"
    client = sign_in(building.robin)
    assert client.post("/helping/break/", {}).status_code == 302
    assert rooms_open_to(again(building.robin))[building.harbour.pk].role == "patient"
    assert session.sign_ups.count() == 0
    assert "You are taking a break" in client.get("/helping/").content.decode()
    assert "robin takes a break from helping" in sign_in(building.pat).get("/notices/").content.decode()
    assert "takes a break" not in sign_in(building.clara).get("/notices/").content.decode()
    assert "takes a break" not in sign_in(building.mia).get("/notices/").content.decode()
    with pytest.raises(PermissionDenied):
        actions.sign_up(session=session, by=again(building.robin))
    assert client.post("/helping/break/", {"end": "1"}).status_code == 302
    assert rooms_open_to(again(building.robin))[building.harbour.pk].role == "recovered"
    assert "robin is back" in sign_in(building.pat).get("/notices/").content.decode()


def test_a_break_until_a_day_ends_by_itself(building, later):
    actions.rest(by=building.robin, last_day=timezone.localdate() + timedelta(days=2))
    later(days=2)
    assert policies.rests(building.robin)
    later(days=1)
    assert policies.rests(building.robin) is None
    assert rooms_open_to(again(building.robin))[building.harbour.pk].role == "recovered"


def test_only_helpers_rest_and_no_break_ends_in_the_past(building, sign_in):
    with pytest.raises(PermissionDenied):
        actions.rest(by=building.mia)
    form = {"last_day_day": "1", "last_day_month": "1", "last_day_year": "2020"}
    assert "from today on" in sign_in(building.robin).post("/helping/break/", form).content.decode()
    assert not HelperBreak.objects.exists()


def test_a_carer_sees_nothing_of_the_patient(building, sign_in, say):
    """Kit's key opens the carers' kitchen alone."""
    said = say(building.mia, building.harbour, "zqpatientcanaryx @kit", title="zqpatientcanaryx")
    kit = sign_in(building.kit)
    for at in (
        "/lobby/", "/rooms/", "/search/?q=zqpatientcanaryx", "/notices/", "/bookmarks/", "/stories/", "/messages/",
        "/library/", "/helping/",
    ):  # fmt: skip
        page = look_at(kit, at)
        assert "zqpatientcanaryx" not in page.content.decode().replace("q=zqpatientcanaryx", "").replace(
            'value="zqpatientcanaryx"', ""
        ).replace("%3Dzqpatientcanaryx", "").replace("“zqpatientcanaryx”", ""), at
        assert "mia" not in page.content.decode(), at
    for at in (f"/profiles/{building.mia.ref}/", "/rooms/harbour/", f"/profiles/{building.mia.ref}/mute/"):
        assert kit.get(at).status_code == 404
    assert said.room == building.harbour
