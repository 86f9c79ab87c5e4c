"""What every backend promises, asked of each. A backend is asked only for what it declares."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from community.utterances.models import Kind, Utterance
from search.analysis import Analysed
from search.backends.base import NO_PRIORITY, Capability, Clause, Cursor, Query, Sort
from search.documents import document_of
from search.likeness import like
from search.matching import holds, matches
from search.terms import Terms, parse
from tests.integration.search.conftest import NOON
from tests.unit.search.test_terms import nasty


@pytest.fixture
def find(indexed, harbour):
    """`find("words", …)` gives the refs found in Harbour, newest first; more keywords are the Query's."""
    settled = []

    def found(typed: str = "", **fields):
        if not settled:
            settled.append(indexed())
        query = Query(**({"room_ids": frozenset({harbour.pk}), "terms": parse(typed)} | fields))
        return [hit.ref for hit in settled[0].search(query).hits]

    return found


def needs(engine, capability):
    if capability not in engine.capabilities:
        pytest.skip(f"does not declare {capability}")


def test_words_in_any_form_and_all_of_them(engine, write, find):
    needs(engine, Capability.WORDS)
    both, one = write("I was purging again"), write("she has purged")
    write("nothing of the kind")
    assert find("purge") == [one.ref, both.ref]
    assert find("purging again") == [both.ref]


def test_a_word_left_out(engine, write, find):
    needs(engine, Capability.WORDS)
    write("the leaflet on purging was useful")
    kept = write("purging since Sunday")
    assert find("purging -leaflet") == [kept.ref]
    assert find("-leaflets") == [kept.ref]


def test_an_exact_phrase(engine, write, find):
    needs(engine, Capability.PHRASE)
    exact = write("I have BEEN  purging &amp; hiding it")
    write("I have been, for days, purging")
    write("I have been purged")
    assert find('"been purging"') == [exact.ref]
    assert find('-"been purging" been') != [exact.ref]


def test_a_beginning(engine, write, find):
    needs(engine, Capability.PREFIX)
    one, two = write("laxatives"), write("a laxative")
    write("relaxing")
    assert find("laxat*") == [two.ref, one.ref]


def test_a_word_spelled_nearly_so(engine, write, find):
    needs(engine, Capability.FUZZY)
    changed, missing = write("marmelade on toast"), write("the marmalde again")
    write("a harmalade")  # another first letter
    same = write("marmalades")
    assert find("marmalade~") == [same.ref, missing.ref, changed.ref]
    assert find("marmalade") == [same.ref]
    assert find("", terms=parse("marmalade", misspelt=True)) == [same.ref, missing.ref, changed.ref]


def test_words_near_each_other_in_any_order(engine, write, find):
    needs(engine, Capability.NEAR)
    side, other = write("a boiling kettle"), write("the kettle never, ever boils")
    write("the kettle, as I said when we were all in the kitchen, boils")
    assert find('"kettle boil"~2') == [other.ref, side.ref]
    assert find('"kettle boil"~0') == [side.ref]
    assert find('the -"kettle boil"~2 kitchen') != []


def test_more_like_this(engine, write, find):
    needs(engine, Capability.MORE_LIKE_THIS)
    text = "My landlord cut the heating again and the radiators are freezing"
    mine = write(text)
    close = write("Freezing here, the landlord will not mend the radiators")
    write("My day was all right and I went to work again")
    assert find("", terms=Terms(like=like(text)), but=mine.ref) == [close.ref]


def test_by_priority_and_in_every_order(engine, write, find):
    said = [
        write(f"kettle {number}", priority=priority) for number, priority in enumerate((3, None, 1, 3, 4))
    ]
    routine, none, urgent, later, mention = (one.ref for one in said)
    assert find("kettle", priority=3) == [later, routine]
    assert find("kettle", sort=Sort.OLDEST) == [routine, none, urgent, later, mention]
    assert find("kettle", sort=Sort.URGENT) == [urgent, later, routine, mention, none]


def test_what_was_said_in_no_room_is_found_for_its_service_alone(engine, write, find, building):
    alone = write("kettle", room=None)
    write("kettle", room=None, service=building.talking_therapies)
    write("kettle", room=building.lantern)
    asked = {"room_ids": frozenset(), "service_ids": frozenset({building.eating_disorders.pk})}
    assert find("kettle", **asked) == [alone.ref]
    assert find("kettle") == []


