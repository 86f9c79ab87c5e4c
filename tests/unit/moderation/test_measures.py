"""Read only, slow, held, silenced, suspended: what they do, to whom, and that they end by themselves."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.moderation import actions
from community.people.models import Person
from community.people.policies import is_welcome
from community.rooms import actions as rooms
from community.rooms.guard import NeedsAModerator
from community.rooms.models import Draft, Measure, Post, Waiting
from community.utterances.models import Kind, Utterance
from tests.unit.moderation.conftest import fresh

pytestmark = pytest.mark.django_db
K = Measure.Kind
WHY = "Please be gentle with one another."
CALM = "The kettle is on."
RISKY = "I have been purging again since Sunday and I cannot tell anyone."


def put(kind, on, by, **more):
    if isinstance(on, Person):
        more.setdefault("ends_at", timezone.now() + timedelta(days=1))
    return actions.put_on(kind=kind, on=on, by=fresh(by), sentence=WHY, **more)


def reply(thread, by, **more):
    return rooms.reply(thread=thread, body=CALM, by=fresh(by), **more)


def over(**where):
    """The clock goes on; nothing runs."""
    begun = timezone.now() - timedelta(days=60)
    Measure.objects.filter(**where).update(began_at=begun, ends_at=begun + timedelta(days=1))


@pytest.mark.parametrize("place", ["thread", "room"])
def test_read_only_for_members_with_its_reason_and_not_for_the_team(place, thread, building, sign_in):
    put(K.PAUSE, thread if place == "thread" else building.harbour, building.pat)
    with pytest.raises(PermissionDenied):
        reply(thread, building.mia)
    reply(thread, building.pat)
    page = sign_in(building.mia).get(thread.get_absolute_url()).content.decode()
    assert "is read only" in page
    assert WHY in page
    assert "Post your reply" not in page
    assert "Post your reply" in sign_in(building.pat).get(thread.get_absolute_url()).content.decode()


def test_words_typed_while_it_became_read_only_are_kept(thread, building, sign_in):
    client = sign_in(building.mia)
    put(K.PAUSE, thread, building.pat)
    answer = client.post(f"{thread.get_absolute_url()}reply/", {"body": "A long text.", "do": "post"})
    assert answer.status_code == 403
    assert WHY in answer.content.decode()
    assert Draft.objects.get(person=building.mia).fields["body"] == "A long text."


def test_one_s_own_post_can_be_removed_but_not_changed_where_it_is_read_only(thread, post, building):
    put(K.PAUSE, thread, building.pat)
    mia = fresh(building.mia)
    with pytest.raises(PermissionDenied):
        rooms.edit(post=post, body="Other words.", by=mia)
    rooms.delete(post=post, by=mia)


def test_slow_mode_says_when_and_keeps_the_words_but_danger_does_not_wait(thread, building, sign_in):
    put(K.SLOW, thread, building.pat, minutes=60)
    client, address = sign_in(building.mia), f"{thread.get_absolute_url()}reply/"
    again = client.post(address, {"body": "Second so soon.", "do": "post"})
    assert again.status_code == 200
    assert "slow mode: you can post again at" in again.content.decode()
    assert "Second so soon." in again.content.decode()
    urgent = "I want to kill myself tonight. I have the pills here."
    assert client.post(address, {"body": urgent, "do": "post"}).status_code == 302
    Post.objects.filter(in_thread=thread).update(said_at=timezone.now() - timedelta(hours=2))
    assert client.post(address, {"body": "After a while.", "do": "post"}).status_code == 302


@pytest.mark.parametrize("on", ["mia", "thread", "harbour"])
def test_what_is_held_waits_judged_and_in_no_page(on, thread, building, sign_in):
    put(K.HOLD, thread if on == "thread" else getattr(building, on), building.pat)
    with pytest.raises(NeedsAModerator):
        reply(thread, building.mia)
    sign_in(building.mia).post(f"{thread.get_absolute_url()}reply/", {"body": RISKY, "do": "post"})
    waiting = Waiting.objects.get()
    assert waiting.why == ("person" if on == "mia" else "place")
    said = Utterance.objects.get(kind=Kind.HELD)
    assert said.screened_at is not None
    assert said.flags.exists()
    assert "purging again" not in sign_in(building.robin).get(thread.get_absolute_url()).content.decode()
    assert "purging again" in sign_in(building.mia).get(thread.get_absolute_url()).content.decode()
    assert "purging again" in sign_in(building.pat).get("/rooms/harbour/waiting/").content.decode()
    rooms.publish(waiting=waiting, by=fresh(building.cleo))
    assert "purging again" in sign_in(building.robin).get(thread.get_absolute_url()).content.decode()


def test_an_edit_is_held_too(thread, post, building):
    put(K.HOLD, building.mia, building.pat)
    with pytest.raises(NeedsAModerator):
        rooms.edit(post=post, body="Ten kilos.", by=fresh(building.mia))


def test_who_is_silenced_reads_and_does_not_write_in_the_service(thread, building, sign_in):
    done = put(K.SILENCE, building.mia, building.pat)
    for act in (
        lambda: reply(thread, building.mia),
        lambda: rooms.open_thread(room=building.harbour, title="T", body="B", by=fresh(building.mia)),
        lambda: rooms.say_about(about="Other ways.", by=fresh(building.mia)),
    ):
        with pytest.raises(PermissionDenied):
            act()
    page = sign_in(building.mia).get(thread.get_absolute_url()).content.decode()
    assert "You can read, and not write" in page
    assert WHY in page
    assert WHY not in sign_in(building.robin).get(thread.get_absolute_url()).content.decode()
    over(pk=done.measure.pk)
    reply(thread, building.mia)


def test_who_is_suspended_is_signed_out_and_reads_why_until_when_and_whom_to_ask(thread, building, sign_in):
    client = sign_in(building.mia)
    client.get("/lobby/")
    done = put(K.SUSPEND, building.mia, building.pat)
    assert client.get("/lobby/").status_code == 302  # to the sign-in page
    client = sign_in(fresh(building.mia))
    page = client.get("/lobby/")
    assert page.status_code == 404
    for words in ("Your account is paused", WHY, done.get_absolute_url()):
        assert words in page.content.decode()
    shown = client.get(done.get_absolute_url()).content.decode()
    for words in (WHY, "Until", "Ask somebody else of the team"):
        assert words in shown
    assert client.post(done.get_absolute_url(), {"words": "It was not me."}).status_code == 302
    over(pk=done.measure.pk)
    Person.objects.filter(pk=building.mia.pk).update(suspended_until=Measure.objects.get().ends_at)
    assert is_welcome(fresh(building.mia))


def test_of_two_suspensions_the_longer_stands_when_one_is_lifted(building):
    long = put(K.SUSPEND, building.mia, building.pat, ends_at=timezone.now() + timedelta(days=7))
    mia = fresh(building.mia)
    assert mia.suspended_until == long.measure.ends_at
    actions.lift(measure=long.measure, by=building.cleo, sentence="Over.")
    assert fresh(building.mia).suspended_until is None
    undone = actions.undo
    last = long.measure.decisions.get(kind="lift")
    undone(decision=last, by=building.cleo)
    assert fresh(building.mia).suspended_until == long.measure.ends_at


@pytest.mark.parametrize("on", ["pat", "cleo", "max_by_clara", "mia_by_robin", "mia_by_sam"])
def test_colleagues_strangers_and_oneself_are_not_measured(on, building):
    whom, _by, who = on.partition("_by_")
    by = getattr(building, who or "pat")
    with pytest.raises(PermissionDenied):
        put(K.SILENCE, getattr(building, whom), by)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "silence", "ends_at": None},  # without an end
        {"kind": "slow", "person": None, "minutes": None},
        {"kind": "pause"},  # of a person
        {"kind": "hold", "sentence": ""},
    ],
)
def test_the_database_refuses_a_measure_that_makes_no_sense(wrong, building):
    given = {
        "service": building.eating_disorders, "person": building.mia, "by": building.pat, "sentence": WHY,
        "ends_at": timezone.now() + timedelta(days=1),
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(**given | wrong)


def test_the_same_is_put_on_once(thread, building, sign_in):
    put(K.PAUSE, thread, building.pat)
    with pytest.raises(actions.ChangedMeanwhile):
        put(K.PAUSE, thread, building.cleo)
    asked = {"kind": "pause", "minutes": "5", "hours": "24", "sentence": "My own words."}
    page = sign_in(building.cleo).post(f"{thread.get_absolute_url()}measures/", asked).content.decode()
    assert "in force already" in page
    assert "My own words." in page


def test_the_forms_put_on_what_they_say_and_the_moderators_page_lifts_it(thread, building, sign_in):
    client = sign_in(building.pat)
    asked = {"kind": "slow", "minutes": "5", "hours": "", "sentence": WHY}
    assert client.post("/rooms/harbour/measures/", asked).status_code == 302
    person = {"kind": "silence", "days": "3", "rule": "kindness", "sentence": WHY}
    done = client.post(f"/profiles/{building.mia.ref}/measures/", person, follow=True).content.decode()
    assert "mia is told" in done
    slow, silence = Measure.objects.get(kind="slow"), Measure.objects.get(kind="silence")
    assert (slow.room, slow.minutes, slow.ends_at) == (building.harbour, 5, None)
    assert (silence.ends_at - silence.began_at).days in (2, 3)
    page = client.get("/moderation/?room=harbour").content.decode()
    assert f"/moderation/measures/{slow.ref}/lift/" in page
    assert (
        client.post(f"/moderation/measures/{slow.ref}/lift/", {"sentence": "Quiet again."}).status_code == 302
    )
    assert not Measure.objects.in_force().filter(pk=slow.pk).exists()
    assert sign_in(building.clara).get(f"/moderation/measures/{silence.ref}/lift/").status_code == 404
