"""Stories, and what people say about themselves: recorded, judged, read by the team, seen by whom they are for."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from community.people.models import AuditEntry, Person
from community.people.roles import Role
from community.rooms import actions
from community.rooms.lobby import story_of_the_day
from community.rooms.models import Profile, Story, StoryState
from community.utterances.models import Care, Kind, Utterance
from risk_jobs.desk.models import Case

RISKY = "I want to die tonight and I have a plan."
CALM = "It took years, and then a spring came that was mine."


@pytest.fixture
def onward(building):
    building.onward.has_stories = True
    building.onward.save()
    return building.onward


@pytest.fixture
def story(onward, building) -> Story:
    told, _said = actions.tell_story(room=onward, title="A spring", body=CALM, by=building.robin)
    return told


def afresh(story: Story) -> Story:
    return Story.objects.select_related("room__service", "author").get(pk=story.pk)


def test_a_story_is_recorded_and_judged_before_anybody_reads_it(onward, building):
    _story, said = actions.tell_story(room=onward, title="Now", body=RISKY, by=building.robin)
    assert (said.kind, said.room_id, said.service_id) == (Kind.STORY, onward.pk, onward.service_id)
    assert said.screened_at
    assert said.care == Care.HELP
    assert Case.objects.filter(person=building.robin).exists()


@pytest.mark.parametrize(("who", "sees"), [("robin", True), ("pat", True), ("cleo", True), ("vic", False),
                                          ("mia", False), ("clara", False), ("sam", False)])  # fmt: skip
def test_until_it_is_shown_its_author_and_the_team_see_it(who, sees, story, building, sign_in):
    assert sign_in(getattr(building, who)).get(f"/stories/{story.ref}/").status_code == (200 if sees else 404)


@pytest.mark.parametrize(("who", "sees"), [("robin", True), ("vic", True), ("wyn", True), ("cleo", True),
                                          ("mia", False), ("kit", False), ("clara", False)])  # fmt: skip
def test_once_shown_the_room_reads_it_and_no_other(who, sees, story, building, sign_in):
    actions.show_story(story=afresh(story), by=building.pat)
    client = sign_in(getattr(building, who))
    assert client.get(f"/stories/{story.ref}/").status_code == (200 if sees else 404)
    assert ("A spring" in client.get("/lobby/").content.decode()) is sees
    assert ("A spring" in client.get("/stories/").content.decode()) is sees


@pytest.mark.parametrize("who", ["robin", "vic", "mia", "clara", "sam", "zed"])
def test_only_another_moderator_of_the_service_decides(who, story, building):
    for act in (
        actions.show_story,
        lambda **given: actions.return_story(**given, why="Please leave out the numbers"),
    ):
        with pytest.raises(PermissionDenied):
            act(story=afresh(story), by=getattr(building, who))


@pytest.mark.parametrize("who", ["max", "cleo", "pat"])
def test_a_story_is_told_by_members_of_a_room_that_has_them(who, onward, building):
    with pytest.raises(PermissionDenied):
        actions.tell_story(room=onward, title="x", body="y", by=getattr(building, who))
    with pytest.raises(PermissionDenied):
        actions.tell_story(room=building.harbour, title="x", body="y", by=building.mia)


def test_a_changed_story_waits_again_and_the_record_keeps_both(story, building, sign_in):
    actions.show_story(story=afresh(story), by=building.pat)
    actions.tell_story(room=afresh(story).room, title="A spring", body="Another.", by=building.robin)
    assert sign_in(building.vic).get(f"/stories/{story.ref}/").status_code == 404
    said = Utterance.objects.filter(kind=Kind.STORY, source_id=story.pk).order_by("revision")
    assert [(one.revision, one.stands) for one in said] == [(1, False), (2, True)]


def test_a_returned_story_tells_its_author_why_and_nobody_sees_it(story, building, sign_in):
    actions.return_story(story=afresh(story), by=building.pat, why="Please leave out the ward.")
    assert (
        "Please leave out the ward." in sign_in(building.robin).get(f"/stories/{story.ref}/").content.decode()
    )
    for who in (building.vic, building.cleo):
        assert sign_in(who).get(f"/stories/{story.ref}/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.show_story(story=afresh(story), by=building.pat)
    assert AuditEntry.objects.filter(did="returned story", why="Please leave out the ward.").exists()


def test_its_author_takes_it_away_and_may_tell_another(story, building, sign_in):
    with pytest.raises(PermissionDenied):
        actions.remove_story(story=afresh(story), by=building.vic)
    assert sign_in(building.robin).post(f"/stories/{story.ref}/remove/").status_code == 302
    assert afresh(story).state == StoryState.REMOVED
    assert not Utterance.objects.standing().filter(kind=Kind.STORY).exists()
    assert (
        actions.tell_story(room=afresh(story).room, title="x", body="y", by=building.robin)[0].pk != story.pk
    )


def test_the_lobby_leads_with_one_who_has_recovered_another_each_day(onward, building):
    told = []
    for author in (building.robin, building.vic):
        one, _said = actions.tell_story(room=onward, title=author.handle, body=CALM, by=author)
        actions.show_story(story=afresh(one), by=building.pat)
        told.append(one)
    wyn = Person.objects.get(pk=building.wyn.pk)
    days = {story_of_the_day(wyn, date(2026, 11, day)).pk for day in range(1, 9)}
    assert days == {told[0].pk}  # a volunteer's story is to be read, and leads nothing
    Story.objects.filter(pk=told[1].pk).update(said_as=Role.RECOVERED)
    days = [story_of_the_day(wyn, date(2026, 11, day)).pk for day in range(1, 5)]
    assert set(days) == {one.pk for one in told}
    assert days[0] == days[2] != days[1]


def test_the_pages_of_a_story_say_who_reads_it_first(onward, building, sign_in):
    client = sign_in(building.robin)
    assert client.get("/rooms/onward/story/").status_code == 200
    assert (
        client.post("/rooms/onward/story/", {"title": "", "body": "Kept words"})
        .content.decode()
        .count("Kept words")
    )
    sent = client.post("/rooms/onward/story/", {"title": "A spring", "body": RISKY}, follow=True)
    assert "We are glad that you wrote this" in sent.content.decode()
    assert "Somebody of the team reads it first" in sent.content.decode()
    assert sign_in(building.pat).get("/lobby/").content.decode().count("1 story waits") == 1
    assert sign_in(building.vic).get("/lobby/").content.decode().count("waits") == 0
    story = Story.objects.get()
    pat = sign_in(building.pat)
    assert "Show it to the room" in pat.get(f"/stories/{story.ref}/").content.decode()
    assert pat.get(f"/stories/{story.ref}/return/").status_code == 200
    assert pat.post(f"/stories/{story.ref}/show/").status_code == 302
    assert afresh(story).is_shown


# --- about oneself -----------------------------------------------------------------------------------------------


def about(person: Person, text: str):
    return actions.say_about(about=text, by=Person.objects.get(pk=person.pk))


def test_what_one_says_about_oneself_is_recorded_and_judged(building):
    said = about(building.mia, RISKY)
    assert (said.kind, said.room, said.service_id) == (Kind.ABOUT, None, building.eating_disorders.pk)
    assert said.screened_at
    assert said.care == Care.HELP
    assert about(building.mia, RISKY) is None
    about(building.mia, "")
    assert not Utterance.objects.standing().filter(kind=Kind.ABOUT).exists()
    assert about(building.mia, "Tea and cats.").revision == 2


@pytest.mark.parametrize(("who", "sees"), [("robin", True), ("cleo", True), ("pat", True), ("mia", True),
                                          ("max", False), ("kit", False), ("clara", False), ("sam", False)])  # fmt: skip
def test_a_profile_is_there_for_who_shares_a_room(who, sees, building, sign_in):
    about(building.mia, "Tea and cats.")
    answer = sign_in(getattr(building, who)).get(f"/profiles/{building.mia.ref}/")
    assert answer.status_code == (200 if sees else 404)
    assert ("Tea and cats." in answer.content.decode()) is sees


def test_a_profile_shows_name_picture_role_and_what_they_chose_to_say_alone(building, sign_in):
    page = sign_in(building.mia).get(f"/profiles/{building.robin.ref}/").content.decode()
    main = page[page.index("<main") : page.index("</main")]
    assert "robin" in main
    assert "Recovered helper" in main
    for secret in ("Lantern", "Onward", "2026", "Joined", "joined"):
        assert secret not in main


def test_nobody_is_called_a_patient(building, sign_in):
    page = sign_in(building.robin).get(f"/profiles/{building.mia.ref}/").content.decode()
    assert "Patient" not in page
    assert "Member" in page


def test_of_who_has_left_the_room_name_and_picture_remain_where_they_wrote(building, sign_in, say):
    say(building.mia, building.harbour, "Hello.")
    about(building.mia, "Tea and cats.")
    building.mia.memberships.all().delete()
    page = sign_in(building.robin).get(f"/profiles/{building.mia.ref}/")
    assert page.status_code == 200
    assert "Tea and cats." not in page.content.decode()
    assert sign_in(building.max).get(f"/profiles/{building.mia.ref}/").status_code == 404


@pytest.mark.parametrize(("who", "may"), [("pat", True), ("cleo", True), ("robin", False), ("max", False),
                                         ("clara", False), ("mia", False)])  # fmt: skip
def test_moderators_of_their_service_take_away_what_somebody_says(who, may, building, sign_in):
    about(building.mia, "Numbers.")
    answer = sign_in(getattr(building, who)).post(
        f"/profiles/{building.mia.ref}/remove/", {"sentence": "Numbers."}
    )
    assert (answer.status_code == 302) is may
    assert bool(Profile.objects.get(person=building.mia).about) is not may
    assert Utterance.objects.get(kind=Kind.ABOUT).text == "Numbers."


def test_the_page_to_say_something_keeps_what_was_typed_and_shows_help(building, sign_in):
    client = sign_in(building.mia)
    assert client.post("/you/about/", {"about": "x" * 1_001}).content.decode().count("xxx")
    answer = client.post("/you/about/", {"about": RISKY}, follow=True)
    assert "We are glad that you wrote this" in answer.content.decode()


def test_markup_in_what_one_says_does_nothing(building, sign_in):
    about(building.mia, "<script>alert(1)</script><img src=x onerror=alert(1)>")
    page = sign_in(building.robin).get(f"/profiles/{building.mia.ref}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
