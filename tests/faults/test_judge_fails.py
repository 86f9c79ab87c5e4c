"""The judge fails in a real building: the text is saved, owed, visible as owed on the desk, and paid once by the
clock when the judge works again. What one process does by itself is in tests/unit/desk/test_cases.py."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from community.utterances.models import Utterance
from risk_jobs import debts
from risk_jobs.desk.models import Case, Flag
from risk_jobs.screening import actions as screening
from risk_jobs.screening.judge import JudgeOverran
from risk_jobs.screening.pack import live_judge
from tests.faults.building import Open, Site, wait_for
from tests.faults.visitor import Visitor

RISKY = "I have been purging again since Sunday and I cannot tell anyone."
OWED = "owed to the judge"
pytestmark = pytest.mark.faults


@pytest.mark.services
def test_what_a_building_owes_the_clock_pays_once(site):
    """The web server's judge has no time at all, so every text is owed. Then a clock is started, and another."""
    with site.opened("web", JUDGE_DEADLINE_S="-1") as building:
        member, clinician = building.visitor("quiet-otter"), building.visitor("cleo-clinician", staff=True)
        thread = site.thread("Saying hello")
        said = [f"{n}. {RISKY}" for n in range(5)]
        for text in said:
            assert member.post(f"{thread}reply/", body=text).status == 302
        assert owed(site) == 5
        assert all(text in member.get(thread).text for text in said)
        assert f"5 texts {OWED}" in clinician.get("/desk/").text
        assert not flagged(site)
        with site.opened("clock") as one, site.opened("clock") as other:
            wait_for(lambda: not owed(site), 90, f"all judged ({words(one, other)})")
            time.sleep(5)  # both clocks look again
        assert OWED not in clinician.get("/desk/").text
        assert_on_the_desk_once(site, clinician)


def assert_on_the_desk_once(site: Site, clinician: Visitor) -> None:
    assert Counter(flagged(site)) == {f"{n}. {RISKY}": 1 for n in range(5)}
    assert (
        site.one(
            "SELECT count(*) FROM utterances_utterance WHERE screening_tries <> 1 AND text LIKE '%"
            + RISKY
            + "'"
        )
        == 0
    )
    assert "since Sunday" in clinician.get("/desk/").text


def owed(site: Site) -> int:
    return site.one("SELECT count(*) FROM utterances_utterance WHERE screened_at IS NULL")


def flagged(site: Site) -> list[str]:
    ours = "SELECT u.text FROM desk_flag f JOIN utterances_utterance u ON u.id = f.utterance_id WHERE u.text LIKE %s"
    return [text for (text,) in site.rows(ours, f"%{RISKY}")]


def words(*buildings: Open) -> str:
    return "\n".join(building.words()[-500:] for building in buildings)


def raises() -> None:
    raise ValueError("a rule fell over")


def breaks_the_transaction() -> None:
    connection.cursor().execute("SELECT nonsense FROM nowhere")


class Overruns:
    def verdict(self, *args: object, **kwargs: object) -> None:
        raise JudgeOverran


@pytest.mark.parametrize("failing", [raises, breaks_the_transaction, Overruns])
def test_however_the_judge_fails_the_clock_pays_later(failing: Callable, building, say, sign_in, monkeypatch):
    monkeypatch.setattr(debts, "OWED_TO_THE_JUDGE_AFTER", -debts.OWED_TO_THE_INDEX_AFTER)
    clock = debts.JudgeDebts()
    with monkeypatch.context() as broken:
        broken.setattr(screening, "live_judge", failing)
        said = say(building.mia, building.harbour, RISKY)
        clock.pay()
    said.refresh_from_db()
    assert (said.screened_at, said.screening_tries) == (None, 2)
    assert OWED in sign_in(building.cleo).get("/desk/").content.decode()
    clock.due = 0.0
    clock.pay()
    clock.pay()
    assert not Utterance.objects.unjudged().exists()
    assert Flag.objects.filter(utterance=said).count() == Case.objects.count() == 1
    assert OWED not in sign_in(building.cleo).get("/desk/").content.decode()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_debt_that_two_would_pay_at_once_is_paid_once(building, say, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.fail("Shown on PostgreSQL only: run `make test`.")
    live_judge()
    with monkeypatch.context() as broken:
        broken.setattr(screening, "live_judge", raises)
        for n in range(10):
            say(building.mia, building.harbour, RISKY, title=f"Thread {n}")
    monkeypatch.setattr(debts, "OWED_TO_THE_JUDGE_AFTER", -debts.OWED_TO_THE_INDEX_AFTER)

    def pay() -> None:
        try:
            debts.JudgeDebts().pay()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for paid in [pool.submit(pay) for _ in range(4)]:
            paid.result(60)
    assert not Utterance.objects.unjudged().exists()
    assert Flag.objects.count() == 10
    assert Case.objects.get().events.filter(did="joined").count() == 9
