"""How many SQL statements a page costs: few, and as many in a long thread as in a short one, for a key to twelve
rooms as for a key to one. Counted, not timed, so that it can be held in every run."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.people.models import Membership, Person
from community.people.roles import Role
from community.rooms import actions, notes
from community.rooms.models import Room, Thread
from risk_jobs.desk.models import Case
from risk_jobs.words import live
from risk_jobs.words.models import Rule, RuleEvent, RuleVersion
from tests.bench.threads import fill

PAGE, BOARD, REPLY = 10, 10, 16
CALM = "The kettle is on and the cat is asleep."
Statements = Callable[..., list[str]]


@pytest.fixture
def thread(building) -> Thread:
    opened, _said = actions.open_thread(room=building.harbour, title="Evenings", body=CALM, by=building.robin)
    return fill(opened, 20, [building.mia, building.robin, building.cleo])


@pytest.fixture
def statements(building, sign_in, monkeypatch) -> Statements:
    """`statements(person, address, **form)`: those of a page, or of a form that is sent to it. Without the one
    statement every two seconds that asks whether the rules are still the same."""
    monkeypatch.setattr(live, "LOOK_EVERY_S", 3_600.0)

    def asked(person: Person, address: str, **form: str) -> list[str]:
        client = sign_in(person)
        live.current()
        client.get("/help-now/")  # whatever is made once a process or a session is made
        notes.notes_of(Room.objects.get(slug="harbour").service_id)  # kept for a minute
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(address, form) if form else client.get(address)
        assert answer.status_code == (302 if form else 200), answer
        return [query["sql"][:110] for query in captured.captured_queries]

    return asked


def within(found: list[str], most: int) -> int:
    """How many they are; a page that goes over its budget shows what it asked."""
    assert len(found) <= most, "\n".join(found)
    return len(found)


def give_rooms(person: Person, building, upto: int) -> None:
    for number in range(person.memberships.count(), upto):
        room = Room.objects.create(
            service=building.eating_disorders,
            slug=f"room-{number}",
            name=f"Room {number}",
            purpose="For counting.",
        )
        Membership.objects.create(person=person, room=room, role=Role.PATIENT)
        by = Person.objects.get(pk=person.pk)  # knows of its new room
        actions.open_thread(room=room, title="Hello", body=CALM, by=by)


def test_a_thread_page_costs_the_same_in_a_long_thread(thread, building, statements):
    first_page = f"{thread.get_absolute_url()}?page=1"
    statements(building.mia, first_page)  # from here on she has read it
    short = within(statements(building.mia, first_page), PAGE)
    fill(thread, 1_000, [building.mia, building.robin, building.cleo])
    assert within(statements(building.mia, first_page), PAGE) == short
    last_page = f"{thread.get_absolute_url()}?page=50"
    statements(building.mia, last_page)
    assert within(statements(building.mia, last_page), PAGE) == short


def test_a_thread_page_that_is_read_for_the_first_time_keeps_to_its_budget(thread, building, statements):
    within(statements(building.mia, thread.get_absolute_url()), PAGE)


def test_a_helpers_page_and_one_with_something_new_to_tell_keep_to_their_budget(thread, building, statements):
    """Of a helper it is asked whether their training counts; of who has notices, which of them they may know of."""
    address = thread.get_absolute_url()
    statements(building.robin, address)
    within(statements(building.robin, address), PAGE)
    statements(building.mia, address)
    hers = thread.posts.filter(author=building.mia).last()
    actions.reply(thread=thread, body=CALM, reply_to=hers, by=building.robin)
    assert building.mia.notices.unread().exists()
    within(statements(building.mia, address), PAGE)  # it moves her read marker too


def test_a_page_that_moves_the_read_marker_keeps_to_its_budget(thread, building, statements):
    statements(building.mia, thread.get_absolute_url())
    fill(thread, 40, [building.robin])
    within(statements(building.mia, f"{thread.get_absolute_url()}?page=2"), PAGE)


def test_a_whole_thread_on_one_page_costs_the_same_when_it_is_long(thread, building, statements):
    address = f"{thread.get_absolute_url()}all/"
    statements(building.mia, address)  # from here on she has read it
    short = within(statements(building.mia, address), PAGE)
    fill(thread, 1_000, [building.mia, building.robin, building.cleo])
    within(statements(building.mia, address), PAGE)
    assert within(statements(building.mia, address), PAGE) == short


def test_a_board_costs_the_same_with_many_threads(thread, building, statements):
    address = building.harbour.get_absolute_url()
    few = within(statements(building.mia, address), BOARD - 2)  # nothing pinned or in force
    for n in range(30):
        actions.open_thread(room=building.harbour, title=f"Thread {n}", body=CALM, by=building.robin)
    assert within(statements(building.mia, address), BOARD) == few


def test_a_reply_costs_the_same_in_a_long_thread(thread, building, statements):
    address = f"{thread.get_absolute_url()}reply/"
    short = within(statements(building.mia, address, body=CALM), REPLY)
    fill(thread, 1_000, [building.mia, building.robin, building.cleo])
    assert within(statements(building.mia, address, body=CALM), REPLY) == short


def test_a_reply_that_was_a_draft_costs_one_statement_more(thread, building, statements):
    address = f"{thread.get_absolute_url()}reply/"
    plain = within(statements(building.mia, address, body=CALM, form_key="a"), REPLY)
    assert len(statements(building.mia, address, body=CALM, form_key="b", draft="1")) == plain + 1


def test_to_answer_a_post_costs_one_statement_more(thread, building, statements):
    address = f"{thread.get_absolute_url()}reply/"
    plain = within(statements(building.mia, address, body=CALM), REPLY)
    assert len(statements(building.mia, address, body=CALM, reply_to="4")) == plain + 1


@pytest.mark.parametrize("where", ["/lobby/", "/rooms/", "room", "thread", "reply"])
def test_what_a_helper_reads_and_writes_costs_one_statement_more_at_most(where, thread, building, statements):
    """That one keeps the same budget: whether their training counts today, asked once a request."""
    building.robin.memberships.exclude(room=building.harbour).delete()
    ways = {"room": building.harbour.get_absolute_url(), "thread": thread.get_absolute_url()}
    address = ways.get(where, f"{thread.get_absolute_url()}reply/" if where == "reply" else where)
    form = {"body": CALM} if where == "reply" else {}
    cost = {}
    for person in (building.mia, building.robin):
        statements(person, thread.get_absolute_url())  # from here on they have read it
        cost[person.handle] = within(statements(person, address, **form), REPLY if form else PAGE)
    assert cost["robin"] <= cost["mia"] + 1


@pytest.mark.parametrize("where", ["/lobby/", "/rooms/", "room", "thread", "reply"])
def test_a_key_to_twelve_rooms_costs_what_a_key_to_one_costs(where, thread, building, statements):
    ways = {
        "room": (building.harbour.get_absolute_url(), {}),
        "thread": (thread.get_absolute_url(), {}),
        "reply": (f"{thread.get_absolute_url()}reply/", {"body": CALM}),
    }
    address, form = ways.get(where, (where, {}))
    statements(building.mia, thread.get_absolute_url())
    one = within(statements(building.mia, address, **form), REPLY if form else PAGE)
    give_rooms(building.mia, building, upto=12)
    assert building.mia.memberships.count() == 12
    assert len(statements(building.mia, address, **form)) == one


RULES, A_RULE = 13, 23


def test_the_list_of_rules_and_a_rules_page_cost_the_same_with_many_rules_and_hits(building, statements):
    rule = Rule.objects.get(name_id="purging.act")
    RuleEvent.objects.create(version=rule.versions.get(), did="published", by=building.cleo)
    few = within(statements(building.cleo, "/desk/words/"), RULES)
    one = within(statements(building.cleo, rule.get_absolute_url()), A_RULE)
    for number in range(12):
        old = RuleVersion.objects.create(rule=rule, number=number + 2, text="x", state="retired")
        RuleEvent.objects.create(version=old, did="dropped", by=building.cleo)
        new = Rule.objects.create(name_id=f"purging.more_{number}", name="More", topic="purging")
        RuleVersion.objects.create(rule=new, number=1, text="x", created_by=building.cleo)
        actions.open_thread(
            room=building.harbour, title="Again", body="I have been purging again.", by=building.mia
        )
    assert within(statements(building.cleo, "/desk/words/"), RULES) == few
    assert within(statements(building.cleo, rule.get_absolute_url()), A_RULE) == one


DESK, A_CASE = 12, 31
PURGED = "I have been purging again since Sunday and I cannot tell anyone."


def test_the_queue_costs_the_same_with_many_cases_and_texts(building, statements):
    """Of the first page too, and of what it asks every few seconds."""
    actions.open_thread(room=building.harbour, title="Again", body=PURGED, by=building.mia)
    few = within(statements(building.cleo, "/desk/"), DESK)
    for number in range(30):
        author = Person.objects.create(handle=f"member{number}", password="-")
        give_key(author, building.harbour)
        for _ in range(2):
            actions.open_thread(room=building.harbour, title="Again", body=PURGED, by=author)
    assert within(statements(building.cleo, "/desk/"), DESK) == few


def test_a_case_costs_the_same_with_many_texts(building, statements):
    actions.open_thread(room=building.harbour, title="Again", body=PURGED, by=building.mia)
    address = Case.objects.get(person=building.mia).get_absolute_url()
    statements(building.cleo, address)  # from here on somebody has read it
    one = within(statements(building.cleo, address), A_CASE)
    for _ in range(25):
        actions.open_thread(room=building.harbour, title="Again", body=PURGED, by=building.mia)
    assert within(statements(building.cleo, address), A_CASE) == one


def give_key(person: Person, room: Room) -> None:
    Membership.objects.create(person=person, room=room, role=Role.PATIENT)
