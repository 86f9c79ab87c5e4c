"""Many at the same moment, on the real PostgreSQL: one of them wins, and nothing is left half done."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection

from community.messages import actions as messages
from community.messages.writing import MessagePlace
from community.messages.writing import send as send_message
from community.people import keys
from community.people.appointments import appoint
from community.people.models import Key, Membership, Person
from community.people.roles import Role
from community.rooms import actions as rooms
from community.rooms.composing import Place, Written
from community.rooms.models import Post, Thread
from community.rooms.sending import send
from community.utterances.models import Kind, Utterance
from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Case, CaseEvent, Flag
from risk_jobs.screening.pack import live_judge

RISKY = "I have been purging again since Sunday and I cannot tell anyone."
PATIENCE_S = 60
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def _on_postgresql(building):
    if connection.vendor != "postgresql":
        pytest.fail("Row locks are shown on PostgreSQL only: run `make test`.")
    live_judge()  # compiled before the race, not in it


def all_at_once(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """What each returned, or the exception it ended with."""
    calls = list(calls)
    start = Barrier(len(calls), timeout=PATIENCE_S)

    def run(call: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(PATIENCE_S) for future in [pool.submit(run, call) for call in calls]]


def open_thread(building, title: str = "Evenings", by: Person | None = None) -> Thread:
    thread, _said = rooms.open_thread(
        room=building.harbour, title=title, body="They are long.", by=by or building.robin
    )
    return thread


def test_25_posts_into_one_thread_are_numbered_without_a_gap(building):
    thread = open_thread(building)
    people = [building.mia, building.robin, building.cleo, building.pat]

    def post(n: int) -> Callable[[], Any]:
        return lambda: rooms.reply(thread=thread, body=f"{n}. {RISKY if n % 2 else 'Yes.'}", by=people[n % 4])

    answers = all_at_once(map(post, range(25)))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    numbers = Post.objects.filter(in_thread=thread).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 27))
    assert Thread.objects.get(pk=thread.pk).last_number == 26
    assert Flag.objects.count() == 12


def compose(place: Place, by: Person, title: str = "") -> Written:
    """What a form holds that was opened twice."""
    return Written(
        body=f"The kettle is on. {RISKY}", title=title, notes="", reply_to=None, picture=None, picture_words="",
        form_key=place.form_key(by),
    )  # fmt: skip


@pytest.mark.parametrize("what", ["reply", "thread"])
def test_a_double_click_or_two_windows_are_one_post(what, building):
    place = Place(building.harbour, open_thread(building) if what == "reply" else None)
    written = compose(place, building.mia, "" if what == "reply" else "Evenings")
    outcomes = all_at_once(
        [lambda: send(place=place, written=written, by=Person.objects.get(pk=building.mia.pk))] * 4
    )
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert len({(one.post.in_thread_id, one.post.number) for one in outcomes}) == 1
    assert Post.objects.filter(author=building.mia).count() == 1
    assert Flag.objects.count() == 1


def test_a_message_sent_twice_at_once_is_one_message(building):
    started, _care = messages.start_with_team(
        service=building.eating_disorders, subject="A question", body="Could we talk?", by=building.mia
    )
    place = MessagePlace(conversation=started)
    form = {"subject": "", "body": "Are you there?", "send_key": "a key", "draft": 0}
    answers = all_at_once(
        [lambda: send_message(place=place, by=Person.objects.get(pk=building.mia.pk), **form)] * 4
    )
    assert [one for one in answers if isinstance(one, Exception)] == []
    started.refresh_from_db()
    assert (started.last_number, started.messages.count()) == (2, 2)


def test_two_who_are_in_danger_and_answer_each_other_are_both_heard(building):
    """Each text locks its author's row, for the case, and tells the other, whose row the notice points to."""
    mias, robins = open_thread(building, by=building.mia), open_thread(building, by=building.robin)

    def post(n: int) -> Callable[[], Any]:
        thread, by = (mias, building.robin) if n % 2 else (robins, building.mia)
        return lambda: rooms.reply(thread=thread, body=f"{n}. {RISKY}", by=by)

    answers = [answer for n in range(0, 40, 2) for answer in all_at_once([post(n), post(n + 1)])]
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Flag.objects.count() == 40


