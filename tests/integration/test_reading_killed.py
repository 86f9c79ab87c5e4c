"""A worker that is killed in the middle of reading the past: the next goes on, and finds everything once."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from community.utterances.models import Utterance
from risk_jobs.words import actions, tasks, trials
from risk_jobs.words.models import TrialHit, TrialKind
from tests.cast import say
from tests.unit.words.conftest import TEXT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

# The worker's own job, that says each text it keeps and takes its time over the fourth.
WORKER = """
import sys, time, django
django.setup()
from risk_jobs.words import reading, tasks
keep, kept = reading._keep, []
def slowly(*args):
    keep(*args)
    kept.append(1)
    print("kept", flush=True)
    if len(kept) == 4:
        time.sleep(600)
reading._keep = slowly
tasks.read_on(int(sys.argv[1]))
"""


def test_a_reading_whose_worker_is_killed_is_finished_by_the_next(building):
    if connection.vendor != "postgresql":
        pytest.fail("Two processes share a real database only: run `make test`.")
    now = timezone.now()
    for number in range(6):
        said = say(building.mia, building.harbour, f"I have been zorbing again, {number}.")
        when = now - timedelta(days=number // 2, hours=1)
        Utterance.objects.filter(pk=said.pk).update(said_at=when)
    draft = actions.start_rule(text=TEXT, service=None, by=building.cleo)
    trial = trials.start(version=draft, kind=TrialKind.BACK_TEST, by=building.cleo, days=10)
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(trial.pk)],
        stdout=subprocess.PIPE,
        text=True,
        env=env,
        cwd=settings.BASE_DIR,
    )
    try:
        assert [worker.stdout.readline() for _ in range(4)] == ["kept\n"] * 4
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    trial.refresh_from_db()
    assert (trial.days_read, trial.hits, trial.finished_at) == (1, 2, None)
    tasks.read_on(trial.pk)
    trial.refresh_from_db()
    assert trial.finished_at
    assert (trial.hits, TrialHit.objects.count()) == (6, 6)