def test_which_queries_find_which_of_some_texts(engine, write, indexed, harbour, lantern):
    kettle, tea, elsewhere = write("kettle on"), write("tea"), write("kettle", room=lantern)
    write("kettle, and not asked about")
    rooms = frozenset({harbour.pk})
    queries = {"kettles": Query(rooms, parse("kettle")), "no tea": Query(rooms, parse("-tea"))}
    found = indexed().named(queries, [kettle.ref, tea.ref, elsewhere.ref])
    assert found == {"kettles": {kettle.ref}, "no tea": {kettle.ref}}


def test_the_refs_of_all_that_match_and_whether_those_are_all(engine, write, indexed, harbour):
    said = [write("kettle").ref for _ in range(4)]
    query = Query(frozenset({harbour.pk}), parse("kettle"))
    assert indexed().refs(query, most=4) == ([*reversed(said)], True)
    assert engine.refs(query, most=3) == ([*reversed(said[1:])], False)
    assert engine.refs(Query(frozenset()), most=3) == ([], True)


def test_written_to_hide(engine, write, find):
    needs(engine, Capability.WORDS)
    hidden = [write(text) for text in ("c-u-t-t-i-n-g", "ｃｕｔｔｉｎｇ", "cut\u200bting", "CUTTING!!")]
    assert find("cutting") == [one.ref for one in reversed(hidden)]


def test_highlights_are_places_in_the_raw_text(engine, write, indexed, harbour):
    said = write("<b>Purging</b> &amp; “purged” c-u-t")
    (hit,) = indexed().search(Query(frozenset({harbour.pk}), parse("purge"))).hits
    assert [said.text[start:end] for start, end in hit.highlights] == ["Purging", "purged"]


def test_no_rooms_find_nothing_and_ask_nothing(engine, write, indexed, monkeypatch):
    write("purging")
    settled = indexed()
    if hasattr(settled, "client"):
        monkeypatch.setattr(settled, "client", None)
    assert settled.search(Query(frozenset(), parse("purging"))).hits == []
    assert list(settled.candidates(Clause(parse("purging").all_of, frozenset()))) == []


def test_the_room_is_a_fence(engine, write, find, lantern):
    write("purging", room=lantern)
    write("purging", room=None)
    here = write("purging")
    assert find("purging") == [here.ref]
    assert find("") == [here.ref]
    assert find("-nothing") == [here.ref]


def test_filters(engine, write, find, robin):
    first, second = write("purging one"), write("purging two", author=robin)
    title = write("purging three", kind=Kind.TITLE)
    assert find("purging", author_ref=robin.ref) == [second.ref]
    assert find("purging", author_ref="nobody") == []
    assert find("purging", kind=Kind.TITLE.value) == [title.ref]
    assert find("purging", said_from=second.said_at) == [title.ref, second.ref]
    assert find("purging", said_to=second.said_at) == [first.ref]


def test_what_no_longer_stands_is_found_only_when_asked_for(engine, write, find):
    gone, here = write("purging", stands=False), write("purging")
    assert find("purging") == [here.ref]
    assert find("purging", standing_only=False) == [here.ref, gone.ref]


