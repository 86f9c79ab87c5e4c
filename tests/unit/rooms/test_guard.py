"""Numbers and notes are asked about, by the rule of the room; who is in danger is asked nothing; what waits for a
moderator is judged at once and read by nobody else."""

import pytest
from django.core.exceptions import PermissionDenied

from community.people.models import AuditEntry, WordList
from community.rooms import actions, guard, notes
from community.rooms.models import Draft, NumberRule, Post, Room, Thread, Waiting
from community.utterances.foresight import Foresight
from community.utterances.models import Kind, Utterance
from risk_jobs.desk.models import Case
from tests.searching import look_at

NUMBERS = "I am down to 42 kg and I hate it."
IN_DANGER = "I weigh 42 kg and I want to kill myself tonight. I have written the note."
RISKY = "I have been purging again since Sunday and I cannot tell anyone."
CALM = "The kettle is on and the cat is asleep."


@pytest.fixture
def thread(building) -> Thread:
    opened, _said = actions.open_thread(room=building.harbour, title="Evenings", body=CALM, by=building.robin)
    return Thread.objects.get(pk=opened.pk)


@pytest.fixture
def rule(building):
    def is_now(rule: NumberRule) -> None:
        Room.objects.filter(pk=building.harbour.pk).update(number_rule=rule)

    return is_now


def posts(thread) -> int:
    return Post.objects.filter(in_thread=thread).count()


def send(client, thread, body, do="post", **more):
    return client.post(f"/rooms/harbour/{thread.ref}/reply/", {"body": body, "do": do, **more})


# --- by the rule of the room
ASKED, POSTED, WAITS = "asked", "posted", "waits"
BY_RULE = [
    (NumberRule.OFF, "post", POSTED),
    (NumberRule.NUDGE, "post", ASKED),
    (NumberRule.NUDGE, "as-it-is", POSTED),
    (NumberRule.MODERATOR, "post", ASKED),
    (NumberRule.MODERATOR, "as-it-is", ASKED),
    (NumberRule.MODERATOR, "moderator", WAITS),
    (NumberRule.NEVER, "post", ASKED),
    (NumberRule.NEVER, "as-it-is", ASKED),
    (NumberRule.NEVER, "moderator", ASKED),
]


@pytest.mark.parametrize(("how", "do", "comes_of_it"), BY_RULE)
def test_the_rule_of_the_room_decides_about_numbers(how, do, comes_of_it, rule, thread, building, sign_in):
    rule(how)
    answer = send(sign_in(building.mia), thread, NUMBERS, do)
    assert answer.status_code == (200 if comes_of_it == ASKED else 302)
    assert posts(thread) == (2 if comes_of_it == POSTED else 1)
    assert Waiting.objects.count() == (1 if comes_of_it == WAITS else 0)
    if comes_of_it == ASKED:
        page = answer.content.decode()
        assert "Your post has a weight in it" in page
        assert "<mark>42 kg</mark>" in page
        assert NUMBERS in page
        assert not Utterance.objects.filter(author=building.mia).exists()


@pytest.mark.parametrize("how", [NumberRule.MODERATOR, NumberRule.NEVER])
def test_no_action_makes_numbers_stand_where_they_may_not(how, rule, thread, building):
    mine, _said = actions.reply(thread=thread, body=CALM, by=building.mia)
    rule(how)
    thread, room = Thread.objects.get(pk=thread.pk), Room.objects.get(pk=building.harbour.pk)
    for act in (
        lambda: actions.reply(thread=thread, body=NUMBERS, by=building.mia),
        lambda: actions.open_thread(room=room, title="Down to 42 kg", body=CALM, by=building.mia),
        lambda: actions.edit(post=mine, body=NUMBERS, by=building.mia),
    ):
        with pytest.raises((guard.NeedsAModerator, guard.NumbersNotHere)):
            act()
    assert posts(thread) == 2
    assert not Utterance.objects.filter(text__contains="42 kg").exists()


@pytest.mark.parametrize("how", list(NumberRule))
def test_who_is_in_danger_is_asked_nothing_and_shown_help(how, rule, thread, building, sign_in):
    rule(how)
    client = sign_in(building.mia)
    answer = send(client, thread, IN_DANGER)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "We are glad that you wrote this" in page
    assert "flag" not in page.lower()
    assert Case.objects.filter(priority=1).count() == 1
    held = how in guard.MODERATED
    assert (posts(thread), Waiting.objects.count()) == ((1, 1) if held else (2, 0))


