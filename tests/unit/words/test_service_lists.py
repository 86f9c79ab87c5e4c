"""Words that a service keeps for its desk in its settings: read in its own rooms, at once, and never in the way."""

import pytest

from community.people.models import WordList
from community.utterances.models import Utterance
from risk_jobs.desk.models import Case
from risk_jobs.words import live, service_lists

SAID = "We all know what a jellybean is on the ward."


@pytest.fixture
def kept(building):
    return WordList.objects.create(
        service=building.eating_disorders,
        name="Our slang",
        use=WordList.Use.WATCH,
        words="jellybean\nblue door\nfood",
    )


def test_a_text_with_one_of_them_stands_on_the_desk_as_routine_and_says_which_list(
    kept, building, say, sign_in
):
    said = say(building.mia, building.harbour, SAID)
    case = Case.objects.get()
    assert (case.priority, case.topic, said.priority, said.care) == (3, "word_list", 3, "none")
    page = sign_in(building.cleo).get(f"/desk/cases/{case.ref}/").content.decode()
    assert "“jellybean” – rule <strong>Word list “Our slang”</strong>" in page
    assert "mia: word list" in page


@pytest.mark.parametrize(
    "text", ["I went through the blue door.", "jelly­bean", "JELLYBEANS", "the jellybaen again"]
)
def test_disguises_and_phrases_are_found_as_in_rules(text, kept, building, say):
    assert say(building.mia, building.harbour, text).priority == 3


@pytest.mark.parametrize("text", ["I like food.", "The door was blue.", "A bean and some jelly."])
def test_everyday_words_alone_and_words_apart_are_not(text, kept, building, say):
    assert say(building.mia, building.harbour, text).priority is None


def test_nobody_else_s_rooms_are_read_by_them(kept, building, say):
    assert say(building.clara, building.worry, SAID).priority is None
    assert live.current().judge.verdict(SAID).priority is None, "nor what is judged without a place"


def test_a_change_counts_with_the_next_text(kept, building, say):
    stamp = say(building.mia, building.harbour, SAID).screened_with
    kept.words = "lighthouse"
    kept.save()
    after = say(building.mia, building.harbour, SAID)
    assert (after.priority, after.screened_with != stamp) == (None, True)
    assert say(building.mia, building.harbour, "the lighthouse").priority == 3
    kept.use = WordList.Use.NAMES
    kept.save()
    assert say(building.mia, building.harbour, "the lighthouse").priority is None
    kept.use = WordList.Use.WATCH
    kept.save()
    kept.delete()
    assert say(building.mia, building.harbour, "the lighthouse").priority is None


def test_what_a_rule_finds_is_never_less_for_it(kept, building, say):
    said = say(building.mia, building.harbour, f"I have been purging again since Sunday. {SAID}")
    assert said.priority == 2
    assert set(Case.objects.values_list("topic", flat=True)) == {"purging", "word_list"}


@pytest.mark.parametrize("words", [
    '"', "(", "near", "then and or", "* ~ : #", "concept:purging", "emoji:knife", "a" * 5000, "\u202e\u200b", "🔪", "[",
    "£ 5", "\x00", "  \n\n ", "the", "o'clock", "zwölf", "points/70 worry", "\n".join(map(str, range(2000))),
])  # fmt: skip
def test_no_line_whatever_is_in_it_keeps_a_text_from_being_judged(words, building, say):
    lists = [WordList(pk=1, service=building.eating_disorders, name="Odd", words=words)]
    for rules in service_lists.rules_of_services(lists).values():
        judge = service_lists.judge_of(rules, live.current().judge.lexicon, "tried")
        judge.verdict("I have been purging again near the door at 5 o'clock 🔪 (zwölf)")


def test_the_starter_lists_are_not_read_again_for_each_text(kept, building, say, django_assert_num_queries):
    say(building.mia, building.harbour, "warm")
    with django_assert_num_queries(0):
        live.current()
    assert Utterance.objects.exists()
