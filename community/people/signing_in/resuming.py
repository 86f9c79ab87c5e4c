"""A draft that comes back: in its own form where the page shows it, else on a page that does nothing but show it.

Of a form that was sent only the names of its fields are known. What stood beside them is read from the page itself:
the label of a field somebody typed in, and which fields nobody typed in (hidden ones, choices, buttons)."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape

from community.people.signing_in.drafts import Draft

TYPED_IN = {"text", "search", "email", "tel", "url", "number", ""}
NO_LABEL = "What you wrote"


@dataclass(frozen=True, slots=True)
class Written:
    name: str
    text: str
    label: str

    @property
    def is_long(self) -> bool:
        return len(self.text) > 40 or "\n" in self.text


@dataclass
class Form(HTMLParser):
    """The fields of a page: `typed` by name with their labels, and the names of all others."""

    typed: dict[str, str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        self._labels: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._of = ""

    @classmethod
    def on(cls, page: str) -> "Form":
        form = cls()
        form.feed(page)
        form.typed = {name: form._labels.get(id_, "").strip() for name, id_ in form._ids.items()}
        return form

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "label":
            self._of = given.get("for", "")
        elif name := given.get("name"):
            if tag == "textarea" or (tag == "input" and given.get("type", "") in TYPED_IN):
                self._ids[name] = given.get("id", "")
            elif tag in {"input", "button", "select"}:
                self.others.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._of = ""

    def handle_data(self, data: str) -> None:
        if self._of:
            self._labels[self._of] = self._labels.get(self._of, "") + data


def with_draft(request: HttpRequest, response: HttpResponse, draft: Draft) -> HttpResponse:
    if response.status_code in {403, 404} or response.streaming:
        return response
    page = response.content.decode(errors="replace") if response.status_code == 200 else ""
    written = what_was_written(draft, Form.on(page))
    if page and all(escape(one.text) in page for one in written):
        return response
    shown = {one.name for one in written if one.is_long}
    hidden = [(name, text) for name, text in draft.texts() if name not in shown]
    return render(request, "people/kept.html", {"path": draft.path, "written": written, "hidden": hidden})


def what_was_written(draft: Draft, form: Form) -> list[Written]:
    """By a person's own hands. A field that the page does not know counts when its text is more than one word."""
    return [
        Written(name, text, form.typed.get(name) or NO_LABEL)
        for name, text in draft.texts()
        if name in form.typed or (name not in form.others and len(text.split()) > 1)
    ]