@pytest.mark.parametrize("how", ["two keys opened", "two clinicians open"])
def test_two_rooms_kept_apart_are_not_opened_together_by_being_quick(how, building):
    building.harbour.never_with.add(building.lantern)
    service, rounds = building.eating_disorders, 10
    for _round in range(rounds):
        Membership.objects.filter(person=building.max).delete()
        rooms_apart = [[building.harbour.pk], [building.lantern.pk]]
        digests = [
            keys.issue(service=service, rooms=ids, role=Role.PATIENT, by=building.cleo)[0].digest
            for ids in rooms_apart
        ]
        calls = {
            "two keys opened": [
                lambda digest=digest: keys.add_to(digest=digest, person=building.max) for digest in digests
            ],
            "two clinicians open": [
                lambda ids=ids: keys.open_rooms(
                    person=building.max, service=service, rooms=ids, role=Role.PATIENT, by=building.cleo
                )
                for ids in rooms_apart
            ],
        }[how]
        answers = all_at_once(calls)
        assert sorted(type(answer).__name__ for answer in answers) == ["Key", "RoomsApart"]
        assert Membership.objects.in_force().filter(person=building.max).count() == 1


def test_of_100_who_redeem_one_key_one_gets_in(building):
    key, code = keys.issue(
        service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo
    )
    before = Person.objects.count()

    def redeem(n: int) -> Callable[[], Any]:
        joining = keys.Joining(f"slow-tide-{n}", "boat", "!", "2026-11")
        return lambda: keys.redeem(digest=keys.digest_of(code), joining=joining)

    answers = all_at_once(map(redeem, range(100)))
    assert Counter(type(answer) for answer in answers) == {Person: 1, keys.KeyNoLongerOpens: 99}
    assert Person.objects.count() == before + 1
    newcomer = Key.objects.get(pk=key.pk).redeemed_by
    assert Membership.objects.filter(key=key).values_list("person", flat=True).get() == newcomer.pk
    assert Utterance.objects.filter(kind=Kind.HANDLE).values_list("text", flat=True).get() == newcomer.handle


def test_of_10_who_claim_a_case_one_holds_it(building):
    rooms.reply(thread=open_thread(building), body=RISKY, by=building.mia)
    case = Case.objects.get()
    clinicians = [
        Person.objects.create(handle=f"clinician-{n}", password=make_password(None)) for n in range(10)
    ]
    for one in clinicians:
        appoint(person=one, service=building.eating_disorders, role=Role.CLINICIAN)

    answers = all_at_once([lambda one=one: desk.claim(case=case, by=one) for one in clinicians])
    assert Counter(type(answer) for answer in answers) == {Case: 1, desk.ChangedMeanwhile: 9}
    [held] = [answer for answer in answers if isinstance(answer, Case)]
    case.refresh_from_db()
    assert case.claimed_by == held.claimed_by
    assert all(
        f"Changed by {case.claimed_by.handle}" in str(answer) for answer in answers if answer is not held
    )
    assert CaseEvent.objects.filter(case=case, did="claimed").count() == 1


@pytest.mark.parametrize("count", [2, 8])
def test_texts_of_one_member_that_hit_at_once_are_one_case(count, building):
    threads = [open_thread(building, f"Thread {n}") for n in range(count)]
    answers = all_at_once(
        [lambda to=to: rooms.reply(thread=to, body=RISKY, by=building.mia) for to in threads]
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    case = Case.objects.get()
    assert case.flags.count() == count
    assert Counter(event.did for event in case.events.all()) == {"opened": 1, "joined": count - 1}
