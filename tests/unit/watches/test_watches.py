"""A saved search that watches: what it finds stands in the queue, once, and nothing is lost while search is down."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.people.models import Appointment, AuditEntry
from community.people.yours import leaving
from community.utterances.actions import record
from community.utterances.models import Kind, Utterance
from risk_jobs.desk.models import Case, Flag, Source
from risk_jobs.watches import actions, tasks
from risk_jobs.watches.models import ToLookAt, Watch, WatchHit
from search import saving
from search.backends.base import SearchIsDown
from search.models import SavedSearch
from search.tasks import pay_index_debts
from tests.unit.people.yours.test_copies import parts


@pytest.fixture
def saved(building):
    return saving.save(
        name="Kettles", questions={"q": "kettle", "why": "left out"}, service=building.eating_disorders, by=building.cleo
    )  # fmt: skip


@pytest.fixture
def watch(saved, building):
    return actions.start(saved=saved, priority=3, by=building.cleo)


def look():
    pay_index_debts()
    return tasks.look()


def test_a_new_text_that_it_finds_stands_in_the_queue_with_its_words_marked(watch, building, say, sign_in):
    said = say(building.mia, building.harbour, "The kettles sing again", title="T")
    say(building.mia, building.harbour, "Nothing of the kind", title="T")
    look()
    case = Case.objects.get(source=Source.WATCH)
    assert (case.person, case.priority, case.topic) == (building.mia, 3, "watch: Kettles")
    [flag] = case.flags.all()
    assert flag.utterance == said
    [hit] = flag.hits
    assert [said.text[start:end] for start, end in hit["spans"]] == ["kettles"]
    page = sign_in(building.cleo).get(case.get_absolute_url()).content.decode()
    assert "watched search “Kettles”" in page
    assert sign_in(building.clara).get(case.get_absolute_url()).status_code == 404
    assert not ToLookAt.objects.exists()


def test_whatever_is_done_twice_raises_once(watch, building, say):
    said = say(building.mia, building.harbour, "kettle", title="T")
    look()
    for _again in range(2):
        Utterance.objects.filter(pk=said.pk).update(indexed_at=None)
        look()
    assert (Flag.objects.filter(case__source=Source.WATCH).count(), WatchHit.objects.count()) == (1, 1)


def test_with_search_down_they_catch_up(watch, building, say, monkeypatch):
    class Dark:
        def settle(self):
            raise SearchIsDown("dark")

        named = settle

    say(building.mia, building.harbour, "kettle", title="T")
    pay_index_debts()
    with monkeypatch.context() as while_down:
        while_down.setattr(tasks, "backend", Dark)
        assert tasks.look() == 0
        assert ToLookAt.objects.count() == 2  # a title and a post
    assert tasks.look() == 2
    assert Case.objects.filter(source=Source.WATCH).count() == 1


def test_killed_between_finding_and_settling_it_does_it_again(watch, building, say, monkeypatch):
    say(building.mia, building.harbour, "kettle one", title="kettle two")
    pay_index_debts()
    found = actions.found

    def killed(**asked):
        found(**asked)
        raise KeyboardInterrupt

    with monkeypatch.context() as once:
        once.setattr(actions, "found", killed)
        with pytest.raises(KeyboardInterrupt):
            tasks.look()
    assert (WatchHit.objects.count(), ToLookAt.objects.count()) == (1, 2)
    tasks.look()
    assert (WatchHit.objects.count(), ToLookAt.objects.count()) == (2, 0)


def test_debts_are_settled_in_the_order_in_which_they_are_written(watch, building, say, monkeypatch):
    """Two workers that lock the same rows in two orders wait for one another until PostgreSQL gives one up."""
    first, second = (say(building.mia, building.harbour, f"kettle {number}", title="T") for number in "12")
    for said in (second, first):
        actions.owe([said.pk])
    settled = []
    monkeypatch.setattr(tasks, "_settle", lambda hits, owed: settled.extend(text for text, _owed_at in owed))
    monkeypatch.setattr(tasks, "MOST_BATCHES", 1)
    tasks.look()
    assert settled == [first.pk, second.pk]


def test_it_watches_from_when_it_began_and_in_its_own_service(saved, building, say):
    before = say(building.mia, building.harbour, "kettle before", title="T")
    actions.start(saved=saved, priority=2, by=building.cleo)
    Utterance.objects.filter(pk=before.pk).update(indexed_at=None)
    say(building.kit, building.kitchen, "kettle of the carers", title="T")
    say(building.cleo, building.harbour, "kettle of the staff", title="T")
    mine = say(building.max, building.lantern, "kettle", title="T")
    look()
    assert list(WatchHit.objects.values_list("utterance", flat=True)) == [mine.pk]


def test_without_a_watch_nothing_is_owed(saved, building, say, django_assert_num_queries):
    said = say(building.mia, building.harbour, "kettle", title="T")
    with django_assert_num_queries(1):
        actions.owe([said.pk])
    assert look() == 0


def test_a_stopped_watch_finds_nothing_more(watch, building, say):
    say(building.mia, building.harbour, "kettle", title="T")
    actions.stop(watch=watch, by=building.pat)
    look()
    assert not WatchHit.objects.exists()
    assert actions.start(saved=watch.saved, priority=3, by=building.pat).pk != watch.pk


def test_what_finds_too_much_stops_itself_and_says_so(watch, building, say, monkeypatch, sign_in):
    monkeypatch.setattr(actions, "MOST_A_DAY", 2)
    for number in range(4):
        say(building.mia, building.harbour, f"kettle {number}", title="T")
    look()
    watch.refresh_from_db()
    assert watch.why_stopped == actions.TOO_MANY
    assert watch.hits.count() == 3, "the one too many is the last"
    page = sign_in(building.cleo).get(f"/desk/saved-searches/{watch.saved.ref}/").content.decode()
    assert actions.TOO_MANY in page


def test_no_watch_calls_somebody_at_once_and_two_at_once_are_one(watch, saved, building):
    assert actions.start(saved=saved, priority=2, by=building.pat) == watch
    for fields in ({"priority": 1, "stopped_at": watch.started_at}, {"priority": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Watch.objects.create(saved=saved, started_by=building.cleo, topic="x", **fields)


@pytest.mark.parametrize("who", ["clara", "sam", "zed", "mia", "gil"])
def test_only_the_team_of_the_service_saves_watches_stops_and_removes(who, watch, saved, building):
    other = getattr(building, who)
    for act in (
        lambda: saving.save(name="x", questions={}, service=saved.service, by=other),
        lambda: actions.start(saved=saved, priority=3, by=other),
        lambda: actions.stop(watch=watch, by=other),
        lambda: saving.remove(saved=saved, by=other),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_from_a_search_to_a_watch_and_back_by_its_pages(building, say, sign_in):
    desk, other = sign_in(building.cleo), sign_in(building.clara)
    asked = desk.post("/desk/search/", {"q": "kettle", "why": "The ward asks"})["Location"].split("/")[-2]
    new = f"/desk/saved-searches/new/{asked}/"
    assert other.get(new).status_code == 404
    where = desk.post(new, {"name": "Kettles", "service": "eating-disorders"})["Location"]
    again = desk.post(new, {"name": "Kettles", "service": "eating-disorders"}).content.decode()
    assert "has this name already" in again
    saved = SavedSearch.objects.get()
    assert saved.questions == {"q": "kettle"}
    assert "Kettles" in desk.get("/desk/saved-searches/").content.decode()
    assert "Kettles" not in other.get("/desk/saved-searches/").content.decode()
    for rest in ("", "watch/", "stop/", "remove/"):
        assert other.post(f"{where}{rest}", {"priority": "3", "why": "A look"}).status_code == 404, rest
    say(building.mia, building.harbour, "The kettle sings", title="T")
    assert "Say why you are searching" in desk.post(where, {"why": ""}).content.decode()
    found = desk.post(where, {"why": "The ward asks again"}, follow=True).content.decode()
    assert "The <mark>kettle</mark> sings" in found
    assert AuditEntry.objects.filter(did="searched").latest("pk").why == "The ward asks again"
    desk.post(f"{where}watch/", {"priority": "3"})
    assert "Stop watching" in desk.get(where).content.decode()
    desk.post(f"{where}stop/")
    assert not Watch.objects.running().exists()
    desk.post(f"{where}remove/")
    assert desk.get(where).status_code == 404


def test_a_room_that_is_gone_stops_no_other_watch(watch, building, say):
    broken = saving.save(
        name="Gone", questions={"room": "cellar"}, service=building.eating_disorders, by=building.cleo
    )
    actions.start(saved=broken, priority=3, by=building.cleo)
    assert saving.query_of(broken) is None
    say(building.mia, building.harbour, "kettle", title="T")
    look()
    assert WatchHit.objects.count() == 1


def test_the_list_costs_the_same_for_many(saved, building, sign_in, django_assert_max_num_queries):
    for number in range(10):
        more = saving.save(name=f"S{number}", questions={"q": "x"}, service=saved.service, by=building.cleo)
        actions.start(saved=more, priority=3, by=building.cleo)
    from risk_jobs.watches.reading import watches_of

    with django_assert_max_num_queries(2):
        assert len(watches_of(SavedSearch.objects.select_related("service", "made_by", "author"))) == 11


def erase(person, handle: str = "") -> None:
    if handle:
        record(
            kind=Kind.HANDLE, source_id=person.pk, text=handle, by=person, room=None, now=timezone.now(),
            service=person.memberships.first().room.service,
        )  # fmt: skip
    leaving.ask_for_erasure(person=person, by=person)


def keep(building, name: str = "One", **questions: str) -> SavedSearch:
    return saving.save(name=name, questions=questions, service=building.eating_disorders, by=building.cleo)


def test_a_search_for_somebodys_texts_follows_them_to_another_name(building, sign_in):
    saved = keep(building, author="MIA")
    assert saved.questions == {}
    leaving.leave(person=building.mia, hide_texts=False, by=building.mia)
    assert saving.query_of(SavedSearch.objects.get()).author_ref == building.mia.ref
    assert "member-who-left" in sign_in(building.cleo).get("/desk/saved-searches/").content.decode()


def test_who_takes_the_name_of_somebody_erased_is_watched_by_nobody(building, say):
    actions.start(saved=keep(building, author="mia"), priority=3, by=building.cleo)
    erase(building.mia)
    building.max.handle = "mia"
    building.max.save()
    say(building.max, building.lantern, "the kettle sings", title="T")
    look()
    assert not SavedSearch.objects.exists()
    assert not Watch.objects.exists()
    assert not WatchHit.objects.exists()
    assert AuditEntry.objects.filter(did="erased saved search").exists()


def test_an_erasure_takes_what_names_them_and_no_search_of_the_teams_own(building, say, saved):
    said = say(building.mia, building.harbour, "the kettle sings", title="T")
    taken = [keep(building, "Mine, Quiet-Otter's", q="x"), keep(building, "Two", q='"quiet-otter" tea'),
             keep(building, "Like", like=str(said.ref))]  # fmt: skip
    stays = [saved, keep(building, "Unquiet-otters", q="quiet"), keep(building, "Other", author="robin")]
    erase(building.mia, "quiet-otter")
    assert set(SavedSearch.objects.values_list("pk", flat=True)) == {one.pk for one in stays}
    assert len(taken) == 3


def test_a_name_that_is_a_plain_word_takes_no_search_for_the_word_with_it(building):
    keep(building, "Boats", q="boat")
    erase(building.mia, "boat")
    assert SavedSearch.objects.exists()


def test_a_search_for_a_name_that_nobody_has_is_not_kept(building):
    with pytest.raises(PermissionDenied, match="nobody has"):
        keep(building, author="who-comes-later")


def test_a_copy_tells_that_a_search_is_kept_and_none_of_its_words(building):
    keep(building, "Watchful", author="mia", q="ashdown")
    title = "Searches that clinicians keep for what you write"
    [row] = parts(building.mia)[title]
    assert row["service"] == "Eating Disorders"
    assert not any(word in str(row) for word in ("Watchful", "ashdown"))
    assert parts(building.robin)[title] == []


def loses_the_desk(person):
    Appointment.objects.filter(person=person).update(ended_at=timezone.now())


def test_whose_maker_has_left_looks_on_and_says_that_somebody_has_to_answer_for_it(
    watch, building, say, sign_in
):
    desk, where = sign_in(building.pat), f"/desk/saved-searches/{watch.saved.ref}/"
    assert 'id="watches"' not in desk.get("/desk/").content.decode()
    loses_the_desk(building.cleo)
    say(building.mia, building.harbour, "kettle", title="T")
    look()
    assert WatchHit.objects.count() == 1
    assert "1 watched search</a> needs somebody" in desk.get("/desk/").content.decode()
    assert "cleo does not work the desk of this service any more." in desk.get(where).content.decode()
    assert "Nobody answers for it" in desk.get("/desk/saved-searches/").content.decode()
    assert sign_in(building.clara).post(f"{where}keep/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.keep(watch=watch, by=building.sam)
    desk.post(f"{where}keep/")
    watch.refresh_from_db()
    assert watch.started_by == building.pat
    assert 'id="watches"' not in desk.get("/desk/").content.decode()


def test_one_that_cannot_be_asked_any_more_says_so_on_the_desk(building, say, sign_in):
    saved = keep(building, "Gone", room="cellar")
    actions.start(saved=saved, priority=3, by=building.cleo)
    say(building.mia, building.harbour, "kettle", title="T")
    look()
    assert Watch.objects.get().why_stopped == actions.CANNOT_BE_ASKED
    desk = sign_in(building.cleo)
    assert "1 watched search</a> needs somebody" in desk.get("/desk/").content.decode()
    assert actions.CANNOT_BE_ASKED in desk.get("/desk/saved-searches/").content.decode()
    saving.remove(saved=saved, by=building.cleo)
    assert 'id="watches"' not in desk.get("/desk/").content.decode()


def test_two_long_names_that_begin_alike_are_two_cases(building, say):
    for end in ("mornings", "evenings"):
        saved = keep(building, f"Everything that is said about kettles in the {end}", q="kettle")
        actions.start(saved=saved, priority=3, by=building.cleo)
    say(building.mia, building.harbour, "kettle", title="T")
    look()
    assert {case.topic[-8:] for case in Case.objects.all()} == {"mornings", "evenings"}
