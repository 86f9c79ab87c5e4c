"""W10 in full: 200 reports by 20 of the staff, signed in, among 20,000 ordinary requests. `make test FULL=speak_up`.

No better than chance + 2 sigma; of the two ways that guess at all, each is past that by luck in one run of forty."""

import random
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.people.appointments import appoint
from community.people.models import Person
from community.people.roles import Role
from community.speak_up import actions, receipts, sealing
from community.speak_up.models import Reader, Report
from tests import cast
from tests.unit.speak_up.conftest import gils_key, two_stores  # noqa: F401
from tests.unit.speak_up.reidentify import more_than_chance, stores
from tests.unit.speak_up.test_reidentification import right

STAFF, REPORTS, REQUESTS = 20, 200, 20_000
PAGES = ("/lobby/", "/rooms/harbour/", "/desk/", "/you/", "/library/", "/search/")


@pytest.mark.django_db(databases=["default", "speak_up"])
def test_w10_whoever_has_every_store_does_no_better_than_chance(building, gils_key, time_machine):  # noqa: F811
    chance = random.Random(20)
    clients = {}
    for number in range(STAFF):
        person = Person.objects.create(handle=f"staff-member-{number:02d}", avatar="otter", rules_agreed="x")
        appoint(person=person, service=building.eating_disorders, role=Role.MODERATOR)
        clients[person] = cast.sign_in(Client(), person)
    written, now = {}, timezone.now() - timedelta(days=4)
    for turn in range(REQUESTS):
        now += timedelta(seconds=chance.randint(1, 30))
        time_machine.move_to(now, tick=False)
        person = chance.choice(list(clients))
        clients[person].get(chance.choice(PAGES))
        if turn % (REQUESTS // REPORTS) == 0:
            author = chance.choice(list(clients))
            time_machine.move_to(now + timedelta(milliseconds=300), tick=False)
            receipt = actions.report(
                answers={"topic": "other", "what": f"Report {turn} of somebody", "where": ""},
                readers=[Reader.objects.get()], number=sealing.new_key(),
            )  # fmt: skip
            written[Report.objects.get(lookup=receipts.opener(receipt).lookup).pk_number] = author

    found = right(stores(), written)
    assert len(written) == REPORTS
    assert not {how for how, hits in found.items() if more_than_chance(hits, REPORTS, STAFF, sigmas=2)}, found
