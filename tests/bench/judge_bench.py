"""What the judge costs: run `python -m tests.bench.judge_bench`. It prints and asserts nothing about
seconds."""

from __future__ import annotations

import dataclasses
import random
import re
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from community.utterances.views_of_text import views_of
from risk_jobs.screening.judge import Judge
from risk_jobs.screening.language import read_clause
from risk_jobs.screening.pack import build_judge, starter_judge, starter_rules
from risk_jobs.screening.rules import Rule

EVERYDAY_WORDS = """
the a i to and it was my in of had for me so that day we went but with she on they at all this have her
be today really just been about not can when home work bus tea mum week good time out get one felt then
know group nurse garden walk film friend school bit nice long better night morning think going kitchen
cat
"""
EVERYDAY = EVERYDAY_WORDS.split()
VERBS_WORDS = """
walked talked wrote called asked waited looked turned cleaned moved opened painted planned
"""
VERBS = VERBS_WORDS.split()
THINGS_WORDS = """
letter window corner bottle ticket garden engine mirror basket ladder pocket candle
"""
THINGS = THINGS_WORDS.split()
SAID = ["I have been purging again", "I want to die", "cutting the grass", "I haven't eaten since Sunday"]


def posts(count: int, words: int, seed: int = 1) -> list[str]:
    """Everyday posts of that many words, one in ten with a phrase that rules look for."""
    rng = random.Random(seed)
    return [_post(rng, words) for _ in range(count)]


def _post(rng: random.Random, words: int) -> str:
    said = [rng.choice(EVERYDAY) for _ in range(words)]
    for at in range(11, words, 12):
        said[at] += "."
    if rng.random() < 0.1:
        said[words // 2] = rng.choice(SAID)
    return " ".join(said)


def synthetic_rules(count: int) -> list[Rule]:
    """That many rules: the starter rules, then made ones."""
    starter = starter_rules()
    return [*starter[:count], *made_rules(count - len(starter))]


def made_rules(count: int) -> Iterator[Rule]:
    """Rules of one kind, phrases made of a verb, a thing and a made-up name: only their number tells."""
    pattern = starter_rules()[0]
    for n in range(count):
        verb, thing = VERBS[n % len(VERBS)], THINGS[n // len(VERBS) % len(THINGS)]
        written = f'"concept:i {verb} {thing} {_name(n)}"~3'
        yield dataclasses.replace(
            pattern, id=f"made.{n}", written=(written,), clauses=(read_clause(written),), unless=()
        )


def _name(n: int) -> str:
    return "".join(chr(97 + (n // 20**i) % 20) for i in range(4)) + "ix"


def milliseconds(judge: Judge, texts: list[str]) -> tuple[float, float]:
    """Median and 95th percentile per text, after one warm pass."""
    for text in texts:
        judge.verdict(text)
    took = []
    for text in texts:
        start = time.process_time()
        judge.verdict(text)
        took.append(1_000 * (time.process_time() - start))
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def figures() -> dict[str, float]:
    """Posts a second, milliseconds by number of rules, ratios, compile seconds, mebibytes of the compiled set."""
    found: dict[str, float] = {}
    sixty, long = posts(400, 60), posts(300, 120, seed=2)
    found["posts_per_second_60_words_starter"] = 1_000 / milliseconds(starter_judge(), sixty)[0]
    for count in (10, 100, 500, 1_000, 5_000):
        rules = synthetic_rules(count)
        start = time.process_time()
        judge = build_judge(rules, f"made-{count}")
        found[f"compile_s_{count}_rules"] = time.process_time() - start
        median, p95 = milliseconds(judge, long)
        found[f"ms_120_words_{count}_rules_median"] = median
        found[f"ms_120_words_{count}_rules_p95"] = p95
        if count == 1_000:
            found["posts_per_second_60_words_1000_rules"] = 1_000 / milliseconds(judge, sixty)[0]
            found |= prefilter(judge, sixty)
    found["growth_10_to_5000_rules_p95"] = _growth(long)
    found["compiled_mib_500_rules"] = _memory(500)
    return found


def _growth(texts: list[str]) -> float:
    """P95 with 5,000 rules by P95 with 10 of the same kind: alternating, the least of three each."""
    few, many = (build_judge(list(made_rules(n)), f"kind-{n}") for n in (10, 5_000))
    pairs = [(milliseconds(few, texts)[1], milliseconds(many, texts)[1]) for _ in range(3)]
    return min(b for _, b in pairs) / min(a for a, _ in pairs)


def prefilter(judge: Judge, texts: list[str]) -> dict[str, float]:
    """Posts a second of the pre-filter alone, and as a share of Hyperscan's for the same literals and posts.

    Hyperscan is a library of C for x86 with no part in the product; without it the share is left out.
    """
    lines = [f" {' '.join(views_of(text, judge.lexicon.vocabulary).words.words)} " for text in texts]
    ours = _rate(lambda line: list(judge.automaton.iter(line)), lines)
    found = {"prefilter_posts_per_second": ours}
    try:
        import hyperscan
    except ImportError:
        return found
    literals = sorted(judge.literals())
    database = hyperscan.Database()
    database.compile(
        expressions=[re.escape(literal).encode() for literal in literals],
        ids=list(range(len(literals))),
        elements=len(literals),
        flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(literals),
    )
    encoded = [line.encode() for line in lines]
    seen: list[int] = []
    theirs = _rate(
        lambda line: database.scan(line, match_event_handler=lambda n, *_: seen.append(n)), encoded
    )
    return {**found, "hyperscan_posts_per_second": theirs, "prefilter_share_of_hyperscan": ours / theirs}


def _rate(scan: Callable[[Any], Any], lines: Sequence[Any]) -> float:
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for line in lines:
            scan(line)
        best = min(best, time.process_time() - start)
    return len(lines) / best


def _memory(count: int) -> float:
    rules = synthetic_rules(count)
    tracemalloc.start()
    judge = build_judge(rules, "memory")
    used = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    del judge
    return used


if __name__ == "__main__":
    for name, value in figures().items():
        print(f"{name:44} {value:12,.3f}")
