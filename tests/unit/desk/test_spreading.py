"""The same words from several members make one case about the text, beside each member's own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.people.models import Membership
from community.people.roles import Role
from risk_jobs.desk import actions
from risk_jobs.desk.actions import spreading
from risk_jobs.desk.models import Case, Flag
from risk_jobs.desk.states import Outcome
from tests import cast

DARE = "Pass it on: we all stop eating on Monday, I have been purging again since Sunday."


@pytest.fixture
def others(building):
    """Three more members of Harbour."""
    people = [cast._person(f"member{number}") for number in range(3)]
    for person in people:
        Membership.objects.create(person=person, room=building.harbour, role=Role.PATIENT)
    return people


def about_the_text() -> list[Case]:
    return list(Case.objects.filter(topic=spreading.TOPIC))


def test_three_who_say_the_same_make_one_case_more_and_a_fourth_joins_it(others, building, say):
    for number, person in enumerate([building.mia, *others[:2]], 1):
        say(person, building.harbour, DARE if number < 3 else f"  {DARE.upper()}!! ")
        assert bool(about_the_text()) == (number == 3)
    [case] = about_the_text()
    assert {flag.utterance.author.handle for flag in case.flags.all()} == {"mia", "member0", "member1"}
    say(others[2], building.harbour, DARE)
    assert about_the_text() == [case]
    assert case.flags.count() == 4
    own = Case.objects.exclude(pk=case.pk).values("person").distinct()
    assert own.count() == 4, "each member has a case of their own"


def test_one_who_says_it_three_times_spreads_nothing(building, say):
    for _ in range(3):
        say(building.mia, building.harbour, DARE)
    assert not about_the_text()


def test_short_words_and_words_of_another_day_spread_nothing(others, building, say):
    for person in (building.mia, *others[:2]):
        say(person, building.harbour, "I purged again.")
    say(building.mia, building.harbour, DARE)
    say(others[0], building.harbour, DARE)
    Flag.objects.update(raised_at=timezone.now() - timedelta(days=2))
    say(others[1], building.harbour, DARE)
    assert not about_the_text()


def test_what_was_closed_is_opened_by_nobody_but_a_new_case_is_when_it_goes_on(others, building, say):
    for person in (building.mia, *others[:2]):
        say(person, building.harbour, DARE)
    [case] = about_the_text()
    case = actions.claim(case=case, by=building.cleo)
    actions.close(case=case, by=building.cleo, outcome=Outcome.ACTED_NOW, version=case.version)
    say(others[2], building.harbour, DARE)
    assert len(about_the_text()) == 2


def test_a_text_that_is_judged_again_after_the_case_was_closed_opens_no_empty_one(others, building, say):
    for person in (building.mia, *others[:2]):
        said = say(person, building.harbour, DARE)
    [case] = about_the_text()
    case = actions.claim(case=case, by=building.cleo)
    actions.close(case=case, by=building.cleo, outcome=Outcome.ACTED_NOW, version=case.version)
    spreading.look(said, list(Flag.objects.filter(utterance=said)), timezone.now())
    assert about_the_text() == [case]


def test_the_page_says_who_said_it_and_another_service_does_not_know(others, building, say, sign_in):
    for person in (building.mia, *others[:2]):
        say(person, building.harbour, DARE)
    [case] = about_the_text()
    page = sign_in(building.cleo).get(case.get_absolute_url()).content.decode()
    assert "member0: Post" in page
    assert "3 members have said the same within a day" in page
    assert sign_in(building.clara).get(case.get_absolute_url()).status_code == 404
