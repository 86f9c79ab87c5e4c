"""The texts that are posted while things are killed: our own, or real ones where somebody has them.

Ours are put together from sentences written for this file, always in the same way. `REAL_TEXTS` names a folder
whose *.jsonl files hold objects with a list `posts` and whose *.csv files have a column `text`; they are read
from there and go nowhere else."""

import csv
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

COUNT = 500
LONGEST = 20_000  # what the form takes

OPENERS = [
    "Hello all.", "Long day here.", "Not sure where to begin.", "Writing this on the bus.", "Kettle is on.",
    "Sorry, this might come out in the wrong order.", "Evening, everyone.", "It is four in the morning again.",
    "First time I have said this to anyone.", "Back after a few quiet days.", "", "",
]  # fmt: skip
HARMLESS = [
    "The group on Thursday was kinder than I had feared.",
    "Does anybody know if the dietitian is in on Mondays?",
    "I walked the long way home and the light was lovely.",
    "I had pizza with my sister and it was actually all right.",
    "My bus was late, so I read half a chapter in the rain.",
    "I cut my hair and I think I like it.",
    "I could murder a cup of tea.",
    "This week's homework is to ring one person. I rang two.",
    "We have been cutting the grass at my nan's all morning.",
    "My phone died just as the film got good.",
    "Purging my wardrobe for the charity shop this weekend.",
    "The cat has opinions about where I sit.",
]
MENTIONS = [
    "The leaflet on purging was useful, it does not shout at you.",
    "The talk about self-harm in the library video was well made.",
    "My nurse gave me a page to read about laxatives and teeth.",
    "Ten years ago I used to hurt myself and I am well now.",
    "Somebody on the radio spoke about suicide, gently for once.",
    "What helped you tell your doctor about your eating disorder?",
    "Overdose awareness day is on the noticeboard again.",
]
RISKY = [
    "I have been purging again since Sunday and I cannot tell anyone.",
    "I made myself sick after tea.",
    "I haven't purged for a month and it frightens me to say so.",
    "I have been cutting myself again.",
    "I've been c-u-t-t-i-n-g again and nobody knows.",
    "I have not self-harmed for three weeks.",
    "I haven't eaten since Sunday.",
    "I have been living on coffee and gum.",
    "I fainted in the shower again.",
    "I want to kill myself.",
    "Everyone would be better off without me.",
    "I am feeling ѕuіcіdal tonight.",
    "I've taken all my tablets.",
    "My boyfriend hit me again.",
    "I keep thinking about purging.",
    "I have been taking laxatives again.",
    "I can't stop cutting.",
]
CLOSERS = [
    "Thank you for reading.", "That is all.", "How was yours?", "I will try again tomorrow.", "See you Thursday.",
    "Please do not worry.", "I just wanted to put it somewhere.", "Off to bed now.", "", "",
]  # fmt: skip


def texts(count: int = COUNT) -> list[str]:
    """As many different texts, the same ones in every run."""
    folder = os.environ.get("REAL_TEXTS", "")
    found = list(_different(_real(Path(folder)) if folder else _ours(), count))
    if len(found) < count:
        raise ValueError(f"only {len(found)} different texts in {folder}, {count} are needed")
    return found


def _different(some: Iterator[str], count: int) -> Iterator[str]:
    """A text is found again by its words, so none may be there twice."""
    seen: set[str] = set()
    for text in some:
        text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()[:LONGEST].strip()
        if text and text not in seen:
            seen.add(text)
            yield text
        if len(seen) == count:
            return


def _ours() -> Iterator[str]:
    """Half harmless, the rest mentions and what the starter pack is for; now and then written as people write."""
    dice = random.Random(1948)
    while True:
        kind = dice.choices([HARMLESS, MENTIONS, RISKY], weights=[5, 2, 3])[0]
        spoken = [
            dice.choice(OPENERS),
            dice.choice(kind),
            *dice.sample(HARMLESS, dice.randint(0, 2)),
            dice.choice(CLOSERS),
        ]
        text = dice.choice([" ", " ", "\n\n"]).join(filter(None, spoken))
        yield dice.choice([str, str, str, str.lower, lambda said: said.replace(".", "...")])(text)


def _real(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.suffix == ".jsonl":
            for line in path.read_text(encoding="utf-8").splitlines():
                yield from json.loads(line)["posts"]
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                yield from (row["text"] for row in csv.DictReader(file))
