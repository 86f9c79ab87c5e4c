"""Who finds what, through both backends, with one who may and one who may not."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.people.models import AuditEntry, Membership
from community.rooms import actions as rooms
from community.rooms.models import Post
from community.utterances.models import Utterance
from search import tasks
from search.backends.base import Hit, Page, Query
from search.index import ensure_index
from search.queries import said_for_clinicians, said_visible_to
from search.terms import parse

PURGING = Query(frozenset(), parse("purging"))


def afresh(person):
    """As the next request would load them."""
    return type(person).objects.get(pk=person.pk)


def refs(results):
    return [one.utterance.ref for one in results.found]


@pytest.fixture
def said(engine, mia, harbour, say):
    said = say(mia, harbour, "I have been purging again since Sunday")
    tasks.pay_index_debts()
    engine.settle()
    return said


def test_mia_and_her_room_find_it_with_its_place(said, mia, robin):
    for person in (mia, robin):
        (one,) = said_visible_to(person, PURGING).found
        assert one.utterance.ref == said.ref
        assert one.place.label == "Harbour: A thread of the tests"
        assert [piece.text for piece in one.pieces if piece.marked] == ["purging"]


def test_max_finds_nothing_of_it_however_he_asks(said, max_, harbour, mia):
    for query in (
        PURGING,
        Query(frozenset({harbour.pk}), parse("purging")),
        Query(frozenset({harbour.pk})),
        Query(frozenset(), parse("-nothing")),
        Query(frozenset(), author_ref=mia.ref),
    ):
        results = said_visible_to(max_, query)
        assert (results.found, results.older, results.behind) == ([], None, None)


def test_one_without_any_room_finds_nothing(said, sam, zed, edie):
    for person in (sam, zed, edie):
        assert said_visible_to(person, PURGING).found == []


def test_a_key_taken_back_counts_at_once(said, mia):
    Membership.objects.filter(person=mia).update(ended_at=timezone.now())
    assert said_visible_to(afresh(mia), PURGING).found == []


def test_the_index_is_not_believed(said, mia, harbour, lantern):
    """Moved, or taken away, and the index does not know yet."""
    Utterance.objects.filter(pk=said.pk).update(stands=False)
    assert said_visible_to(mia, PURGING).found == []
    Utterance.objects.filter(pk=said.pk).update(stands=True, room=lantern)
    assert said_visible_to(mia, PURGING).found == []


def test_what_its_own_room_does_not_tell_of_is_left_out(said, mia, monkeypatch):
    monkeypatch.setattr("search.queries.places_of", lambda rows, person: {})
    assert said_visible_to(mia, PURGING).found == []


@pytest.mark.parametrize("who", ["cleo", "pat"])
def test_the_clinical_team_finds_what_was_removed_too(said, engine, who, request, mia):
    rooms.delete(post=Post.objects.get(pk=said.source_id), by=mia)
    tasks.pay_index_debts()
    engine.settle()
    person = request.getfixturevalue(who)
    (one,) = said_for_clinicians(person, PURGING, why="asked by the ward").found
    assert (one.utterance.ref, one.place, one.utterance.stands) == (said.ref, None, False)


def test_each_search_is_written_down_with_its_reason(said, cleo):
    said_for_clinicians(cleo, PURGING, why="asked by the ward", typed="purging")
    entry = AuditEntry.objects.get(did="searched")
    assert (entry.who, entry.what, entry.why) == ("cleo", "search:purging", "asked by the ward")
    assert entry.where == "eating-disorders"


def test_another_service_finds_nothing_and_others_may_not_ask(said, clara, mia, sam, zed, gil):
    assert said_for_clinicians(clara, PURGING, why="a look around").found == []
    for person in (mia, sam, zed, gil):
        with pytest.raises(PermissionDenied):
            said_for_clinicians(person, PURGING, why="a look around")


@pytest.fixture
def down(monkeypatch, said):
    from tests.integration.search.test_jobs import Dark

    monkeypatch.setattr("search.queries.backend", Dark)
    return said


def test_with_the_engine_down_the_last_30_days_are_found(down, mia, cleo, max_, write):
    write("purging long ago", said_at=timezone.now() - timedelta(days=31))
    for results in (said_visible_to(mia, PURGING), said_for_clinicians(cleo, PURGING, why="the ward asks")):
        assert refs(results) == [down.ref]
        assert results.behind.down
    assert said_visible_to(max_, PURGING).found == []


def test_how_much_is_owed_counts_only_ones_own_rooms(engine, mia, max_, cleo, clara, say, harbour):
    ensure_index()
    say(mia, harbour, "purging")
    Utterance.objects.update(said_at=timezone.now() - timedelta(minutes=7))
    assert said_visible_to(max_, PURGING).behind is None
    assert said_for_clinicians(clara, PURGING, why="a look").behind is None
    for behind in (
        said_visible_to(mia, PURGING).behind,
        said_for_clinicians(cleo, PURGING, why="look").behind,
    ):
        assert (behind.owed, behind.minutes, behind.down) == (2, 7, False)  # a title and a post


def test_searching_costs_the_same_few_statements(
    said, mia, say, harbour, engine, django_assert_max_num_queries
):
    for number in range(15):
        say(mia, harbour, f"purging {number}")
    tasks.pay_index_debts()
    engine.settle()
    with django_assert_max_num_queries(6):
        assert len(said_visible_to(afresh(mia), PURGING).found) == 16


class Lying:
    """An engine that answers with every text there is, whatever is asked, and keeps what it was asked."""

    asked: list[Query]

    def __init__(self):
        self.asked = []

    def search(self, query):
        self.asked.append(query)
        return Page([Hit(ref) for ref in Utterance.objects.values_list("ref", flat=True)])

    def refs(self, query, *, most):
        return list(Utterance.objects.values_list("ref", flat=True)), True


@pytest.fixture
def lying(monkeypatch):
    engine = Lying()
    monkeypatch.setattr("search.queries.backend", lambda: engine)
    return engine


def test_an_engine_that_lies_shows_nobody_more(lying, mia, max_, clara, cleo, harbour, lantern, say):
    stands, gone = say(mia, harbour, "stands"), say(mia, harbour, "gone", title="Two")
    other = say(max_, lantern, "another room", title="Three")
    rooms.delete(post=Post.objects.get(pk=gone.source_id), by=mia)
    hers = set(refs(said_visible_to(mia, Query(frozenset()))))
    assert stands.ref in hers
    assert not hers & {gone.ref, other.ref}
    none = said_for_clinicians(clara, Query(frozenset()), why="a look")
    assert (none.found, none.counts.total, none.counts.facets) == ([], 0, [])
    assert {stands.ref, gone.ref, other.ref} <= set(
        refs(said_for_clinicians(cleo, Query(frozenset()), why="look"))
    )


def test_only_ones_own_rooms_are_ever_asked_about(lying, mia, cleo, harbour, lantern, kitchen):
    both = Query(frozenset({harbour.pk, lantern.pk, kitchen.pk}))
    said_visible_to(mia, both)
    said_visible_to(mia, Query(frozenset()))
    said_visible_to(mia, Query(frozenset({lantern.pk})))
    said_for_clinicians(cleo, both, why="a look")
    asked = [query.room_ids for query in lying.asked]
    assert asked == [{harbour.pk}, {harbour.pk}, frozenset(), {harbour.pk, lantern.pk}]
    assert [query.standing_only for query in lying.asked] == [True, True, True, False]
