"""A worker that works through thousands of jobs has not stopped, though the job by which it shows itself waits behind."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_q.signals import post_execute_in_worker, pre_execute

from risk_jobs import pulse
from risk_jobs.management.commands import worker
from risk_jobs.proof import lookout, signs, tasks
from risk_jobs.proof.models import Beat

LONG_AGO = timezone.now() - timedelta(minutes=9)


@pytest.fixture
def at_work(monkeypatch, db):
    """A process of the worker that has begun nothing yet, and a worker that last showed itself long ago."""
    monkeypatch.setattr(worker, "at_work", process := tasks.AtWork())
    worker.listen()
    Beat.objects.create(name=signs.WORKER, at=LONG_AGO)
    yield process
    pre_execute.disconnect(pulse.on_begin)
    pre_execute.disconnect(process.on_begin)
    post_execute_in_worker.disconnect(pulse.on_end)


def begins_a_job():
    pre_execute.send(sender="django_q", func=print, task={"ack_id": 1})


def shown():
    return Beat.objects.get(name=signs.WORKER).at


def test_a_catch_up_that_lasts_accuses_nobody(at_work):
    begins_a_job()
    begins_a_job()
    watch = lookout.Lookout(signs.WORKER, LONG_AGO)
    watch.looked = timezone.now()
    assert not watch.look()
    assert signs.worker().ok


def test_one_whose_first_job_never_ends_shows_nothing(at_work):
    begins_a_job()
    assert shown() == LONG_AGO


def test_many_small_jobs_write_one_row_in_a_while(at_work, django_assert_num_queries):
    begins_a_job()
    begins_a_job()
    with django_assert_num_queries(0):
        for _job in range(50):
            begins_a_job()


def test_a_database_that_is_away_ends_no_process(at_work, monkeypatch):
    def away(name):
        raise OperationalError

    monkeypatch.setattr(signs, "beat", away)
    begins_a_job()
    begins_a_job()
