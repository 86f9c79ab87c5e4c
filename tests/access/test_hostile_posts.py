"""Every form of the rooms, messages, notices, moderation, profiles, stories and helping takes what nobody types: never
a server error, no markup of the sender in the page. A few of each here; fifty thousand: `make test FULL=hostile`."""

import pytest

from tests.access.hostile import forms, posts, world
from tests.access.hostile.posts import Sender

# Addresses that take no form of their own: pages to read, and buttons that a script presses.
ONLY_READ = {
    "lobby",
    "profile",
    "muted",
    "story_list",
    "story",
    "bookmark_list",
    "room_list",
    "room",
    "waiting_mine",
    "room_waiting",
    "thread",
    "thread_whole",
    "thread_newer",
    "post_versions",
    "conversations",
    "desk_messages",
    "notices",
    "notices_new",
    "notice_open",
    "moderation",
    "reported",
    "done",
    "waiting_for_reply",
    "your_reports",
    "your_decisions",
    "helping",
    "living_rooms",
    "living_room_lines",
    "chat_session_calendar",
    "chat_session_list",
}


@pytest.fixture
def clients() -> dict:
    return {}


@pytest.fixture
def every_form(building, clients) -> list[forms.Form]:
    pages = world.open_pages(building)
    thread = next(at for person, at in pages if person == building.mia and "/reply/" in at).partition(
        "reply/"
    )[0]
    return [*forms.forms_of(pages, clients), forms.suggested_notes(clients, building.mia, thread)]


def test_every_form_is_taken_as_it_is_and_what_nobody_types_is_no_server_error(every_form, clients):
    """As a browser sends it first: or the hostile ones would only bounce off the first check."""
    posted = {form.route for form in every_form}
    left_out = [name for route, name in forms.routes() if route not in posted and name not in ONLY_READ]
    refused = []
    with Sender(clients) as sender:
        for form in every_form:
            status, said = sender.send(form, posts.plain(form), [], "as it is")
            if status not in (200, 302) or b"There is a problem" in said:
                refused.append(f"{status} {form}")
        result = posts.storm(sender, every_form, count=100, seed=20_261_123)
    assert (left_out, refused, result.wrong) == ([], [], [])