@pytest.mark.parametrize("sort", Sort)
def test_pages_hold_each_text_once_in_order_also_within_one_moment(sort, engine, write, indexed, harbour):
    moment = NOON + timedelta(microseconds=1)
    said = [
        write("purging", said_at=moment + timedelta(microseconds=number // 3), priority=number % 4 or None)
        for number in range(23)
    ]
    in_time = sorted(said, key=lambda one: (one.said_at, str(one.ref)), reverse=sort is not Sort.OLDEST)
    if sort is Sort.URGENT:
        in_time.sort(key=lambda one: one.priority or NO_PRIORITY)
    expected = [one.ref for one in in_time]
    query = Query(frozenset({harbour.pk}), parse("purging"), size=5, sort=sort)
    settled, found = indexed(), []
    while True:
        page = settled.search(query)
        found += [hit.ref for hit in page.hits]
        if page.older is None:
            break
        assert Cursor.read(str(page.older)) == page.older
        query = replace(query, after=page.older)
    assert found == expected


def test_indexing_again_changes_nothing(engine, write, find):
    said = write("purging")
    engine_documents = [document_of(said)] * 3
    assert find("purging") == [said.ref]
    assert engine.index(engine_documents) == set()
    engine.settle()
    assert find("purging") == [said.ref]


def test_a_late_writer_does_not_bring_back_what_was_taken_away(engine, write, find):
    said = write("purging")
    old_picture = document_of(Utterance.objects.get(pk=said.pk))
    Utterance.objects.filter(pk=said.pk).update(stands=False)
    assert find("purging") == []
    engine.index([old_picture])
    engine.settle()
    assert find("purging") == []


def test_deleted_texts_are_not_found(engine, write, find):
    said, kept = write("purging"), write("purging")
    assert find("purging") == [kept.ref, said.ref]
    Utterance.objects.filter(pk=said.pk).delete()
    engine.delete([said.ref])
    engine.settle()
    assert find("purging") == [kept.ref]


def test_candidates_hold_every_text_that_could_match_oldest_first(engine, write, indexed, harbour, lantern):
    texts = [
        "purging",
        "c-u-t-t-i-n-g",
        "taking laxatives",
        "been sick again",
        "a quiet day",
        "cut the grass",
    ]
    said = [write(text) for text in texts]
    write("purging", room=lantern)
    clause = Clause(parse('purging cutting laxat* "been sick"').all_of, frozenset({harbour.pk}))
    could = [one for one in said if any(holds(term, Analysed(one.text)) for term in clause.any_of)]
    found = list(indexed().candidates(clause))
    assert [ref for ref in found if ref in {one.ref for one in could}] == [one.ref for one in could]
    assert set(found) <= {one.ref for one in said}
    later = replace(clause, said_from=said[2].said_at, said_to=said[3].said_at)
    assert list(engine.candidates(later)) == [said[2].ref]


def test_a_text_indexed_under_other_views_stays_a_candidate(engine, write, indexed, harbour, monkeypatch):
    said = write("a boiling thing nobody looked for then")
    settled = indexed()
    clause = Clause(parse("kettle").all_of, frozenset({harbour.pk}))
    assert list(settled.candidates(clause)) == []
    if hasattr(settled, "client"):
        monkeypatch.setattr("search.backends.clauses.views_version", lambda: "newer")
        assert list(settled.candidates(clause)) == [said.ref]


def test_nasty_queries_do_no_harm(engine, write, find):
    said = write("purging text")
    for seed in range(150):
        assert set(find(nasty(seed))) <= {said.ref}


def test_random_queries_find_what_the_matcher_finds(engine, write, indexed, harbour):
    dice = random.Random(7)
    typed = "purging purged cut cutting c-u-t-t-i-n-g the grass laxatives I've been so self-harm sick ½ naïve"
    words = typed.split()
    said = [write(" ".join(dice.choices(words, k=dice.randint(1, 9)))) for _ in range(60)]
    settled = indexed()
    for _ in range(150):
        typed = " ".join(
            f"{dice.choice(['', '', '-'])}{_piece(dice, words)}" for _ in range(dice.randint(1, 3))
        )
        terms = parse(typed)
        expected = [one.ref for one in reversed(said) if matches(terms, Analysed(one.text))]
        found = [hit.ref for hit in settled.search(Query(frozenset({harbour.pk}), terms, size=100)).hits]
        assert found == expected, typed


def _piece(dice, words):
    word = dice.choice(words)
    pair = f'"{word} {dice.choice(words)}"'
    return dice.choice([word, pair, f"{pair}~{dice.randint(0, 4)}", f"{word}~", f"{word[:3]}*", f'"{word}"'])


def test_health_tells_how_many(engine, write, indexed):
    write("one")
    write("two")
    health = indexed().health()
    assert (health.ok, health.documents) == (True, 2)


def test_a_misspelling_of_a_word_that_rules_look_for_is_found(engine, write, find):
    said = write("I was purgign again")
    assert find("purging") == [said.ref]
