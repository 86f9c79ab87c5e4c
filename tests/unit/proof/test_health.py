"""What a load balancer and a monitor are told: names and whether they are well, nothing else."""

import pytest
from django.db import DatabaseError
from django.test import Client

from cms.health import parts
from risk_jobs.proof import canaries, signs
from search.backends import base


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch):
    monkeypatch.setattr(parts, "KEPT_S", -1)


def ask(path="/health/ready"):
    answer = Client().get(path)
    return answer.status_code, answer.json()


def all_is_well():
    signs.beat(signs.CLOCK)
    signs.beat(signs.WORKER)
    canaries.say()
    canaries.look()


def test_a_process_that_answers_is_live_and_asks_nobody(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert Client().get("/health/live").content == b"live"


def test_all_is_well(building):
    all_is_well()
    status, told = ask("/health/ready?all")
    assert status == 200
    assert told == {
        "status": "well",
        "parts": dict.fromkeys(("database", "redis", "clock", "worker", "reading", "search"), "well"),
    }


def test_without_a_worker_members_are_served_and_the_monitor_is_told(building):
    all_is_well()
    signs.Beat.objects.filter(name=signs.WORKER).delete()
    status, told = ask()
    assert (status, told["status"], told["parts"]["worker"]) == (200, "not whole", "not well")
    assert ask("/health/ready?all")[0] == 503


def test_without_the_search_engine_too(building, monkeypatch):
    all_is_well()

    class Gone:
        def health(self):
            return base.Health(False, 0, "secret-host.internal refused")

    monkeypatch.setattr(signs, "backend", Gone)
    status, told = ask()
    assert (status, told["parts"]["search"]) == (200, "not well")
    assert "secret-host" not in str(told)


def test_without_the_database_no_request_should_come(building, monkeypatch):
    def gone():
        raise DatabaseError("password=secret")

    monkeypatch.setitem(parts._parts, "database", parts.Part("database", gone, needed=True))
    status, told = ask()
    assert (status, told["parts"]["database"]) == (503, "not well")
    assert "secret" not in str(told)


def test_however_often_one_asks_the_parts_are_asked_once(building, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(parts, "KEPT_S", 60)
    ask()
    with django_assert_num_queries(0):
        ask()