def test_a_judge_that_fails_holds_nothing_up(thread, building, sign_in, monkeypatch):
    def fails():
        raise RuntimeError

    monkeypatch.setattr("risk_jobs.screening.foresight.live_judge", fails)
    assert send(sign_in(building.mia), thread, NUMBERS).status_code == 302
    assert posts(thread) == 2


def test_help_stands_after_an_edit_and_after_a_title(thread, building, sign_in):
    client = sign_in(building.mia)
    mine, _said = actions.reply(thread=thread, body=CALM, by=building.mia)
    words = "I want to kill myself tonight."
    edited = client.post(f"/rooms/harbour/{thread.ref}/{mine.number}/edit/", {"body": words})
    assert "We are glad" in client.get(edited["Location"]).content.decode()
    opened = client.post("/rooms/harbour/new/", {"title": words, "body": CALM})
    assert "We are glad" in client.get(opened["Location"]).content.decode()
    assert "We are glad" not in client.get(opened["Location"]).content.decode()


# --- waiting for a moderator
@pytest.fixture
def waiting(rule, thread, building, sign_in) -> Waiting:
    rule(NumberRule.MODERATOR)
    send(sign_in(building.mia), thread, f"{NUMBERS} {RISKY}", "moderator", reply_to=1)
    return Waiting.objects.get()


def test_what_waits_is_judged_and_read_by_its_author_and_moderators_only(waiting, thread, building, sign_in):
    assert Case.objects.get(topic="purging").flags.get().utterance.kind == Kind.HELD
    for who, reads in (("mia", True), ("robin", False), ("max", False), ("cleo", False), ("pat", False)):
        client = sign_in(getattr(building, who))
        for address in (
            thread.get_absolute_url(),
            "/you/drafts/",
            "/lobby/",
            "/rooms/harbour/",
            "/search/?q=purging",
        ):
            shown = "down to 42" in look_at(client, address).content.decode()
            assert shown == (reads and address in (thread.get_absolute_url(), "/you/drafts/")), (who, address)
    for who, status in (
        ("pat", 200),
        ("cleo", 200),
        ("mia", 403),
        ("robin", 403),
        ("max", 404),
        ("clara", 404),
    ):
        answer = sign_in(getattr(building, who)).get("/rooms/harbour/waiting/")
        assert answer.status_code == status, who
        assert ("down to 42" in answer.content.decode()) == (status == 200)


def test_published_it_is_a_post_like_any_other_and_judged_once(waiting, thread, building, sign_in):
    answer = sign_in(building.pat).post(f"/waiting/{waiting.ref}/publish/")
    assert answer.status_code == 302
    post = Post.objects.get(in_thread=thread, number=2)
    assert (post.author, post.reply_to_number) == (building.mia, 1)
    said = Utterance.objects.get(author=building.mia)
    assert (said.kind, said.source_id, said.stands) == (Kind.POST, post.pk, True)
    assert Case.objects.get(topic="purging").flags.count() == 1
    assert "down to 42" in sign_in(building.robin).get(thread.get_absolute_url()).content.decode()
    assert AuditEntry.objects.filter(did="published a post that waited").exists()


def test_only_another_moderator_of_the_service_decides(waiting, building, sign_in):
    for who, status in (("mia", 403), ("robin", 404), ("max", 404), ("clara", 404), ("sam", 404)):
        client = sign_in(getattr(building, who))
        for act in ("publish", "refuse"):
            answer = client.post(f"/waiting/{waiting.ref}/{act}/", {"sentence": "x"})
            assert answer.status_code == status, (who, act)
    assert Waiting.objects.get().is_undecided


def test_nobody_publishes_their_own(rule, thread, building, sign_in):
    rule(NumberRule.MODERATOR)
    send(sign_in(building.pat), thread, NUMBERS, "moderator")
    with pytest.raises(PermissionDenied):
        actions.publish(waiting=Waiting.objects.get(), by=building.pat)


def test_a_refusal_tells_its_author_why(waiting, thread, building, sign_in):
    client = sign_in(building.pat)
    assert client.post(f"/waiting/{waiting.ref}/refuse/", {"sentence": ""}).status_code == 200
    client.post(f"/waiting/{waiting.ref}/refuse/", {"sentence": "Please say it without the weight."})
    page = sign_in(building.mia).get("/you/drafts/").content.decode()
    assert "Please say it without the weight." in page
    assert posts(thread) == 1
    assert client.post(f"/waiting/{waiting.ref}/publish/").status_code == 403
    assert Utterance.objects.get(author=building.mia).text.startswith(NUMBERS)


