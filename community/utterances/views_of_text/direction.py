"""Letters shown from right to left by an override are read in the order in which a reader sees them."""

from __future__ import annotations

import re

from .model import View

OVERRIDE = "\u202e"
# An override ends with its own mark or with the line; whatever other marks of direction stand inside change no letter.
RUN = re.compile("\u202e([^\u202c\u202d\u202e\n\u2029]+)")


def reorder(view: View) -> View:
    """ "\\u202egnigrup\\u202c" shows as "purging" and is read so; a text without an override passes unmoved."""
    if OVERRIDE not in view.text:
        return view
    order: list[int] = []
    done = 0
    for run in RUN.finditer(view.text):
        order.extend(range(done, run.start(1)))
        order.extend(reversed(range(*run.span(1))))
        done = run.end(1)
    order.extend(range(done, len(view.text)))
    text = view.text
    spans = [view.raw_span(i, i + 1) for i in order]
    return View("reordered", "".join(text[i] for i in order), [a for a, _ in spans], [b for _, b in spans])
