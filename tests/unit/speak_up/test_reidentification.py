"""W10 in small: 25 reports by five of the staff who are signed in meanwhile. In full: `make test FULL=speak_up`."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from community.guardians.models import Custody
from community.people import audit
from community.people.models import Person
from community.speak_up import actions, receipts, sealing
from community.speak_up.models import Reader, Report
from tests.unit.speak_up.reidentify import Stores, guesses, more_than_chance, stores

STAFF, REPORTS = ("cleo", "pat", "edie", "ada", "sam"), 25


@pytest.fixture
def a_busy_week(building, gils_key: Custody, time_machine) -> dict[int, Person]:
    """Report -> who wrote it, half a minute after a sign of life of theirs."""
    written: dict[int, Person] = {}
    staff, now = [getattr(building, name) for name in STAFF], timezone.now() - timedelta(days=5)
    for number in range(REPORTS):
        for turn in range(len(staff)):
            now += timedelta(minutes=20)
            time_machine.move_to(now, tick=False)
            audit.write(who=staff[(number * 3 + turn) % 5], did="searched", what="search")
        author = staff[(number * 3 + 4) % 5]
        time_machine.move_to(now + timedelta(seconds=30), tick=False)
        receipt = actions.report(
            answers={"topic": "other", "what": f"Report {number}", "where": ""},
            readers=[Reader.objects.get()], number=sealing.new_key(),
        )  # fmt: skip
        written[Report.objects.get(lookup=receipts.opener(receipt).lookup).pk_number] = author
    return written


def right(held: Stores, written: dict[int, Person]) -> dict[str, int]:
    truth = [written[report["pk_number"]].pk for report in held.reports]
    return {
        how: sum(one == who for one, who in zip(found, truth, strict=True))
        for how, found in guesses(held).items()
    }


def test_w10_every_store_together_does_no_better_than_chance(a_busy_week):
    found = right(stores(), a_busy_week)
    assert not {
        how for how, hits in found.items() if more_than_chance(hits, REPORTS, len(STAFF), sigmas=5)
    }, found
    assert found["a name beside it"] == found["a name in the cache"] == found["the nearest sign of life"] == 0


def test_w10_the_same_attack_succeeds_on_a_time_to_the_second(a_busy_week):
    held = stores()
    for report in held.reports:
        last = [when for when, who in held.life if who == a_busy_week[report["pk_number"]].pk]
        report["opened_at"] = datetime.fromtimestamp(last[len(last) // 2] + 1)
    assert right(held, a_busy_week)["the nearest sign of life"] >= REPORTS * 0.9


def test_w10_the_same_attack_succeeds_on_a_name_in_a_cache_key(a_busy_week):
    for number, author in a_busy_week.items():
        cache.set(f"draft:{author.handle}:{number:016x}", 1)
    assert right(stores(), a_busy_week)["a name in the cache"] == REPORTS