def test_its_author_takes_it_back(waiting, building, sign_in):
    for who in ("robin", "pat"):
        assert sign_in(getattr(building, who)).post(f"/waiting/{waiting.ref}/take-back/").status_code in {
            403,
            404,
        }
    sign_in(building.mia).post(f"/waiting/{waiting.ref}/take-back/")
    assert Waiting.objects.get().state == Waiting.State.TAKEN_BACK
    with pytest.raises(PermissionDenied):
        actions.publish(waiting=waiting, by=building.pat)


def test_a_new_thread_and_a_change_wait_too(rule, thread, building, sign_in):
    mine, _said = actions.reply(thread=thread, body=CALM, by=building.mia)
    rule(NumberRule.MODERATOR)
    client = sign_in(building.mia)
    client.post("/rooms/harbour/new/", {"title": "Down to 42 kg", "body": CALM, "do": "moderator"})
    client.post(f"/rooms/harbour/{thread.ref}/{mine.number}/edit/", {"body": NUMBERS, "do": "moderator"})
    assert not Thread.objects.filter(title__contains="42").exists()
    assert Post.objects.get(pk=mine.pk).comment == CALM
    for one in Waiting.objects.all():
        actions.publish(waiting=one, by=building.pat)
    assert Thread.objects.filter(title="Down to 42 kg", author=building.mia).count() == 1
    assert Post.objects.get(pk=mine.pk).comment == NUMBERS
    standing = Utterance.objects.standing().filter(author=building.mia)
    assert sorted(standing.values_list("kind", flat=True)) == ["post", "post", "title"]
    assert Utterance.objects.get(kind=Kind.POST, source_id=mine.pk, stands=True).revision == 2


def test_a_change_of_a_post_that_is_gone_is_not_published(rule, thread, building, sign_in):
    mine, _said = actions.reply(thread=thread, body=CALM, by=building.mia)
    rule(NumberRule.MODERATOR)
    address = f"/rooms/harbour/{thread.ref}/{mine.number}/edit/"
    sign_in(building.mia).post(address, {"body": NUMBERS, "do": "moderator"})
    actions.delete(post=mine, by=building.mia)
    with pytest.raises(PermissionDenied):
        actions.publish(waiting=Waiting.objects.get(), by=building.pat)


def test_sent_twice_it_waits_once(rule, thread, building, sign_in):
    rule(NumberRule.MODERATOR)
    client = sign_in(building.mia)
    for _ in range(2):
        assert send(client, thread, NUMBERS, "moderator", form_key="k").status_code == 302
    assert Waiting.objects.count() == 1


# --- content notes
def test_a_note_is_suggested_once_the_words_are_safe_and_the_author_may_decline(thread, building, sign_in):
    client = sign_in(building.mia)
    sent = send(client, thread, RISKY)
    assert sent.status_code == 302
    assert Utterance.objects.filter(author=building.mia, text=RISKY, screened_at__isnull=False).exists()
    page = client.get(sent["Location"]).content.decode()
    assert "Would a content note help others?" in page
    assert "Add the note “Purging”" in page
    assert "Would a content note" not in client.get(sent["Location"]).content.decode()
    post = Post.objects.get(author=building.mia)
    assert post.notes == ""
    note = f"/rooms/harbour/{thread.ref}/{post.number}/note/"
    for who, status in (("robin", 403), ("pat", 403), ("max", 404)):
        assert sign_in(getattr(building, who)).post(note, {"notes": "Purging"}).status_code == status
    client.post(note, {"notes": ["Purging", "<script>", "No such note"]})
    assert Post.objects.get(author=building.mia).notes == "Purging"
    assert Utterance.objects.filter(author=building.mia).count() == 1


def test_who_chose_a_note_or_is_in_danger_is_not_asked_for_one(thread, building, sign_in):
    client = sign_in(building.mia)
    for body, chosen in ((RISKY, ["Purging"]), (IN_DANGER, [])):
        sent = send(client, thread, body, notes=chosen)
        assert "Would a content note" not in client.get(sent["Location"]).content.decode()


