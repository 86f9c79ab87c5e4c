"""Two workers, one letter; two senders, one number; two helpers, one place: on the real PostgreSQL."""

import time
from datetime import timedelta
from itertools import repeat

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from community.helping import actions as helping
from community.messages import actions as messages
from community.messages.models import Conversation, Message
from community.messages.writing import MessagePlace, send
from community.notices import delivery, planning
from community.notices.actions import change_settings
from community.notices.models import Letter, Notice, Rhythm
from community.people.models import Membership, Person, Training
from community.people.roles import Role
from community.people.vault import actions as vault
from community.people.vault.details import Contact, How
from community.rooms import actions as rooms
from community.rooms.models import Feeling
from tests.integration.test_races import all_at_once, open_thread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
WORKERS = 6


@pytest.fixture(autouse=True)
def _on_postgresql(building):
    if connection.vendor != "postgresql":
        pytest.fail("Row locks are shown on PostgreSQL only: run `make test`.")


@pytest.fixture
def owed(building) -> Letter:
    vault.set_contact(person=building.mia, contact=Contact(How.E_MAIL, "a@example.org"), by=building.mia)
    midnight = timezone.now().time().replace(hour=0, minute=0, second=0, microsecond=0)
    change_settings(
        by=building.mia,
        off=[],
        mailed={"reply": True},
        rhythm=Rhythm.SOON,
        quiet_from=midnight,
        quiet_until=midnight,
    )
    thread = open_thread(building, by=building.mia)
    rooms.reply(thread=thread, body="There.", by=building.robin)
    all_at_once(repeat(planning.plan, WORKERS))
    Letter.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    return Letter.objects.get()


def test_many_workers_send_a_letter_once(owed, building, monkeypatch):
    handed = []

    def slowly(pk, message, now):
        time.sleep(0.05)
        handed.append(pk)
        real(pk, message, now)

    real = delivery._hand_over
    monkeypatch.setattr(delivery, "_hand_over", slowly)
    errors = [one for one in all_at_once(repeat(delivery.deliver_due, WORKERS)) if one is not None]
    assert errors == []
    assert handed == [owed.pk]
    assert len(mail.outbox) == 1
    assert Letter.objects.get().state == "sent"


def test_told_at_once_of_one_thing_it_stands_once(building):
    thread = open_thread(building, by=building.mia)
    first = thread.posts.get(number=1)
    everybody = [building.robin, building.cleo, building.pat]
    outcomes = all_at_once(
        [lambda who=who: rooms.react(post=first, feeling=Feeling.HOPE, by=who) for who in everybody]
    )
    assert outcomes == [None] * 3
    assert Notice.objects.filter(kind="reaction").count() == 1


def test_messages_sent_at_once_are_numbered_without_gaps_and_the_same_form_is_one(building):
    conversation, _care = messages.start_with_team(
        service=building.eating_disorders, subject="Hello", body="Hello.", by=building.mia
    )

    def write(number: int):
        by = Person.objects.get(pk=(building.mia if number % 2 else building.cleo).pk)
        here = Conversation.objects.get(pk=conversation.pk)
        place = MessagePlace(conversation=here)
        return send(place=place, subject="", body=f"{number % 2}", send_key="one form", draft=0, by=by)

    outcomes = all_at_once([lambda number=number: write(number) for number in range(8)])
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert list(Message.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_the_last_place_of_a_session_goes_to_one(building):
    for person in (building.mia, building.vic):
        Membership.objects.create(person=person, room=building.lantern, role=Role.RECOVERED)
        Training.objects.create(
            person=person, service=building.eating_disorders, what="Peer support", signed_by=building.cleo,
            trained_on=timezone.localdate() - timedelta(days=9), last_day=timezone.localdate() + timedelta(days=90),
        )  # fmt: skip
    starts = timezone.now() + timedelta(days=1)
    session = helping.plan_session(
        service=building.eating_disorders, what="Evening", starts_at=starts, ends_at=starts + timedelta(hours=1),
        places=1, by=building.pat,
    )  # fmt: skip
    everybody = [building.mia, building.vic, building.robin]
    outcomes = all_at_once([lambda who=who: helping.sign_up(session=session, by=who) for who in everybody])
    assert sorted(outcomes) == [False, False, True]
    assert session.sign_ups.count() == 1
