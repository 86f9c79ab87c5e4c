"""Whoever is muted is not read, does not learn of it, and nobody of the team can be."""

import pytest
from django.core.exceptions import PermissionDenied

from community.muting.actions import mute, unmute
from community.muting.policies import blocked_between, muted_by
from community.people.models import Person
from community.rooms import actions as rooms
from community.rooms.boards import news, rooms_with_news
from community.rooms.models import Feeling, Thread

pytestmark = pytest.mark.django_db
CALM = "The kettle is on."


@pytest.fixture
def thread(building) -> Thread:
    opened, _said = rooms.open_thread(room=building.harbour, title="Evenings", body=CALM, by=building.mia)
    rooms.reply(thread=opened, body="Robin was here.", by=building.robin)
    return opened


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize("address", ["", "all/"])
def test_a_muted_post_is_closed_until_it_is_asked_for(address, thread, building, sign_in):
    where = f"{thread.get_absolute_url()}{address}"
    closed = "You muted this person. Show"
    assert closed not in sign_in(building.mia).get(where).content.decode()
    mute(other=building.robin, by=building.mia)
    assert sign_in(building.mia).get(where).content.decode().count(closed) == 1
    assert closed not in sign_in(building.robin).get(where).content.decode()
    assert closed not in sign_in(building.pat).get(where).content.decode()
    unmute(other=building.robin, by=building.mia)
    assert closed not in sign_in(building.mia).get(where).content.decode()


def test_what_the_muted_write_is_no_news_and_their_kind_words_do_not_count(thread, building, sign_in):
    rooms.react(post=thread.posts.get(number=1), feeling=Feeling.HOPE, by=building.robin)
    rooms.mark_read(thread=thread, number=1, by=building.mia)
    assert news(again(building.mia)) == [thread]
    assert "Gives me hope: 1" in sign_in(building.mia).get(thread.get_absolute_url()).content.decode()
    rooms.mark_read(thread=thread, number=1, by=building.mia)
    mute(other=building.robin, by=building.mia)
    assert "Gives me hope: 1" not in sign_in(building.mia).get(thread.get_absolute_url()).content.decode()
    rooms.reply(thread=thread, body="And again.", by=building.robin)
    assert news(again(building.mia)) == []
    assert not rooms_with_news(again(building.mia)).get(slug="harbour").has_news
    rooms.reply(thread=thread, body="Cleo too.", by=building.cleo)
    assert news(again(building.mia)) == [thread]


def test_a_thread_of_somebody_muted_shows_no_title_and_is_not_found(building, sign_in, say):
    say(building.robin, building.harbour, "A giraffe in the garden", title="Giraffe stories")
    client = sign_in(building.mia)
    assert "Giraffe" in client.get("/rooms/harbour/").content.decode()
    mute(other=building.robin, by=building.mia)
    assert "Giraffe stories" not in client.get("/rooms/harbour/").content.decode()
    assert "Giraffe stories" not in client.get("/lobby/").content.decode()
    assert "in the garden" not in client.post("/search/", {"q": "giraffe"}, follow=True).content.decode()


def test_stories_of_the_muted_are_in_no_list(building, sign_in):
    building.onward.has_stories = True
    building.onward.save()
    told, _said = rooms.tell_story(room=building.onward, title="A spring", body=CALM, by=building.robin)
    rooms.show_story(story=told, by=building.pat)
    mute(other=building.robin, by=building.vic)
    for address in ("/stories/", "/lobby/"):
        assert "A spring" not in sign_in(building.vic).get(address).content.decode(), address
        assert "A spring" in sign_in(building.wyn).get(address).content.decode(), address
    assert "A spring" in sign_in(building.pat).get("/stories/").content.decode()
    assert sign_in(building.vic).get(told.get_absolute_url()).status_code == 200


def test_the_team_cannot_be_muted_and_mutes_nobody(building):
    for by, other in (
        (building.mia, building.cleo),
        (building.mia, building.mia),
        (building.pat, building.mia),
    ):
        with pytest.raises(PermissionDenied):
            mute(other=other, by=by)


def test_who_joins_the_team_is_read_again(building):
    mute(other=building.robin, by=building.mia)
    Person.objects.filter(pk=building.robin.pk).update(works_here=True)
    assert muted_by(again(building.mia)) == frozenset()


def test_a_block_stands_between_two_whoever_set_it(building):
    mute(other=building.robin, by=building.mia)
    assert not blocked_between(building.robin, building.mia)
    mute(other=building.robin, by=building.mia, blocks=True)
    assert blocked_between(building.robin, building.mia)
    assert blocked_between(building.mia, building.robin)


def test_the_pages_mute_list_and_unmute(thread, building, sign_in):
    client = sign_in(building.mia)
    address = f"/profiles/{building.robin.ref}/"
    assert f"{address}mute/" in client.get(address).content.decode()
    assert client.post(f"{address}mute/", {"what": "nothing"}).status_code == 200
    assert client.post(f"{address}mute/", {"what": "block"}).status_code == 302
    assert "robin, blocked" in client.get("/you/muted/").content.decode()
    assert "robin" not in sign_in(building.max).get("/you/muted/").content.decode()
    assert sign_in(building.max).post(f"/you/muted/{building.robin.ref}/end/").status_code == 404
    assert client.post(f"/you/muted/{building.robin.ref}/end/").status_code == 302
    assert muted_by(again(building.mia)) == frozenset()


def test_whom_one_does_not_know_or_who_is_staff_cannot_be_muted_by_address(thread, building, sign_in):
    client = sign_in(building.mia)
    assert client.get(f"/profiles/{building.kit.ref}/mute/").status_code == 404
    assert client.get(f"/profiles/{building.cleo.ref}/mute/").status_code == 403