def test_a_post_with_a_note_is_closed_until_its_reader_opens_it_or_wants_all_open(thread, building, sign_in):
    actions.reply(thread=thread, body=CALM, notes="Purging", by=building.mia)
    client = sign_in(building.robin)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert '<details class="as-note">' in page
    assert "Purging" in page
    client.post("/you/content-notes/", {"open": "yes"})
    page = client.get(thread.get_absolute_url()).content.decode()
    assert '<details class="as-note">' not in page
    assert "Purging" in page
    client.post("/you/content-notes/", {"open": "no"})
    assert '<details class="as-note">' in client.get(thread.get_absolute_url()).content.decode()


def test_a_thread_carries_the_note_of_its_first_post(building, sign_in):
    client = sign_in(building.mia)
    client.post("/rooms/harbour/new/", {"title": "Quiet", "body": CALM, "notes": ["Purging"]})
    thread = Thread.objects.get(title="Quiet")
    assert thread.notes == "Purging"
    client.post(f"/rooms/harbour/{thread.ref}/1/edit/", {"body": CALM, "notes": ["Suicide"]})
    assert Thread.objects.get(title="Quiet").notes == "Suicide"


def test_a_service_keeps_its_own_list(thread, building, sign_in):
    service = building.eating_disorders
    WordList.objects.create(
        service=service, name="The scales", use="notes", words="weighed in\ntopic:restricting"
    )
    assert [note.name for note in notes.notes_of(service.pk)] == ["The scales"]
    found = notes.suggested(notes.notes_of(service.pk), ["They w\u200beighed in again."], Foresight())
    assert found == ["The scales"]
    assert notes.suggested(notes.notes_of(service.pk), [CALM], Foresight()) == []
    assert notes.suggested(notes.notes_of(service.pk), [CALM], Foresight(topics=frozenset({"restricting"})))
    assert "The scales" in sign_in(building.mia).get(f"/rooms/harbour/{thread.ref}/reply/").content.decode()
    assert send(sign_in(building.mia), thread, CALM, notes=["Purging"]).status_code == 200


# --- preview, edits, versions
def test_a_preview_shows_it_and_says_nothing(thread, building, sign_in):
    page = send(sign_in(building.mia), thread, "This is **so** good.", "preview").content.decode()
    assert "<strong>so</strong>" in page
    assert posts(thread) == 1
    assert not Utterance.objects.filter(author=building.mia).exists()


def test_an_edit_in_two_windows_shows_both_texts(thread, building, sign_in):
    mine, _said = actions.reply(thread=thread, body="First.", by=building.mia)
    client, address = sign_in(building.mia), f"/rooms/harbour/{thread.ref}/{mine.number}/edit/"
    seen = client.get(address).context["form"]["seen"].value()
    assert client.post(address, {"body": "Second.", "seen": seen}).status_code == 302
    page = client.post(address, {"body": "Third.", "seen": seen})
    assert page.status_code == 200
    assert "You changed this post in another window" in page.content.decode()
    assert "Second." in page.content.decode()
    assert "Third." in page.content.decode()
    assert Post.objects.get(pk=mine.pk).comment == "Second."
    now_seen = page.context["form"]["seen"].value()
    assert client.post(address, {"body": "Third.", "seen": now_seen}).status_code == 302
    assert Post.objects.get(pk=mine.pk).comment == "Third."


def test_moderators_read_what_a_post_said_before_and_each_reading_is_written_down(thread, building, sign_in):
    mine, _said = actions.reply(thread=thread, body="What it said first.", by=building.mia)
    actions.edit(post=mine, body="What it says now.", by=building.mia)
    address = f"/rooms/harbour/{thread.ref}/{mine.number}/versions/"
    for who, status in (
        ("pat", 200),
        ("cleo", 200),
        ("mia", 403),
        ("robin", 403),
        ("max", 404),
        ("clara", 404),
    ):
        answer = sign_in(getattr(building, who)).get(address)
        assert answer.status_code == status, who
        assert ("What it said first." in answer.content.decode()) == (status == 200)
    assert AuditEntry.objects.filter(did="read versions of a post").count() == 2


def test_a_draft_is_kept_back_for_what_was_asked_about(thread, building, sign_in):
    client = sign_in(building.mia)
    kept = send(client, thread, NUMBERS, "autosave").json()["draft"]
    send(client, thread, NUMBERS, draft=kept)
    assert Draft.objects.get(person=building.mia).fields["body"] == NUMBERS
