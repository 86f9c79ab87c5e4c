"""A text longer than any composer takes never holds a request up, and all of it is judged."""

import pytest

from risk_jobs.desk.models import Case, Flag
from risk_jobs.screening.judge import Judge
from risk_jobs.screening.pack import live_judge
from risk_jobs.screening.stretches import AT_ONCE
from risk_jobs.screening.tasks import pay_screening_debts

pytestmark = pytest.mark.django_db
LONG = "the bus was late and the kettle is on. " * 26_000
BEGINNING, END = "I haven't purged for a month. ", "I've been purging again tonight."


@pytest.fixture
def lengths(monkeypatch) -> list[int]:
    """Characters of each text that a judge is given."""
    seen: list[int] = []
    judged = Judge.verdict

    def verdict(self: Judge, text: str, **said: object):
        seen.append(len(text))
        return judged(self, text, **said)

    live_judge()  # compiling tries examples
    monkeypatch.setattr(Judge, "verdict", verdict)
    return seen


def test_a_request_judges_no_more_than_the_beginning_and_the_rest_is_owed_and_paid(building, say, lengths):
    said = say(building.mia, building.harbour, BEGINNING + LONG + END)
    assert len(said.text) > 1_000_000
    assert sum(lengths) <= AT_ONCE + 100  # the thread's title is a text too
    assert (said.screened_at, said.screening_tries) == (None, 0)

    assert pay_screening_debts() == 1
    said.refresh_from_db()
    assert said.screened_at is not None
    assert max(lengths) <= AT_ONCE
    assert sum(lengths) < 1.2 * len(said.text)
    flag = Flag.objects.get()
    words = {said.text[a:b] for hit in flag.hits for a, b in hit["spans"]}
    assert any("purging" in one for one in words)


def test_what_the_rest_holds_that_is_graver_raises_the_case(building, say):
    said = say(building.mia, building.harbour, BEGINNING + LONG + END)
    assert Case.objects.get().priority == 3
    pay_screening_debts()
    assert Case.objects.get().priority == 2
    assert Flag.objects.get(utterance=said).priority == 2


def test_what_stands_across_a_cut_is_read_whole(building, say):
    filler = LONG[: AT_ONCE - 20]
    say(building.mia, building.harbour, filler + " I've been purging again tonight. " + LONG[:AT_ONCE])
    pay_screening_debts()
    assert Case.objects.get().topic == "purging"
