"""Words of somebody's own in every area there is: all of them in their copy, none of another's, and none left."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from community.concerns import actions as concerns
from community.living_room.actions import say_line
from community.living_room.models import LivingRoom
from community.messages import actions as messages
from community.moderation import actions as moderation
from community.moderation.models import Reported
from community.moderation.things import of_post
from community.people.models import Membership, Person
from community.people.yours import leaving
from community.people.yours.models import Departure
from community.rooms import actions as rooms
from community.rooms import drafts
from community.rooms.composing import Place, Written
from community.rooms.models import Post
from risk_jobs.words import actions as words
from risk_jobs.words import tasks, trials
from risk_jobs.words.models import TrialHit, TrialKind
from search import asking
from search.models import AskedOn
from tests.unit.people.yours.community import close_all_cases, words_in_cases
from tests.unit.people.yours.test_copies import copy_of
from tests.unit.people.yours.test_leaving import left_of

# Who reads what somebody wrote about another keeps it: it is part of that other's record.
OF_ANOTHERS_RECORD = {"about somebody"}
RULE = """\
id: tried.on_all
name: Tried on all
topic: purging
priority: 2
owner: Cleo
review: '2027-06-30'
rationale: What it hits holds the word behind.
any: ['"zorbed _ again"~0']
must_match: [zorbed once again, I zorbed here again, zorbed it again]
must_not_match: [hello, a nice day, the kettle is on]
"""


def again(person: Person) -> Person:
    """As the next request would load them."""
    return Person.objects.get(pk=person.pk)


def fill(building, who: Person, other: Post) -> dict[str, str]:
    """Area -> the word that `who` wrote there. `other`: a post of somebody else, in Harbour."""
    said: dict[str, str] = {}

    def word(area: str) -> str:
        said[area] = f"canary{who.handle}{chr(97 + len(said))}word"
        return f"zorbed {said[area]} again"

    building.onward.has_stories = True
    building.onward.save()
    Membership.objects.get_or_create(person=who, room=building.onward, defaults={"role": "recovered"})
    who, service = again(who), building.eating_disorders
    thread, _said = rooms.open_thread(room=building.harbour, title=word("title"), body=word("post"), by=who)
    own = thread.posts.get()
    rooms.say_about(about=word("about me"), by=who)
    drafts.save(place=Place(building.harbour), fields={"body": word("draft")}, seen=0, by=who)
    rooms.hold(
        place=Place(building.harbour, thread), written=Written(body=word("held"), title=word("t"), notes=""), by=who
    )  # fmt: skip
    rooms.tell_story(room=building.onward, title=word("story"), body=word("its text"), by=who)
    moderation.report(thing=of_post(other), reason="other", words=word("report"), by=who)
    taken = moderation.hide(post=own, by=again(building.pat), rule="numbers", sentence="Kindly.")
    appeal, _said = moderation.appeal(decision=taken, words=word("appeal"), by=again(who))
    moderation.answer_appeal(appeal=appeal, by=again(building.cleo), overturn=True, sentence="You are right.")
    messages.start_with_team(service=service, subject=word("subject"), body=word("message"), by=again(who))
    place, _new = LivingRoom.objects.get_or_create(service=service, room=building.harbour)
    say_line(living_room=place, text=word("line"), by=again(who), key="k")
    asking.ask(questions={"q": word("searched")}, page=AskedOn.ROOMS, by=who)
    if who == building.robin:
        concerns.raise_person(about=building.mia, by=again(who), words=word("about somebody"))
    return said


def tried(who: Person) -> str:
    """What the trial of a rule keeps of their words."""
    return json.dumps(list(TrialHit.objects.filter(utterance__author=who).values_list("hits", flat=True)))


@pytest.fixture
def areas(building) -> dict[str, dict[str, str]]:
    """Handle -> area -> word, of Mia and Robin; and a rule was tried on all of it."""
    LivingRoom.objects.create(
        service=building.eating_disorders, room=building.harbour, outside_hours=LivingRoom.OutsideHours.OPEN
    )
    firsts = []
    for who in (building.robin, building.mia):
        thread, _said = rooms.open_thread(room=building.harbour, title="Evenings", body="Calm.", by=who)
        firsts.append(thread.posts.get())
    said = {
        who.handle: fill(building, who, other)
        for who, other in zip((building.mia, building.robin), firsts, strict=True)
    }
    draft = words.start_rule(text=RULE, service=None, by=again(building.cleo))
    later = timezone.now() + timedelta(minutes=1)
    trial = trials.start(version=draft, kind=TrialKind.BACK_TEST, by=again(building.cleo), days=2, now=later)
    tasks.read_on(trial.pk)
    assert "zorbed" in tried(building.robin)
    return said


def test_a_copy_holds_ones_own_words_of_every_area_and_no_word_of_another(areas, building):
    for who, other in ((building.mia, "robin"), (building.robin, "mia")):
        for name, text in copy_of(again(who)).items():
            told = {area for area, word in areas[who.handle].items() if word in text}
            assert told == set(areas[who.handle]), name
            assert not [area for area, word in areas[other].items() if word in text], name


def test_an_erasure_leaves_no_word_of_any_area(areas, building):
    close_all_cases(building)
    for reported in Reported.objects.open():
        moderation.leave(reported=reported, by=again(building.pat), why="Read.")
    who, answered = again(building.robin), words_in_cases(building.robin)
    leaving.ask_for_erasure(person=who, by=who)
    assert Departure.objects.get(person=who).erased_at
    kept = answered | {word for area, word in areas["robin"].items() if area in OF_ANOTHERS_RECORD}
    assert {(word, at) for word, at in left_of(set(areas["robin"].values())) if word not in kept} == set()
    assert "zorbed" not in tried(who)
    assert left_of(set(areas["mia"].values()))
