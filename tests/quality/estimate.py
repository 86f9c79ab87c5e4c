"""`python -m tests.quality.estimate TEXTS.jsonl … --beside POSTS.txt …`: the points of small cues, estimated anew.

Prints fixtures/rules/points.yaml: for each word, and each two words side by side, how much more often it stands in
texts that somebody should read than in their harmless look-alikes and in what people write every day. Logistic
regression with an L2 penalty; clinicians edit its outcome as any other list. `--across`: how well the points of
all other writers do on each writer, which is how the settings below were chosen.

POSTS: one text a line, nobody's in particular: every fourth counts against a cue, little.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from community.utterances.stems import stem
from community.utterances.views_of_text import views_of
from risk_jobs.screening.pack import read_lexicon
from risk_jobs.screening.points import ELSEWHERE, cues_of, stems_of
from risk_jobs.screening.rules import TOPICS

from .texts import Text, read

PENALTY = 2.0
"""1/C of the usual notation."""
WEIGHT_BESIDE = 0.3
FEWEST = 3
"""Texts in which a cue must stand before it gets points."""
SCALE = 20
"""Points for one unit of log-odds."""
LEAST, LEAST_OF_TOPIC = 2, 4
"""Points below which a cue is left out: nothing is lost by it, and the lists stay short enough to be read."""
STEPS = 400

Cues = frozenset[str]


@dataclass(frozen=True)
class Fit:
    """Log-odds of each cue, and of a text without any."""

    of: dict[str, float]
    base: float

    def odds(self, cues: Iterable[str]) -> float:
        return self.base + sum(self.of.get(cue, 0.0) for cue in cues)


class Reader:
    """Texts to cues, as the engine reads them, and each stem back to the word it was most often read from."""

    def __init__(self) -> None:
        self.vocabulary = read_lexicon().vocabulary
        self.words: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def cues(self, text: str) -> Cues:
        views = views_of(text, self.vocabulary)
        stems = stems_of(views)
        for stemmed, first, _ in stems:
            self.words[stemmed][views.words.words[first]] += 1
        return frozenset(cue for cue, _, _ in cues_of(stems))

    def written(self, cue: str) -> str:
        """A cue in words that people write and that stem to it again."""
        words = " ".join(self._word(one) for one in cue.strip(ELSEWHERE).split())
        return cue.replace(cue.strip(ELSEWHERE), words)

    def _word(self, stemmed: str) -> str:
        common = (word for word, _ in self.words[stemmed].most_common() if stem(word) == stemmed)
        return next(common, stemmed)


def fitted(
    texts: Sequence[Cues], wanted: Sequence[bool], weights: Sequence[float], penalty: float = PENALTY
) -> Fit:
    """Accelerated gradient descent on the penalised log-loss; the base is not penalised."""
    counted = Counter(cue for cues, weight in zip(texts, weights, strict=True) if weight == 1 for cue in cues)
    names = sorted(cue for cue, count in counted.items() if count >= FEWEST)
    number = {cue: at for at, cue in enumerate(names)}
    pairs = [(row, number[cue]) for row, cues in enumerate(texts) for cue in sorted(cues) if cue in number]
    rows, columns = (np.array(side) for side in zip(*pairs, strict=True))
    sign, weight = np.where(np.array(wanted), 1.0, 0.0), np.array(weights, dtype=float)
    values = np.zeros(len(names) + 1)
    ahead, momentum = values.copy(), 1.0
    step = 1 / (_curvature(rows, columns, weight, len(names)) / 4 + penalty)
    for _ in range(STEPS):
        odds = np.bincount(rows, weights=ahead[columns], minlength=len(texts)) + ahead[-1]
        wrong = weight * (1 / (1 + np.exp(-odds)) - sign)
        slope = np.bincount(columns, weights=wrong[rows], minlength=len(names)) + penalty * ahead[:-1]
        moved = ahead - step * np.append(slope, wrong.sum())
        faster = (1 + math.sqrt(1 + 4 * momentum**2)) / 2
        ahead, values, momentum = moved + (momentum - 1) / faster * (moved - values), moved, faster
    return Fit(dict(zip(names, values[:-1].tolist(), strict=True)), float(values[-1]))


def _curvature(rows: np.ndarray, columns: np.ndarray, weight: np.ndarray, names: int) -> float:
    """The largest eigenvalue of the weighted cues times themselves, by power iteration."""
    way, size = np.ones(names + 1), 1.0
    for _ in range(30):
        way = way / np.linalg.norm(way)
        across = weight * (np.bincount(rows, weights=way[columns], minlength=len(weight)) + way[-1])
        way = np.append(np.bincount(columns, weights=across[rows], minlength=names), across.sum())
        size = float(np.linalg.norm(way))
    return size * 1.05


def worry_in(texts: Sequence[Text], read_as: Sequence[Cues], beside: Sequence[Cues]) -> Fit:
    """What tells a text that somebody should read from one that is harmless."""
    wanted = [text.want != "none" for text in texts]
    weights = [1.0] * len(texts) + [WEIGHT_BESIDE] * len(beside)
    return fitted([*read_as, *beside], [*wanted, *[False] * len(beside)], weights)


def topic_in(topic: str, texts: Sequence[Text], read_as: Sequence[Cues]) -> Fit:
    """What tells this topic from the others, among texts that somebody should read."""
    kept = [(text, cues) for text, cues in zip(texts, read_as, strict=True) if text.want != "none"]
    return fitted([cues for _, cues in kept], [topic in text.labels for text, _ in kept], [1.0] * len(kept))


def list_of(name: str, fit: Fit, reader: Reader, least: int = LEAST_OF_TOPIC) -> Iterator[str]:
    """A list as points.yaml has it: one line for each number of points, the highest first."""
    lines: defaultdict[int, list[str]] = defaultdict(list)
    for cue, odds in fit.of.items():
        points = round(SCALE * odds)
        if abs(points) >= least and re.sub(f"[ '{ELSEWHERE}]", "", cue).isalnum():
            lines[points].append(reader.written(cue))
    yield f"# A text without any of them stands at {round(SCALE * fit.base)}."
    yield f"{name}:"
    for points in sorted(lines, reverse=True):
        yield f'  - "{points}: {", ".join(sorted(lines[points]))}"'


def across(texts: Sequence[Text], read_as: Sequence[Cues], beside: Sequence[Cues]) -> Iterator[str]:
    """Each writer judged by the points of all the others."""
    for writer in sorted({text.id[:2] for text in texts}):
        others = [at for at, text in enumerate(texts) if text.id[:2] != writer]
        fit = worry_in([texts[at] for at in others], [read_as[at] for at in others], beside)
        own = [at for at, text in enumerate(texts) if text.id[:2] == writer]
        odds = {
            want: [fit.odds(read_as[at]) for at in own if texts[at].want == want]
            for want in ("same_day", "none")
        }
        for share in (0.05, 0.1, 0.2):
            limit = sorted(odds["none"], reverse=True)[int(share * len(odds["none"]))]
            heard = sum(one > limit for one in odds["same_day"]) / len(odds["same_day"])
            points = round(SCALE * (limit - fit.base))
            yield f"{writer}: {heard:.2f} of the same day at {share:.2f} false alarms, from {points} points on"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.quality.estimate", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--beside", nargs="*", type=Path, default=[])
    parser.add_argument("--across", action="store_true")
    asked = parser.parse_args()
    reader, texts = Reader(), read(asked.files)
    read_as = [reader.cues(text.text) for text in texts]
    beside = [
        reader.cues(line) for path in asked.beside for line in path.read_text(encoding="utf-8").splitlines()
    ]
    if asked.across:
        print(*across(texts, read_as, beside), sep="\n")
        return
    print(HEAD)
    print(*list_of("worry", worry_in(texts, read_as, beside), reader, LEAST), sep="\n")
    for topic in TOPICS:
        print(*list_of(topic, topic_in(topic, texts, read_as), reader), sep="\n")


HEAD = """\
# Small cues that count together. Each line: points, then words, or two words side by side, in any of their forms;
# “…fine”: among the last six words of a text, “hi…”: among its first four.
# What a text has of a list is the sum of the points of its cues, each counted once; a rule asks for it by
# points/60 worry. First estimated by tests/quality/estimate.py from texts whose reading is known, and from then on
# edited like any other list."""

if __name__ == "__main__":
    main()
