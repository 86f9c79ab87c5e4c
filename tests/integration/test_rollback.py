"""What is not committed was never said: no text, no flag, no case, no job, no document in the index."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django_q.models import OrmQ

from community.people.models import Person
from community.rooms import actions
from community.rooms.models import Post, Thread
from community.utterances.models import Utterance
from risk_jobs.desk.models import Case, CaseEvent, Flag
from search.tasks import pay_index_debts
from tests.integration.search.conftest import elastic  # noqa: F401 - a fixture

RISKY = "I have been purging again since Sunday and I cannot tell anyone."
EVERYTHING_SAID = (Post, Utterance, Flag, Case, CaseEvent, OrmQ)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


class FellOver(Exception):
    """Something after the post went wrong, in the same transaction."""


@transaction.atomic
def post_and_fall_over(thread: Thread, by: Person) -> None:
    _post, said = actions.reply(thread=thread, body=RISKY, by=by)
    assert Flag.objects.filter(utterance=said).exists()
    raise FellOver(str(said.ref))


@pytest.fixture
def thread(building) -> Thread:
    opened, _said = actions.open_thread(
        room=building.harbour, title="Evenings", body="They are long.", by=building.mia
    )
    OrmQ.objects.all().delete()
    return opened


def what_stands() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in EVERYTHING_SAID}


def seen_from_outside() -> dict[str, int]:
    """By another connection to the database."""

    def look() -> dict[str, int]:
        try:
            return what_stands()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(look).result(30)


def test_a_post_that_rolls_back_leaves_nothing(thread, building, elastic):  # noqa: F811
    before, number = what_stands(), Thread.objects.get(pk=thread.pk).last_number
    with pytest.raises(FellOver) as fallen:
        post_and_fall_over(thread, building.mia)
    assert what_stands() == before
    assert Thread.objects.get(pk=thread.pk).last_number == number
    assert pay_index_debts() == before["Utterance"]
    assert not elastic.client.exists(index=elastic.alias, id=str(fallen.value))


def test_the_job_is_there_when_the_text_is_and_not_before(thread, building):
    if connection.vendor != "postgresql":
        pytest.fail("Shown on PostgreSQL only: run `make test`.")
    before = what_stands()
    with transaction.atomic():
        actions.reply(thread=thread, body=RISKY, by=building.mia)
        assert what_stands()["OrmQ"] == before["OrmQ"] + 1
        assert seen_from_outside() == before
    after = seen_from_outside()
    assert {name: after[name] - before[name] for name in ("Post", "Utterance", "Flag", "Case", "OrmQ")} == {
        "Post": 1, "Utterance": 1, "Flag": 1, "Case": 1, "OrmQ": 1,
    }  # fmt: skip
