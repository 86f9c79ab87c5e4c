"""Members write plain text with a little markup: paragraphs, *emphasis*, **strong**, > quotes, - lists, links.

What comes out went through nh3 with our own short list. No image, by address or otherwise: a picture fetched
from elsewhere would tell that place who reads here, and when."""

import html
import re
from typing import TYPE_CHECKING

import nh3

if TYPE_CHECKING:
    from community.rooms.models import Picture

TAGS = {"p", "br", "em", "strong", "blockquote", "ul", "li", "a"}
_STRONG = re.compile(r"\*\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*\*")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*(?![\w*])")
_LINK = re.compile(r"https://[^\s<>\"'()\[\]]{3,300}")
# Not inside a link that stands already.
_MAIL = re.compile(
    r"(?<![\w.+/@:-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}\b(?![^<]{0,400}</a>)",
    re.IGNORECASE,
)


def to_html(text: str, picture: "Picture | None" = None) -> str:
    """Safe HTML of a member's text, rendered once when it is written; the post's own picture stands below it."""
    normal = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    blocks = [block for block in re.split(r"\n{2,}", normal) if block.strip()]
    rendered = "\n".join(_block(block) for block in blocks)
    safe = nh3.clean(
        rendered,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "mailto"},
        link_rel="nofollow noreferrer noopener",
    )
    return safe + _figure(picture) if picture is not None else safe


def _figure(picture: "Picture") -> str:
    """Made by us alone, after the cleaning: the address is one of the building's own."""
    return (
        f'\n<figure class="as-post__picture"><img src="{html.escape(picture.file.url)}" '
        f'alt="{html.escape(picture.words)}" width="{picture.width:d}" height="{picture.height:d}" '
        'loading="lazy" decoding="async"></figure>'
    )


QUOTED = 600  # characters of a post that a quotation begins with


def as_quotation(text: str) -> str:
    """A text as the head of a reply: each line quoted, quotations within it left out, and room to write below.

    >>> as_quotation("It was long.")
    '> It was long.\\n\\n'
    """
    own = [line for line in text.splitlines() if line.strip() and not line.startswith(">")]
    words = "\n".join(own)
    cut = words if len(words) <= QUOTED else words[:QUOTED].rsplit(maxsplit=1)[0] + " …"
    return "".join(f"> {line}\n" for line in cut.splitlines()) + "\n" if own else ""


def _block(block: str) -> str:
    lines = block.strip("\n").split("\n")
    if all(line.startswith(">") for line in lines):
        return f"<blockquote>{_lines([line[1:].strip() for line in lines])}</blockquote>"
    if all(line.startswith(("- ", "* ")) for line in lines):
        return f"<ul>{''.join(f'<li>{_inline(line[2:])}</li>' for line in lines)}</ul>"
    return _lines(lines)


def _lines(lines: list[str]) -> str:
    return f"<p>{'<br>'.join(_inline(line) for line in lines)}</p>"


def _inline(line: str) -> str:
    safe = html.escape(line, quote=False)
    safe = _STRONG.sub(r"<strong>\1</strong>", safe)
    safe = _EMPHASIS.sub(r"<em>\1</em>", safe)
    safe = _LINK.sub(lambda match: f'<a href="{match[0]}">{match[0]}</a>', safe)
    return _MAIL.sub(lambda match: f'<a href="mailto:{match[0]}">{match[0]}</a>', safe)
