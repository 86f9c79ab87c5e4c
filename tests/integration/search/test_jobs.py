"""A text and its way into the index: together in one transaction, owed until it is there, never doubled."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from community.rooms import actions as rooms
from community.rooms.models import Post
from community.utterances.models import Utterance
from search import tasks
from search.backends.base import Query, SearchIsDown
from search.backends.indices import Indices
from search.documents import document_of
from search.index import ensure_index
from search.models import Rebuild
from search.rebuilding import DEAD_AFTER, Busy, Differs, rebuild
from search.receivers import TASK
from search.status import refuse_a_drifted_index
from search.terms import parse


def jobs() -> list[list[int]]:
    """The ids of every indexing job that waits, oldest first."""
    tasks = [SignedPackage.loads(job.payload) for job in OrmQ.objects.order_by("pk")]
    return [task["args"][0] for task in tasks if task["func"] == TASK]


def found(engine, *rooms, typed="purging", **fields):
    engine.settle()
    query = Query(frozenset(room.pk for room in rooms), parse(typed), **fields)
    return [hit.ref for hit in engine.search(query).hits]


class Dark:
    """An engine that is not there."""

    capabilities = frozenset()

    def index(self, _asked):
        raise SearchIsDown("dark")

    search = candidates = settle = delete = index


@pytest.fixture
def dark(monkeypatch):
    monkeypatch.setattr("search.tasks.backend", Dark)
    monkeypatch.setattr("search.queries.backend", Dark)


def test_the_job_names_a_task_that_exists():
    assert import_string(TASK) is tasks.index_utterances


def test_a_post_leaves_jobs_with_its_ids_and_no_words(mia, harbour, say):
    said = say(mia, harbour, "I have been purging")
    assert [said.pk] in jobs()
    assert not any("purging" in str(SignedPackage.loads(job.payload)) for job in OrmQ.objects.all())


@pytest.mark.services
def test_a_post_that_is_rolled_back_leaves_no_job_and_no_document(elastic, mia, harbour, say):
    before = OrmQ.objects.count()
    with transaction.atomic():
        said = say(mia, harbour, "purging")
        transaction.set_rollback(True)
    assert OrmQ.objects.count() == before
    assert tasks.index_utterances([said.pk]) == 0
    ensure_index()
    assert found(elastic, harbour) == []


def test_the_job_pays_the_debt_once(engine, mia, harbour, say):
    said = say(mia, harbour, "purging")
    assert said.indexed_at is None
    for ids in jobs() * 2:
        tasks.index_utterances(ids)
    said.refresh_from_db()
    assert said.indexed_at
    assert found(engine, harbour) == [said.ref]


def test_taken_away_it_is_owed_again_and_no_longer_found(engine, mia, harbour, say):
    said = say(mia, harbour, "purging")
    tasks.pay_index_debts()
    rooms.delete(post=Post.objects.get(pk=said.source_id), by=mia)
    assert [said.pk] in jobs()
    tasks.index_utterances([said.pk])
    assert found(engine, harbour) == []
    assert found(engine, harbour, standing_only=False) == [said.ref]


def test_an_edit_replaces_what_members_find(engine, mia, harbour, say):
    said = say(mia, harbour, "purging")
    tasks.pay_index_debts()
    after = rooms.edit(post=Post.objects.get(pk=said.source_id), body="a quiet day", by=mia)
    tasks.pay_index_debts()
    assert found(engine, harbour) == []
    assert found(engine, harbour, typed="quiet") == [after.ref]
    assert found(engine, harbour, standing_only=False) == [said.ref]


def test_what_changes_while_it_is_written_stays_owed(engine, mia, harbour, say, monkeypatch):
    said = say(mia, harbour, "purging")
    take_in = type(engine).index

    def meanwhile(self, documents):
        refused = take_in(self, list(documents))
        Utterance.objects.filter(pk=said.pk).update(stands=False)
        return refused

    monkeypatch.setattr(type(engine), "index", meanwhile)
    assert tasks.index_utterances([said.pk]) == 0
    said.refresh_from_db()
    assert said.indexed_at is None


def test_with_the_engine_dark_posts_are_saved_and_owed(dark, mia, harbour, say):
    said = say(mia, harbour, "I have been purging since Sunday")
    assert said.screened_at
    assert tasks.index_utterances([said.pk]) == 0
    assert tasks.pay_index_debts() == 0
    assert said.pk in Utterance.objects.unindexed().values_list("pk", flat=True)


def test_debts_are_paid_oldest_first(engine, write, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    said = [write(f"text {number}") for number in range(7)]
    order, mark = [], tasks._mark
    monkeypatch.setattr(
        tasks, "_mark", lambda rows: order.append([said.index(row) for row in rows]) or mark(rows)
    )
    assert tasks.pay_index_debts() == 7
    assert order == [[0, 1], [2, 3], [4, 5], [6]]


def test_a_text_the_engine_refuses_does_not_hold_up_the_others(engine, write, monkeypatch):
    bad, good = write("bad"), write("good")
    take_in = type(engine).index

    def picky(self, documents):
        documents = list(documents)
        take_in(self, [one for one in documents if one.ref != bad.ref])
        return {one.ref for one in documents if one.ref == bad.ref}

    monkeypatch.setattr(type(engine), "index", picky)
    assert tasks.pay_index_debts() == 1
    assert list(Utterance.objects.unindexed()) == [bad]
    assert found(engine, good.room, typed="good") == [good.ref]


@pytest.mark.services
class TestElasticsearch:
    def test_no_write_makes_up_an_index_of_its_own(self, elastic, write):
        refused = elastic.index([document_of(write("purging"))])
        assert len(refused) == 1
        assert Indices(elastic).held() == []

    def test_a_new_index_owes_every_text(self, elastic, write):
        said = write("purging")
        tasks.pay_index_debts()
        for name in Indices(elastic).held():
            elastic.patient.indices.delete(index=name)
        assert ensure_index()
        assert not ensure_index()
        assert list(Utterance.objects.unindexed()) == [said]
        tasks.pay_index_debts()
        assert found(elastic, said.room) == [said.ref]

    def test_an_index_nobody_has_made_is_down_not_empty(self, elastic, harbour):
        with pytest.raises(SearchIsDown, match="404"):
            elastic.search(Query(frozenset({harbour.pk})))

    def test_a_rebuild_brings_over_what_is_said_meanwhile(self, elastic, write, monkeypatch):
        early, gone = write("purging early"), write("purging gone")
        tasks.pay_index_debts()
        before, late = Indices(elastic).held(), []

        def meanwhile(taken, of):
            if not taken:
                return
            late.append(write("purging late"))
            tasks.index_utterances([late[0].pk])
            Utterance.objects.filter(pk=gone.pk).update(stands=False, indexed_at=None)

        assert rebuild(meanwhile) == 2
        assert not set(before) & set(Indices(elastic).held())
        assert found(elastic, early.room) == [late[0].ref, early.ref]

    def test_commands(self, elastic, write, capsys):
        write("one")
        call_command("rebuild_search")
        assert "1 texts indexed and swapped in" in capsys.readouterr().out
        call_command("search_status")
        told = capsys.readouterr().out
        assert "documents      1" in told
        assert "owed           1" in told

    def test_an_index_of_another_shape_is_not_well(self, elastic, write, monkeypatch):
        write("one")
        tasks.pay_index_debts()
        monkeypatch.setattr("search.backends.mapping.MAPPING_VERSION", 99)
        with pytest.raises(CommandError, match="rebuild_search"):
            call_command("search_status")
        with pytest.raises(ImproperlyConfigured, match="rebuild_search"):
            refuse_a_drifted_index()
        assert found(elastic, Utterance.objects.get().room, typed="one")

    def test_a_killed_rebuild_is_gone_on_from(self, elastic, write, monkeypatch):
        monkeypatch.setattr("search.rebuilding.BATCH", 2)
        said = [write("purging").ref for _ in range(5)]
        tasks.pay_index_debts()

        def killed(taken, of):
            if taken == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            rebuild(killed)
        with pytest.raises(Busy):
            rebuild(lambda taken, of: None)
        half = Rebuild.objects.get()
        assert (half.texts, half.of, half.percent) == (2, 5, 40)
        assert len(found(elastic, Utterance.objects.first().room)) == 5  # the old one still answers
        Rebuild.objects.update(beat_at=timezone.now() - DEAD_AFTER)
        seen = []
        assert rebuild(lambda taken, of: seen.append(taken)) == 5
        assert seen == [2, 4, 5]
        Indices(elastic).swap_to(half.index)  # as who was killed just after the swap does
        assert Indices(elastic).held() == [half.index]
        assert found(elastic, Utterance.objects.first().room) == said[::-1]
        Rebuild.objects.update(beat_at=timezone.now() - DEAD_AFTER)
        assert rebuild(lambda taken, of: None) == 5
        assert len(elastic.patient.indices.get(index=f"{elastic.alias}-v*").body) == 1

    def test_an_index_that_lacks_texts_is_not_swapped_in(self, elastic, write, monkeypatch):
        write("purging"), write("purging")
        tasks.pay_index_debts()
        before, take_in = Indices(elastic).held(), type(elastic).index

        def forgetful(self, documents, **asked):
            return take_in(self, list(documents)[:1], **asked)

        monkeypatch.setattr(type(elastic), "index", forgetful)
        with pytest.raises(Differs, match="1 of 2"):
            rebuild(lambda taken, of: None)
        assert Indices(elastic).held() == before

    def test_no_slow_log_holds_what_was_asked_or_said(self, elastic, write):
        write("one")
        tasks.pay_index_debts()
        (held,) = elastic.patient.indices.get_settings(index=elastic.alias, flat_settings=True).body.values()
        logs = {name: value for name, value in held["settings"].items() if "slowlog.threshold" in name}
        assert len(logs) == 12
        assert set(logs.values()) == {"-1"}

    def test_what_hangs_is_waited_for_once(self, elastic, settings, harbour):
        """Nobody listens there: refused at once, and then not even asked."""
        settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
        from search.backends import backend

        engine = backend()
        with pytest.raises(SearchIsDown, match="cannot be reached"):
            engine.search(Query(frozenset({harbour.pk})))
        assert not engine.health().ok
        asked = engine.client
        engine.client = None
        with pytest.raises(SearchIsDown):
            engine.search(Query(frozenset({harbour.pk})))
        engine.client = asked
