"""Whoever writes several rows locks them in one order (`community/rooms/actions/locking.py`): on the real PostgreSQL two
who press at the same moment wait for one another at most, and neither is refused."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db.utils import OperationalError
from django.utils import timezone

from community.moderation import actions as moderation
from community.moderation.things import of_post
from community.notices import actions as notices
from community.notices import planning
from community.notices.kinds import NoticeKind
from community.notices.models import Notice
from community.people.models import Person
from community.rooms import actions as rooms
from community.rooms.composing import Place, Written
from community.rooms.models import Post, Thread, Waiting
from community.utterances.models import Utterance
from search.tasks import _mark
from tests.integration.test_races import RISKY, _on_postgresql, all_at_once, open_thread  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
# A few here, more in `make test FULL=hostile`.
ROUNDS = 12 if os.environ.get("FULL") else 3
WHY = "Say how it felt instead."


def deadlocks(answers: list[Any]) -> list[str]:
    """Who lost for no reason of theirs. What a policy or a changed state refuses is another matter."""
    return [str(one) for one in answers if isinstance(one, OperationalError)]


def again(person: Person) -> Person:
    """As the next request would load them."""
    return Person.objects.get(pk=person.pk)


def post(thread: Thread, number: int = 1) -> Post:
    return Post.objects.select_related("room__service", "in_thread__room", "author").get(
        in_thread=thread, number=number
    )


@pytest.fixture
def rounds(caplog) -> Callable[[Callable[[int], list[Callable[[], Any]]]], list[str]]:
    """What went wrong in some rounds; also where the judge's savepoint took the blow, and the text is owed."""

    def run(begin: Callable[[int], list[Callable[[], Any]]]) -> list[str]:
        found = [trouble for n in range(ROUNDS) for trouble in deadlocks(all_at_once(begin(n)))]
        return found + [line for line in caplog.messages if "OperationalError" in line]

    return run


def test_two_who_are_in_danger_and_report_each_other(building, rounds):
    def begin(n: int) -> list[Callable[[], Any]]:
        said = {who: post(open_thread(building, f"{n}", by=who)) for who in (building.mia, building.robin)}

        def report(by: Person, about: Person) -> Callable[[], Any]:
            return lambda: moderation.report(
                thing=of_post(said[about]), reason="worried", words=f"{n} {RISKY}", by=again(by)
            )

        return [report(building.mia, building.robin), report(building.robin, building.mia)]

    assert rounds(begin) == []


def waiting_in(thread: Thread, building) -> Waiting:
    written = Written(body="Soon.", title="", notes="", reply_to=None, picture=None, picture_words="")
    return rooms.hold(place=Place(thread.room, thread), written=written, by=again(building.mia))[0]


def test_a_thread_is_moved_while_its_posts_are_changed_removed_published_and_indexed(building, rounds):
    def begin(n: int) -> list[Callable[[], Any]]:
        thread = open_thread(building, f"{n}", by=building.mia)
        for _ in range(3):
            rooms.reply(thread=thread, body="Yes.", by=building.mia)
        held, texts = waiting_in(thread, building), list(Utterance.objects.filter(room=building.harbour))
        mia, pat, cleo = again(building.mia), again(building.pat), again(building.cleo)
        return [
            lambda: moderation.move_thread(thread=thread, to=building.lantern, by=pat, sentence=WHY),
            lambda: rooms.edit(post=post(thread), body=f"Other words. {RISKY}", notes="self-harm", by=mia),
            lambda: moderation.hide(post=post(thread, 2), by=cleo, rule="numbers", sentence=WHY),
            lambda: rooms.publish(waiting=held, by=again(cleo)),
            lambda: rooms.delete(post=post(thread, 3), by=again(mia)),
            lambda: _mark(texts[::-1]),
        ]

    assert rounds(begin) == []


def test_a_thread_is_split_while_its_first_post_is_removed_and_returned(building, rounds):
    def begin(n: int) -> list[Callable[[], Any]]:
        thread = open_thread(building, f"{n}", by=building.mia)
        for _ in range(3):
            rooms.reply(thread=thread, body="Yes.", by=building.mia)
        moderation.hide(post=post(thread, 3), by=again(building.cleo), rule="numbers", sentence=WHY)
        pat, cleo = again(building.pat), again(building.cleo)
        return [
            lambda: moderation.split_thread(thread=thread, number=2, title="Mornings", by=pat, sentence=WHY),
            lambda: moderation.hide(post=post(thread), by=cleo, rule="numbers", sentence=WHY),
            lambda: moderation.return_post(
                post=Post.objects.get(in_thread__title=f"{n}", number=3), by=again(cleo), sentence=WHY
            ),
            lambda: rooms.edit(post=post(thread, 2), body="Other words.", by=again(building.mia)),
        ]

    assert rounds(begin) == []


def test_somebody_reads_all_their_notices_while_mails_are_planned(building, rounds):
    thread = open_thread(building)
    posts = [rooms.reply(thread=thread, body="Yes.", by=building.robin)[0] for _ in range(40)]

    def begin(n: int) -> list[Callable[[], Any]]:
        for one in posts[::-1] if n % 2 else posts:
            notices.tell(person=building.mia, what=NoticeKind.REACTION, about=one, by=building.robin)
        newest = Notice.objects.latest("pk").pk
        return [
            lambda: notices.mark_read(by=building.mia, upto=newest),
            lambda: planning.plan(now=timezone.now()),
            lambda: notices.mark_read(by=building.mia, upto=newest),
        ]

    assert rounds(begin) == []
