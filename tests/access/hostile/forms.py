"""The forms of a page, as a browser would send them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import get_resolver, resolve

from community.people.models import Person
from tests.cast import sign_in

APPS = ("rooms", "messages", "notices", "moderation", "helping", "living_room")
# What a field without a value is given, so that the form is taken as it is.
WORDS = {
    "title": "Evenings", "number": "2", "places": "2", "answer_within_hours": "24", "starts_at": "2099-03-27 19:00",
    "ends_at": "2099-03-27 20:00", "last_day_day": "", "last_day_month": "", "last_day_year": "",
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """One button of one form, for one person."""

    person: Person
    page: str
    action: str
    values: dict[str, list[str]] = field(hash=False)
    files: tuple[str, ...]

    @property
    def route(self) -> str:
        return str(resolve(urlsplit(self.action).path).route)

    @property
    def names(self) -> list[str]:
        return [*self.values, *self.files]

    def __str__(self) -> str:
        return f"{self.person.handle}: {self.route} {','.join(self.names)}"


def routes() -> Iterator[tuple[str, str]]:
    """Each address of these apps, as the resolver writes it, with its name."""
    homes = {f"community.{app}.urls" for app in APPS}
    for resolver in get_resolver().url_patterns:
        if getattr(getattr(resolver, "urlconf_name", None), "__name__", "") in homes:
            yield from ((str(one.pattern), str(one.name)) for one in resolver.url_patterns)


def forms_of(pages: Iterable[tuple[Person, str]], clients: dict[int, Client]) -> list[Form]:
    """Each once, however many pages hold it. `clients` keeps who is signed in, by their ids."""
    found: dict[str, Form] = {}
    ours = {route for route, _name in routes()}
    for person, address in pages:
        if person.pk not in clients:
            clients[person.pk] = sign_in(Client(raise_request_exception=False), person)
        client = clients[person.pk]
        answer = client.get(address)
        assert answer.status_code == 200, address
        soup = BeautifulSoup(answer.content.decode(), "html.parser")
        for form in _forms(soup, person, address):
            if form.route in ours:
                found.setdefault(str(form), form)
    return list(found.values())


def suggested_notes(clients: dict[int, Client], person: Person, thread: str) -> Form:
    """The form that stands above a thread once, after a post whose words suggest a content note."""
    client = clients[person.pk]
    client.post(f"{thread}reply/", {"body": "I have been purging again since Sunday.", "do": "post"})
    soup = BeautifulSoup(client.get(thread).content.decode(), "html.parser")
    return next(form for form in _forms(soup, person, thread) if form.route.endswith("/note/"))


def _forms(soup: BeautifulSoup, person: Person, address: str) -> Iterable[Form]:
    for form in soup.find_all("form", method="post"):
        inside = form.find_all(["input", "select", "textarea"])
        outside = soup.find_all("button", attrs={"form": form.get("id")}) if form.get("id") else []
        for button in [*form.find_all("button"), *outside]:
            action = urljoin(address, str(button.get("formaction") or form.get("action") or ""))
            values = _values(inside)
            if button.get("name"):
                values[str(button["name"])] = [str(button.get("value", ""))]
            files = tuple(str(one["name"]) for one in inside if one.get("type") == "file")
            yield Form(person, address, action, values, files)


def _values(inside: Iterable[Tag]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for one in inside:
        name, kind = str(one.get("name", "")), str(one.get("type", one.name))
        if not name or name == "csrfmiddlewaretoken" or kind in ("file", "submit"):
            continue
        given = values.setdefault(name, [])
        if kind in ("radio", "checkbox"):
            if one.has_attr("checked") or (kind == "radio" and not given):
                values[name] = (
                    [str(one.get("value", "on"))]
                    if kind == "radio"
                    else [*given, str(one.get("value", "on"))]
                )
        elif kind == "select":
            chosen = one.find("option", selected=True) or one.find("option")
            values[name] = [str(chosen.get("value", "")) if chosen else ""]
        else:
            text = one.get_text().strip() if kind == "textarea" else str(one.get("value", ""))
            values[name] = [text or (WORDS.get(name, "The kettle is on.") if kind != "hidden" else "")]
    return values
