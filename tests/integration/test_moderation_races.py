"""Two moderators at the same moment, on the real PostgreSQL: one decides, the other is told, nothing is lost."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from community.moderation import actions
from community.moderation.models import Appeal, Decision, Report, Reported
from community.moderation.things import of_post
from community.people.models import Person
from community.rooms import actions as rooms
from community.rooms.models import Measure, Post
from tests.integration.test_races import all_at_once, open_thread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
WHY = "Say how it felt instead."


@pytest.fixture
def post(building) -> Post:
    return Post.objects.get(in_thread=open_thread(building, by=building.mia), number=1)


def each(people, call):
    """One call a person, each with rows of their own, as requests have them."""
    return all_at_once([lambda who=who: call(Person.objects.get(pk=who.pk)) for who in people])


def kinds(answers) -> Counter:
    return Counter(type(answer).__name__ for answer in answers)


def test_of_one_who_hides_and_one_who_leaves_a_report_one_decides(post, building):
    one, _said = actions.report(thing=of_post(post), reason="unkind", by=building.robin)

    def decide(by):
        if by.pk == building.pat.pk:
            post_now = Post.objects.get(pk=post.pk)
            return actions.hide(post=post_now, by=by, rule="numbers", sentence=WHY, reported=one.reported)
        return actions.leave(reported=one.reported, by=by, why="Kind enough.")

    found = kinds(each([building.pat, building.cleo], decide))
    assert found["ChangedMeanwhile"] == 1
    matter = Reported.objects.get()
    assert Post.objects.get(pk=post.pk).is_published is (matter.state == "left")


def test_people_who_report_at_once_are_one_matter_and_none_is_lost(post, building):
    people = [building.robin, building.pat, building.cleo] * 3
    answers = each(
        people, lambda by: actions.report(thing=of_post(Post.objects.get(pk=post.pk)), reason="unkind", by=by)
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert (Reported.objects.count(), Report.objects.count()) == (1, 3)
    assert Reported.objects.get().priority == 2


def test_of_two_who_suspend_one_does_and_of_two_answers_to_an_appeal_one_counts(post, building):
    until = timezone.now() + timedelta(days=1)

    def suspend(by):
        return actions.put_on(
            kind=Measure.Kind.SUSPEND,
            on=Person.objects.get(pk=building.mia.pk),
            by=by,
            sentence=WHY,
            ends_at=until,
        )

    assert kinds(each([building.pat, building.cleo], suspend)) == {"Decision": 1, "ChangedMeanwhile": 1}
    decision = Decision.objects.get()
    appeal, _said = actions.appeal(decision=decision, words="It was not me.", by=decision.about)
    other = building.cleo if decision.by_id == building.pat.pk else building.pat

    def answer(by):
        return actions.answer_appeal(
            appeal=Appeal.objects.get(pk=appeal.pk), by=by, overturn=True, sentence="Right."
        )

    assert kinds(each([other, other], answer)) == {"Appeal": 1, "ChangedMeanwhile": 1}
    assert Person.objects.get(pk=building.mia.pk).suspended_until is None


def test_replies_while_a_thread_is_split_are_numbered_without_a_gap(building):
    thread = open_thread(building)
    for n in range(6):
        rooms.reply(thread=thread, body=f"{n}", by=building.robin)

    def split_or_reply(by):
        if by.pk == building.pat.pk:
            return actions.split_thread(thread=thread, number=4, title="Mornings", by=by, sentence=WHY)
        return rooms.reply(thread=thread, body="Here.", by=by)

    answers = each([building.pat, building.robin, building.mia, building.cleo], split_or_reply)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    for part in {answers[0].thread_id, answers[0].new_thread_id}:
        numbers = list(
            Post.objects.filter(in_thread=part).order_by("number").values_list("number", flat=True)
        )
        assert numbers == list(range(1, len(numbers) + 1))
    assert Post.objects.count() == 10
