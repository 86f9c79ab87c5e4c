"""When a member has died: two people, a list, their words as the family wishes, no mail ever; and a way back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.living_room.actions import say_line, take_back
from community.living_room.models import LivingRoom, PlannedSession
from community.messages import actions as messages
from community.messages.models import Message, MessageRules
from community.people.models import AuditEntry, Membership
from community.remembrance import actions, hiding
from community.remembrance.models import Death, Taken, Told, Wish
from community.rooms import actions as rooms
from community.rooms.composing import Place, Written
from community.rooms.models import Post, PostState, Thread, Waiting
from community.utterances.models import Utterance
from risk_jobs.returns import actions as returns
from risk_jobs.returns import nightly
from risk_jobs.returns.models import ActiveDay, Notice

HOW = "Her mother rang the ward."


def written(building, who="cleo", **more) -> Death:
    given = {"person": building.mia, "service": building.eating_disorders, "how_known": HOW} | more
    return actions.report(by=getattr(building, who), **given)


@pytest.fixture
def confirmed(building, say) -> Death:
    say(building.mia, building.harbour, "I like the sea in winter.")
    return actions.confirm(death=written(building), by=building.sam)


def posts(building) -> list[str]:
    return list(Post.objects.filter(author=building.mia).values_list("state", flat=True))


@pytest.mark.parametrize("who", ["pat", "edie", "clara", "robin", "mia", "zed_of_nothing"])
def test_only_the_care_team_and_who_runs_the_service_write_it_down(building, who):
    if who == "zed_of_nothing":
        written(building, "zed")
        return
    with pytest.raises(PermissionDenied):
        written(building, who)


def test_the_account_is_closed_at_once_and_nothing_is_told(building, sign_in, say):
    say(building.mia, building.harbour, "I like the sea in winter.")
    mia = sign_in(building.mia)
    assert mia.get("/rooms/harbour/").status_code == 200
    death = written(building)
    assert mia.get("/rooms/harbour/").status_code != 200
    building.mia.refresh_from_db()
    assert not building.mia.is_active
    assert posts(building) == ["published"]
    assert death.list.count() == len(actions.TO_BE_TOLD)
    assert written(building, "sam") == death, "told twice, it is one"


def test_another_colleague_confirms_and_only_then_members_are_told(building):
    death = written(building)
    for act in (
        lambda: actions.confirm(death=death, by=building.cleo),
        lambda: actions.confirm(death=death, by=building.clara),
        lambda: actions.choose(death=death, wish=Wish.HIDE, wished_by="Family", by=building.cleo),
        lambda: actions.say_to_rooms(
            death=death, to=[building.harbour], title="x", words="y", by=building.cleo
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()
    actions.confirm(death=death, by=building.sam)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.confirm(death=death, by=building.sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        Death.objects.filter(pk=death.pk).update(confirmed_by=building.cleo)


def test_words_are_taken_from_view_by_wish_and_stand_again_by_another(building, confirmed, say):
    first = Post.objects.get(author=building.mia)
    actions.choose(death=confirmed, wish=Wish.HIDE, wished_by="Her parents", by=building.cleo)
    assert posts(building) == ["hidden"]
    actions.choose(
        death=confirmed, wish=Wish.REMEMBER, wished_by="Her parents", words="She was kind.", by=building.cleo
    )
    first.refresh_from_db()
    assert first.state == PostState.PUBLISHED
    assert not Thread.objects.get(pk=first.in_thread_id).title_gone


def test_what_a_moderator_takes_away_at_that_moment_stays_as_they_did_it(
    building, say, confirmed, monkeypatch
):
    say(building.mia, building.harbour, "Another walk.")
    remove, other = hiding.removal.remove, Post.objects.filter(author=building.mia).order_by("-pk")

    def and_a_moderator_is_quicker(post, *how):
        other.exclude(pk=post.pk).filter(state=PostState.PUBLISHED).update(
            state=PostState.HIDDEN, is_removed=True, is_public=False, removed_as="moderator", rule="kind"
        )
        return remove(post, *how)

    monkeypatch.setattr(hiding.removal, "remove", and_a_moderator_is_quicker)
    actions.choose(death=confirmed, wish=Wish.HIDE, wished_by="Her parents", by=building.cleo)
    assert sorted(other.values_list("removed_as", "rule")) == [("", ""), ("moderator", "kind")]
    actions.choose(death=confirmed, wish=Wish.KEEP, wished_by="Her parents", by=building.cleo)
    assert sorted(posts(building)) == ["hidden", "published"]


def test_what_she_said_in_living_rooms_goes_and_comes_with_it(building):
    here = LivingRoom.objects.create(service=building.eating_disorders, room=building.harbour)
    PlannedSession.objects.create(
        living_room=here, topic="Evenings", host=building.cleo, starts_at=timezone.now() - timedelta(minutes=5),
        ends_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    lines = [say_line(living_room=here, text="Hello.", by=building.mia, key=key)[0] for key in "ab"]
    say_line(living_room=here, text="Hello, mia.", by=building.robin, key="c")
    take_back(line=lines[1], by=building.mia)
    death = actions.confirm(death=written(building), by=building.sam)
    actions.choose(death=death, wish=Wish.HIDE, wished_by="Her parents", by=building.cleo)
    shown = here.lines.order_by("number")
    assert [one.gone for one in shown] == ["No longer shown.", "Taken back by its author", ""]
    actions.undo(death=death, by=building.cleo, why="She rang.")
    assert [one.gone for one in shown.all()] == ["", "Taken back by its author", ""]


def test_her_page_says_it_to_who_knew_her_and_to_nobody_else(building, confirmed, sign_in):
    page, robin = f"/profiles/{building.mia.ref}/remembered/", sign_in(building.robin)
    assert robin.get(page).status_code == 404
    actions.choose(
        death=confirmed, wish=Wish.REMEMBER, wished_by="Her parents", words="She was kind.", by=building.cleo
    )
    assert "She was kind." in robin.get(page).content.decode()
    assert sign_in(building.max).get(page).status_code == 404
    assert "We remember mia" in robin.get(f"/profiles/{building.mia.ref}/").content.decode()


def test_rooms_of_the_service_are_told_in_ones_own_name(building, confirmed):
    [thread] = actions.say_to_rooms(
        death=confirmed, to=[building.harbour], title="Sad news", words="mia has died.", by=building.cleo
    )
    assert thread.author == building.cleo
    with pytest.raises(PermissionDenied):
        actions.say_to_rooms(death=confirmed, to=[building.worry], title="x", words="y", by=building.cleo)


def test_a_mistake_is_taken_back_whole(building, confirmed, sign_in):
    actions.choose(death=confirmed, wish=Wish.HIDE, wished_by="Her parents", by=building.cleo)
    with pytest.raises(PermissionDenied):
        actions.undo(death=confirmed, by=building.pat, why="She rang.")
    actions.undo(death=confirmed, by=building.cleo, why="She rang.")
    building.mia.refresh_from_db()
    assert building.mia.is_active
    assert posts(building) == ["published"]
    assert sign_in(building.mia).get("/rooms/harbour/").status_code == 200
    assert written(building).pk != confirmed.pk


def test_what_was_closed_before_stays_closed_after_a_mistake(building):
    building.mia.is_active = False
    building.mia.save()
    actions.undo(death=written(building), by=building.cleo, why="She rang.")
    building.mia.refresh_from_db()
    assert not building.mia.is_active


def test_nobody_is_ever_told_that_she_came_back_or_has_gone_quiet(building):
    day, back = timedelta(days=1), timezone.now()
    first = back.date() - 60 * day
    days = [*(first + n * day for n in range(8)), back.date() - day]
    ActiveDay.objects.bulk_create([ActiveDay(person=building.mia, day=one) for one in days])
    written(building)
    assert returns.look(person=building.mia, on=days[-1], now=back) is None
    nightly.reconcile(now=back)
    assert not Notice.objects.exists()


def test_step_by_step_on_the_pages(building, sign_in):
    cleo, sam = sign_in(building.cleo), sign_in(building.sam)
    start = f"/people/{building.mia.ref}/eating-disorders/death/"
    assert "Say" in cleo.post(start, {"how_known": ""}).content.decode() or Death.objects.count() == 0
    to_come = {"how_known": HOW, "died_on": f"{date.today() + timedelta(days=2)}"}
    assert "Choose a day that has come." in cleo.post(start, to_come).content.decode()
    page = cleo.post(start, {"how_known": HOW, "died_on": "2026-01-05"})["Location"]
    assert "Somebody else has to confirm it" in cleo.get(page).content.decode()
    assert sam.post(f"{page}confirm/").status_code == 302
    line = Told.objects.first()
    wrong = cleo.post(f"{page}told/{line.ref}/", {"name": "Dr Grey", "on": "soon"}).content.decode()
    assert "Write the day, for example" in wrong
    assert "Dr Grey" in wrong
    assert cleo.post(f"{page}told/{line.ref}/", {"name": "Dr Grey", "on": "2026-01-06"}).status_code == 302
    assert "told on 6 Jan 2026" in cleo.get(page).content.decode()
    assert (
        "Choose a room." in cleo.post(f"{page}rooms/", {"title": "Sad news", "words": "x"}).content.decode()
    )
    sent = {"rooms": [building.harbour.pk], "title": "Sad news", "words": "mia has died."}
    assert cleo.post(f"{page}rooms/", sent).status_code == 302
    assert cleo.post(f"{page}wish/", {"wish": "remember", "wished_by": "Family"}).status_code == 302
    assert cleo.post(f"{page}undo/", {"why": "She rang."}).status_code == 302
    assert "It was a mistake" in cleo.get(page).content.decode()
    for name in ("clara", "pat", "mia", "edie"):
        assert sign_in(getattr(building, name)).get(page).status_code == 404, name
    assert AuditEntry.objects.filter(what=f"death:{Death.objects.get().ref}").count() >= 6


def test_who_was_told_stays_as_the_first_colleague_wrote_it(building, sign_in):
    line = written(building).list.first()
    address = f"/deaths/{line.death.ref}/told/{line.ref}/"
    sign_in(building.cleo).post(address, {"name": "Her mother", "on": "2026-01-05"})
    late = sign_in(building.sam).post(address, {"name": "Nobody", "on": "2026-01-06"}, follow=True)
    assert "A colleague was quicker." in late.content.decode()
    line.refresh_from_db()
    assert (line.name, line.on, line.by) == ("Her mother", date(2026, 1, 5), building.cleo)


def test_the_way_in_leads_a_second_colleague_to_what_waits_for_them(building, sign_in):
    death = written(building)
    start = f"/people/{building.mia.ref}/eating-disorders/death/"
    assert sign_in(building.cleo).get(start)["Location"] == f"/deaths/{death.ref}/"


def test_a_second_service_of_theirs_hears_that_it_is_written_down(building, sign_in):
    Membership.objects.create(person=building.mia, room=building.kitchen, role="carer")
    written(building)
    start = f"/people/{building.mia.ref}/talking-therapies/death/"
    page = sign_in(building.clara).post(start, {"how_known": HOW}, follow=True)
    assert page.status_code == 200
    assert "Somebody has written it down already." in page.content.decode()
    assert Death.objects.count() == 1


def test_what_waits_for_a_moderator_and_what_she_wrote_to_members_goes_too(building, say, sign_in):
    place = Place(room=building.harbour)
    held, _said = rooms.hold(place=place, written=Written(title="Sums", body="42 again."), by=building.mia)
    MessageRules.objects.create(service=building.eating_disorders, between_members=True)
    talk, _care = messages.start_with_member(
        other=building.robin, subject="Hello", body="I like the sea.", by=building.mia
    )
    messages.send(conversation=talk, body="So do I.", by=building.robin)
    rooms.say_about(about="I like winters.", by=building.mia)
    team, _care = messages.start_with_team(
        service=building.eating_disorders, subject="Sleep", body="I slept well.", by=building.mia
    )
    death = actions.confirm(death=written(building), by=building.sam)
    actions.choose(death=death, wish=Wish.HIDE, wished_by="Her parents", by=building.cleo)
    held.refresh_from_db()
    assert held.state == Waiting.State.TAKEN_BACK
    page = sign_in(building.robin).get(f"/messages/{talk.ref}/").content.decode()
    assert "I like the sea." not in page
    assert "No longer shown." in page
    assert "So do I." in page
    assert "I like the sea." in sign_in(building.cleo).get(f"/desk/messages/{talk.ref}/").content.decode()
    assert not Message.objects.get(conversation=team).is_hidden, "only the team reads it"
    assert not Utterance.objects.standing().filter(author=building.mia, text="I like winters.").exists()
    actions.undo(death=death, by=building.cleo, why="She rang.")
    held.refresh_from_db()
    assert held.is_undecided
    assert "I like the sea." in sign_in(building.robin).get(f"/messages/{talk.ref}/").content.decode()
    assert Utterance.objects.standing().filter(author=building.mia, text="I like winters.").exists()
    assert not Taken.objects.exists()


def test_thousands_of_posts_go_some_at_a_time_and_a_killed_job_goes_on(building, say, sign_in, monkeypatch):
    for number in range(5):
        say(building.mia, building.harbour, f"Walk {number}.")
    monkeypatch.setattr(hiding, "AT_ONCE", 2)
    death = actions.confirm(death=written(building), by=building.sam)
    actions.choose(death=death, wish=Wish.HIDE, wished_by="Her parents", by=building.cleo)
    assert sorted(posts(building)) == ["hidden"] * 2 + ["published"] * 3
    assert "<strong>2 of 5</strong>" in sign_in(building.cleo).get(f"/deaths/{death.ref}/").content.decode()
    with monkeypatch.context() as killed:
        killed.setattr(hiding, "_take_post", lambda post: 1 / 0)
        killed.setitem(hiding.KINDS, "post", hiding.KINDS["post"]._replace(take=lambda post: 1 / 0))
        hiding.carry_out()
    assert hiding.is_owed()
    hiding.carry_out()
    assert set(posts(building)) == {"hidden"}
    assert not hiding.is_owed()
    assert (
        "are being taken from view"
        not in sign_in(building.cleo).get(f"/deaths/{death.ref}/").content.decode()
    )
    actions.choose(death=death, wish=Wish.KEEP, wished_by="Her parents", by=building.cleo)
    assert "<strong>2 of 5</strong>" in sign_in(building.cleo).get(f"/deaths/{death.ref}/").content.decode()
    actions.choose(death=death, wish=Wish.HIDE, wished_by="Her parents", by=building.cleo)
    hiding.carry_out()
    assert set(posts(building)) == {"hidden"}, "whatever was chosen last is what stands"
    actions.choose(death=death, wish=Wish.KEEP, wished_by="Her parents", by=building.cleo)
    hiding.carry_out()
    assert set(posts(building)) == {"published"}


def test_rooms_are_told_once_by_one_form(building, confirmed, sign_in):
    cleo = sign_in(building.cleo)
    sent = {"rooms": [building.harbour.pk], "title": "Sad news", "words": "mia has died.", "key": "k"}
    for _press in "12":
        answer = cleo.post(f"/deaths/{confirmed.ref}/rooms/", sent, follow=True).content.decode()
    assert "It is posted once." in answer
    assert Thread.objects.filter(author=building.cleo).count() == 1
    cleo.post(f"/deaths/{confirmed.ref}/rooms/", sent | {"words": "mia has died. The funeral is private."})
    assert Thread.objects.filter(author=building.cleo).count() == 2
    assert 'name="key"' in cleo.get(f"/deaths/{confirmed.ref}/").content.decode()


def test_what_waits_for_a_second_colleague_stands_in_a_list_and_above_the_desk(building, sign_in):
    death = written(building)
    for who, can in (("sam", True), ("cleo", False)):
        page = sign_in(getattr(building, who)).get("/deaths/").content.decode()
        assert death.get_absolute_url() in page
        assert ("You can confirm it." in page) is can
    assert death.ref not in sign_in(building.clara).get("/deaths/").content.decode()
    assert sign_in(building.robin).get("/deaths/").status_code == 404
    assert "waits for a second colleague" not in sign_in(building.cleo).get("/desk/").content.decode()
    Death.objects.update(told_by=building.sam)
    says = "wrote down that a member has died, and a second colleague has to confirm it"
    assert says in sign_in(building.cleo).get("/desk/").content.decode()
    assert says not in sign_in(building.clara).get("/desk/").content.decode()
    actions.confirm(death=death, by=building.cleo)
    assert says not in sign_in(building.cleo).get("/desk/").content.decode()
