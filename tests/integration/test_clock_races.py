"""Two clocks at once, on the real PostgreSQL: each step of a case happens once, whoever sees it first."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from community.people.appointments import appoint
from community.people.models import Person
from community.people.roles import Role
from risk_jobs.desk import actions, clocks, timing
from risk_jobs.desk.models import Case, CaseEvent, Source
from risk_jobs.handover import actions as handover
from risk_jobs.handover.models import Handover
from risk_jobs.on_call.models import Alert, Reach
from risk_jobs.proof import canaries
from risk_jobs.proof.models import Canary
from risk_jobs.returns import actions as returns
from risk_jobs.returns.models import Outage
from tests.integration.test_races import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
NOW = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)
MIN = timedelta(minutes=1)
CLOCKS = 4


@pytest.fixture(autouse=True)
def _on_postgresql(building):
    if connection.vendor != "postgresql":
        pytest.fail("Row locks are shown on PostgreSQL only: run `make test`.")
    Reach.objects.create(person=building.cleo, mail="cleo@example.org")


def cases(building, say, priority: int) -> list[Case]:
    people = (building.mia, building.robin, building.vic)
    return [
        actions.raise_concern(
            utterance=say(person, building.onward if person == building.vic else building.harbour, "A lovely walk."),
            topic=topic, priority=priority, source=Source.REPORT, now=NOW,
        ).case
        for person in people for topic in ("purging", "self_harm")
    ]  # fmt: skip


def tick(at: datetime) -> None:
    """Until nothing is left: who finds a row held by another looks again, as the clock does every few seconds."""
    for _ in range(3):
        found = all_at_once([lambda: timing.run_due(now=at)] * CLOCKS)
        assert not [one for one in found if isinstance(one, Exception)]


def test_every_step_of_every_case_is_taken_once(building, say):
    opened = cases(building, say, 1)
    for minutes in (5, 15, 30):
        tick(NOW + minutes * MIN)
    steps = Counter(CaseEvent.objects.filter(did="escalated").values_list("case", flat=True))
    assert steps == {case.pk: 3 for case in opened}
    calls = Counter(Alert.objects.filter(person=building.cleo).values_list("key", flat=True))
    assert len(calls) == 3 * len(opened)
    assert set(calls.values()) == {1}


def test_what_waits_rises_once(building, say):
    opened = cases(building, say, 3)
    tick(clocks.due_at(3, NOW, opened[0].service_id) + MIN)
    assert Counter(CaseEvent.objects.filter(did="aged").values_list("case", flat=True)) == {
        case.pk: 1 for case in opened
    }
    assert set(Case.objects.values_list("priority", flat=True)) == {2}


def test_two_clocks_say_one_canary(building):
    said = all_at_once([lambda: canaries.say(now=NOW)] * CLOCKS)
    assert sum(isinstance(one, Canary) for one in said) == 1
    assert Canary.objects.count() == 1


def test_two_outages_and_two_handovers_of_one_moment_are_one(building):
    second = Person.objects.create(handle="zoe")
    appoint(person=second, service=building.eating_disorders, role=Role.ADMINISTRATOR)

    def declare():
        return returns.declare_outage(why="network", by=building.zed, starts_at=NOW)

    def another():
        return returns.declare_outage(why="the same again", by=second, starts_at=NOW)

    found = all_at_once([declare, declare, another, another])
    assert Outage.objects.count() == 1
    assert {type(one) for one in found} == {Outage, ValidationError}
    service = building.eating_disorders
    found = all_at_once(
        [
            lambda by=by: handover.write(service=service, words="Calm.", by=by)
            for by in (building.cleo, building.pat) * 2
        ]
    )
    assert Handover.objects.count() == 1
    assert {type(one) for one in found} == {Handover, handover.WrittenMeanwhile}
