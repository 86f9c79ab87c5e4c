"""Markup and entities resolved, and quoted text set apart; both keep the way back to raw."""

from __future__ import annotations

import html
import re
from html.entities import html5

from .model import CHECK_EVERY, Span, View, in_time

# Members read a text as it was typed, so nothing that says something may vanish: not "<I want to die>", not an
# attribute, not a comment. Only bare tags of HTML do. Every piece is short, so the pattern stays linear.
PIECE = re.compile(
    r"&(?:(?:amp;)?(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6})|amp;[A-Za-z][A-Za-z0-9]{1,30}(?=;)|[A-Za-z][A-Za-z0-9]{1,30});?"
    r"|</?(?:[abipqsu]|abbr|big|blockquote|br|center|code|del|div|em|font|h[1-6]|hr|ins|li|mark|ol|pre|small"
    r"|span|strike|strong|su[bp]|table|tbody|t[dhr]|ul)[ ]{0,3}/?>",
    re.I,
)
# An entity encoded once more on its way here: "&amp;#97;" stands for "&#97;".
TWICE = re.compile(r"&amp;((?:#|[A-Za-z]).*)", re.I)
BLOCK_TAG = re.compile(r"</?(?:p|div|br|li|ul|ol|blockquote|h[1-6]|tr|td)\b", re.I)
QUOTE_LINE = re.compile(r"^[ \t]{0,3}>[^\n]*$", re.M)
QUOTE_MARK = re.compile(r"\[(/?)quote\b[^\]\n]{0,200}\]|<(/?)blockquote\b[^<>]{0,200}>", re.I)


def resolve(raw: str, deadline: float | None = None) -> View:
    """The text without tags and with entities read: "cu&#116;<b>ting</b>" is "cutting"."""
    if "<" not in raw and "&" not in raw:
        return View("markup", raw)
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for count, piece in enumerate(PIECE.finditer(raw)):
        if count % CHECK_EVERY == 0:
            in_time(deadline)
        _copy(raw, done, piece.start(), out, starts, ends)
        _read_piece(piece, out, starts, ends)
        done = piece.end()
    _copy(raw, done, len(raw), out, starts, ends)
    return View("markup", "".join(out), starts, ends)


def _copy(raw: str, start: int, end: int, out: list[str], starts: list[int], ends: list[int]) -> None:
    out.append(raw[start:end])
    starts.extend(range(start, end))
    ends.extend(range(start + 1, end + 1))


def _read_piece(piece: re.Match[str], out: list[str], starts: list[int], ends: list[int]) -> None:
    """Write what the piece stands for."""
    text, start, end = piece.group(), piece.start(), piece.end()
    meaning = _entity(text) if text[0] == "&" else ("\n" if BLOCK_TAG.match(text) else "")
    out.append(meaning)
    starts.extend([start] * len(meaning))
    ends.extend([end] * len(meaning))


def _entity(text: str) -> str:
    """What one entity stands for; an unknown name stays as it was written."""
    inside = TWICE.match(text)
    if inside:
        return _entity("&" + inside[1])
    if text[1] == "#" or text[1:] in html5 or text[1:].rstrip(";") + ";" in html5:
        return html.unescape(text if text.endswith(";") else text + ";")
    return text


def quoted_spans(raw: str) -> tuple[Span, ...]:
    """Raw spans of `> ` lines and of [quote] and <blockquote> blocks; a block left open quotes nothing."""
    spans: list[Span] = []
    if ">" in raw:
        spans.extend((m.start(), m.end()) for m in QUOTE_LINE.finditer(raw))
    if "[" in raw or "<" in raw:
        spans.extend(_blocks(raw))
    return tuple(sorted(spans))


def _blocks(raw: str) -> list[Span]:
    spans: list[Span] = []
    opened: list[int] = []
    for mark in QUOTE_MARK.finditer(raw):
        if not (mark.group(1) or mark.group(2)):
            opened.append(mark.start())
        elif opened:
            start = opened.pop()
            if not opened:
                spans.append((start, mark.end()))
    return spans
