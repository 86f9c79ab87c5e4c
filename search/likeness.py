"""What makes one text like another: the words in it that tell something. Said once here, so that both backends
find the same, and so that no statistics of texts that the asker may not see have a part in it."""

import math
import re

from search.analysis import Analysed
from search.terms import Like

MOST = 20
SHARE = 0.3
SHORTEST = 3
# Words that stand in every other text.
COMMON = frozenset(
    re.findall(
        r"\S+",
        """
    a about actually after again all also always am an and another any anyone are around as ask at away back bad
    be because been before being best better but by came can cannot come could day days did didn't do does
    doesn't doing don't done down each else end even ever every everyone everything feel feeling felt few find
    first for from get gets getting give go goes going gone good got had happy hard has have haven't having he
    hello help her here hers hi him his hope how i i'd i'll i'm i've if in into is isn't it it's its just keep
    know last least less let like little long look lot made make many may maybe me might more morning most much
    must my need never new next night no nobody not nothing now of off ok okay on once one only or other our out
    over own people please put quite rather read really right said same say see seem she should since so some
    someone something sometimes soon still such sure take talk tell than thank thanks that that's the their them
    then there these they thing things think this those thought though time times to today together told
    tomorrow tonight too tried try trying up us use very want wanted was way we week weeks well went were what
    when where which while who why will wish with without won't work would wouldn't write year years yes
    yesterday yet you your
    """,
    )
)


def like(text: str) -> Like | None:
    """None for a text in which no word tells anything. Of many words the longest count: they are the rarer ones."""
    read = Analysed(text)
    told = {stem: word for word, stem in zip(read.words, read.stems, strict=True) if _tells(word)}
    stems = sorted(told, key=lambda stem: (-len(told[stem]), stem))[:MOST]
    if not stems:
        return None
    return Like(tuple(sorted(stems)), at_least=max(min(2, len(stems)), math.ceil(SHARE * len(stems))))


def _tells(word: str) -> bool:
    return len(word) >= SHORTEST and word not in COMMON and any(letter.isalpha() for letter in word)
