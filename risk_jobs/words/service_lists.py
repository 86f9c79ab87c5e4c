"""The word lists that a service keeps in its settings for the desk: a text in its own rooms that holds one of these
words is shown there as routine. A manager of the service changes them without a release and without a second person, so
they never do more than that: no alert, no message to the author, nothing in other services."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from community.people.models import WordList
from community.utterances.views_of_text import Vocabulary, views_of
from risk_jobs.screening.clauses import COMMON_WORDS, Clause
from risk_jobs.screening.judge import Judge, Lexicon
from risk_jobs.screening.language import MistakeInRule, read_clause
from risk_jobs.screening.rules import Rule
from risk_jobs.words.models import RuleSet
from risk_jobs.words.models.rules import new_token

TOPIC = "word_list"
ROUTINE = 3
MOST_LINES = 500
_COMMON = frozenset(COMMON_WORDS.split())


def rules_of_services(lists: Iterable[WordList]) -> dict[int, list[Rule]]:
    """Service id -> a rule for each of its lists that has words to look for."""
    found: dict[int, list[Rule]] = {}
    for one in lists:
        clauses = {written: clause for written in phrases(one.lines()) if (clause := _clause(written))}
        if clauses:
            found.setdefault(one.service_id, []).append(_rule(one, clauses))
    return found


def kept() -> Iterable[WordList]:
    rows = WordList.objects.filter(use=WordList.Use.WATCH).select_related("service").order_by("pk")
    return list(rows)


def phrases(lines: Iterable[str]) -> tuple[str, ...]:
    """As the rule language writes them. An everyday word by itself stands in every second text: it is passed over."""
    words = (views_of(line).words.words for line in list(lines)[:MOST_LINES])
    named = (list(one) for one in words if one and not (len(one) == 1 and one[0] in _COMMON))
    return tuple(
        dict.fromkeys(one[0] if len(one) == 1 and _plain(one[0]) else f'"{" ".join(one)}"' for one in named)
    )


def _plain(word: str) -> bool:
    return word.isascii() and word.isalpha() and word not in {"near", "then", "and", "or"} and len(word) > 2


def _clause(written: str) -> Clause | None:
    """What cannot be looked for is passed over: nobody's text waits for a word in a list."""
    try:
        return read_clause(written)
    except MistakeInRule:
        return None


def _rule(one: WordList, clauses: dict[str, Clause]) -> Rule:
    return Rule(
        id=f"word_list.{one.pk}", name=f"Word list “{one.name}”", topic=TOPIC, priority=ROUTINE,
        owner=one.service.name, review="", rationale="", reads="mention", written=tuple(clauses),
        clauses=tuple(clauses.values()),
    )  # fmt: skip


def judge_of(rules: list[Rule], beside: Lexicon, version: str) -> Judge:
    """Apart from the judge of the rules: these words change neither what a rule reads nor what the index holds."""
    words = frozenset(word for rule in rules for text in rule.written for word in text.strip('"').split())
    around = beside.vocabulary
    vocabulary = Vocabulary(
        frozenset(w for w in words if len(w) > 2), around.real, around.emoji, around.contractions
    )
    return Judge(rules, Lexicon({}, vocabulary, beside.context), version)


@transaction.atomic
def have_changed(instance: Any, **kwargs: Any) -> None:
    """Connected to saving and deleting a WordList: every process reads the lists again, as after a publication."""
    from risk_jobs.words import live

    RuleSet.objects.update(number=F("number") + 1, token=new_token())
    live.look_again()
    transaction.on_commit(live.look_again)
