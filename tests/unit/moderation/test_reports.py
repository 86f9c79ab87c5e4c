"""Reports: who may, what is kept, who hears of it, and whom it never reaches."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.moderation import actions
from community.moderation.models import Appeal, Reason, Report, Reported
from community.moderation.things import of_person, of_post, of_thread
from community.people.appointments import end
from community.rooms import actions as rooms
from community.rooms.models import Measure, Post
from community.utterances.models import Kind, Utterance
from risk_jobs.desk.models import Case, Source
from tests.searching import look_at
from tests.unit.moderation.conftest import fresh

pytestmark = pytest.mark.django_db
RISKY = "I have been purging again since Sunday and I cannot tell anyone."


def told(thing, by, reason=Reason.UNKIND, words="", **more) -> Reported:
    one, _said = actions.report(thing=thing, reason=reason, words=words, by=by, **more)
    return one.reported


def test_what_it_said_is_kept_also_after_an_edit_and_a_removal(post, building):
    one = told(of_post(post), building.robin)
    rooms.edit(post=post, body="Something else.", by=building.mia)
    rooms.delete(post=post, by=building.mia)
    assert one.reports.get().snapshot.text == "They are long."


@pytest.mark.parametrize(
    ("who", "status"), [("robin", 200), ("pat", 200), ("mia", 403), ("max", 404), ("clara", 404)]
)
def test_who_reads_a_post_may_report_it_but_not_their_own(who, status, thread, building, sign_in):
    client = sign_in(getattr(building, who))
    assert client.get(f"{thread.get_absolute_url()}1/report/").status_code == status


def test_one_s_own_words_cannot_be_reported_by_any_way(post, building):
    with pytest.raises(PermissionDenied):
        told(of_post(post), building.mia)


@pytest.mark.parametrize("where", ["thread", "profile", "post"])
def test_a_thread_a_profile_and_a_post_are_reported_by_the_page(where, thread, building, sign_in):
    address = {
        "thread": f"{thread.get_absolute_url()}report/", "post": f"{thread.get_absolute_url()}1/report/",
        "profile": f"/profiles/{building.mia.ref}/report/",
    }[where]  # fmt: skip
    client = sign_in(building.robin)
    assert client.post(address, {"reason": "other"}).status_code == 200  # in words, please
    page = client.post(address, {"reason": "other", "words": "It troubles me."}, follow=True).content.decode()
    assert "Waiting to be read by the team" in page
    one = Reported.objects.get()
    assert (one.about, one.service) == (building.mia, building.eating_disorders)


def test_two_people_are_one_matter_that_is_due_sooner_and_one_twice_is_one_report(post, building):
    now = timezone.now()
    one = told(of_post(post), building.robin, now=now)
    again = told(of_post(post), building.robin, words="And again.", now=now)
    assert (again.pk, again.priority, Report.objects.count()) == (one.pk, 3, 1)
    assert Report.objects.get().words == "And again."
    another = told(of_post(post), building.cleo, now=now)
    assert (another.pk, another.priority, another.due_at) == (one.pk, 2, now + timedelta(hours=4))


def test_the_database_keeps_one_open_matter_a_thing(post, building):
    one = told(of_post(post), building.robin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reported.objects.create(
            kind=one.kind, source_id=one.source_id, about=one.about, service=one.service, due_at=one.due_at
        )


def test_worried_raises_a_case_and_unkind_does_not(post, answer, building):
    told(of_post(answer), building.mia)
    assert not Case.objects.exists()
    told(of_post(post), building.robin, reason=Reason.WORRIED)
    case = Case.objects.get()
    assert (case.person, case.source, case.priority) == (building.mia, Source.REPORT, 2)


def test_the_words_of_a_report_are_judged_and_show_help(post, building, sign_in):
    client, address = sign_in(building.robin), f"{post.in_thread.get_absolute_url()}1/report/"
    urgent = "I want to kill myself tonight. I have the pills here."
    page = client.post(address, {"reason": "other", "words": urgent}, follow=True).content.decode()
    said = Utterance.objects.get(kind=Kind.REPORT)
    assert said.screened_at is not None
    assert (said.not_for, said.stands, said.room) == (building.mia, False, None)
    assert ("We are glad that you wrote this" in page) is (said.care == "help")


def test_too_many_a_day_are_refused_kindly_but_worry_never_is(post, building, monkeypatch, sign_in):
    monkeypatch.setattr("community.moderation.actions.reports.MOST_A_DAY", 1)
    told(of_post(post), building.robin)
    with pytest.raises(actions.TooManyReports):
        told(of_thread(post.in_thread), building.robin)
    page = sign_in(building.robin).post(f"{post.in_thread.get_absolute_url()}report/", {"reason": "spam"})
    assert "You have told us about a lot today" in page.content.decode()
    told(of_thread(post.in_thread), building.robin, reason=Reason.WORRIED)


# --- about somebody of the team ------------------------------------------------------------------------------
@pytest.fixture
def about_pat(building) -> Reported:
    """Mia reports a moderator, in words that the judge flags."""
    return told(
        of_person(building.pat, building.mia),
        building.mia,
        reason=Reason.UNKIND,
        words=f"Pat said no. {RISKY}",
    )


def test_a_report_about_a_moderator_reaches_another_and_never_them(about_pat, building, sign_in):
    assert list(Reported.objects.visible_to(fresh(building.cleo))) == [about_pat]
    assert not Reported.objects.visible_to(fresh(building.pat)).exists()
    client = sign_in(building.pat)
    assert client.get(about_pat.get_absolute_url()).status_code == 404
    assert about_pat.ref not in client.get("/moderation/").content.decode()
    assert client.post(f"{about_pat.get_absolute_url()}leave/", {"why": "no"}).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.leave(reported=about_pat, by=building.pat, why="It was nothing.")


def test_nor_does_it_show_on_their_desk_in_their_counts_or_searches(about_pat, building, sign_in):
    """Mia's case is there, for everybody but the moderator of whom it speaks."""
    case = Case.objects.get(person=building.mia)
    assert list(Case.objects.visible_to(fresh(building.cleo))) == [case]
    assert not Case.objects.visible_to(fresh(building.pat)).exists()
    client = sign_in(building.pat)
    for address in (
        "/desk/",
        "/desk/?state=new",
        "/desk/search/?q=purging&why=looking",
        "/desk/words/audit/",
    ):
        assert "purging again since Sunday" not in look_at(client, address).content.decode(), address
    said = Utterance.objects.get(kind=Kind.REPORT)
    assert client.get(f"/desk/words/missed/{said.ref}/").status_code == 404
    other = rooms.open_thread(room=building.harbour, title="T", body=RISKY, by=fresh(building.mia))
    hers = Case.objects.visible_to(fresh(building.pat))
    for one in hers:  # of a case that is theirs to answer the last texts leave it out
        assert "Pat said no" not in client.get(one.get_absolute_url()).content.decode()
    assert other


def test_where_nobody_else_moderates_who_runs_the_service_reads_it(about_pat, building, sign_in):
    assert sign_in(building.sam).get(about_pat.get_absolute_url()).status_code == 404
    end(appointment=building.cleo.appointments.get())
    page = sign_in(building.sam).get(about_pat.get_absolute_url())
    assert "Pat said no" in page.content.decode()
    assert sign_in(building.clara).get(about_pat.get_absolute_url()).status_code == 404
    assert not Reported.objects.visible_to(fresh(building.pat)).exists()
    actions.leave(reported=about_pat, by=fresh(building.sam), why="Spoken to.")


def test_a_worry_about_a_moderator_is_a_case_they_do_not_see(building):
    told(of_person(building.pat, building.mia), building.mia, reason=Reason.WORRIED)
    assert Case.objects.visible_to(fresh(building.cleo)).filter(person=building.pat).exists()
    assert not Case.objects.visible_to(fresh(building.pat)).exists()


# --- dealt with -------------------------------------------------------------------------------------------------
def test_the_reporter_hears_and_the_author_never_learns_who(post, building, sign_in):
    one = told(of_post(post), building.robin, words="Numbers trouble me.")
    actions.hide(post=post, by=fresh(building.pat), rule="numbers", sentence="Say how it felt instead.")
    one.refresh_from_db()
    assert one.state == "acted"
    assert "Dealt with" in sign_in(building.robin).get("/you/reports/").content.decode()
    mia = sign_in(building.mia)
    for address in ("/you/decisions/", f"/you/decisions/{one.decisions.get().ref}/", "/you/reports/"):
        page = mia.get(address).content.decode()
        assert "robin" not in page
        assert "trouble me" not in page


def test_of_two_who_decide_the_second_is_told_and_what_they_typed_is_kept(post, building, sign_in):
    one = told(of_post(post), building.robin)
    actions.leave(reported=one, by=fresh(building.cleo), why="Kind enough.", seen=one.version)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.leave(reported=one, by=fresh(building.pat), why="So think I.", seen=one.version)
    page = sign_in(building.pat).post(
        f"{one.get_absolute_url()}leave/", {"why": "So think I.", "seen": one.version}
    )
    assert "dealt with this report meanwhile" in page.content.decode()


def test_who_decides_has_seen_what_was_said_last(post, building, sign_in):
    one = told(of_post(post), building.robin)
    seen = one.version
    told(of_post(post), building.cleo, words="And it has an address in it.")
    page = sign_in(building.pat).post(
        f"{one.get_absolute_url()}leave/", {"why": "Kind enough.", "seen": seen}
    )
    assert "said more about this meanwhile" in page.content.decode()
    assert "Kind enough." in page.content.decode()
    one.refresh_from_db()
    assert one.is_open


def test_reported_again_after_a_decision_it_is_a_new_matter(post, building):
    one = told(of_post(post), building.robin)
    actions.leave(reported=one, by=building.cleo, why="Kind enough.")
    again = told(of_post(post), building.robin)
    assert again.pk != one.pk


# --- one press to a clinician ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(("who", "status"), [("robin", 302), ("pat", 302), ("mia", 403), ("max", 404)])
def test_helpers_and_the_team_ask_a_clinician_with_one_press(who, status, post, building, sign_in):
    address = f"{post.in_thread.get_absolute_url()}1/raise/"
    assert sign_in(getattr(building, who)).post(address).status_code == status
    assert Case.objects.filter(source=Source.STAFF, person=building.mia).count() == (status == 302)


def test_another_member_cannot_raise_what_a_helper_can(answer, building):
    with pytest.raises(PermissionDenied):
        actions.raise_post(post=answer, by=building.mia)


def test_raised_twice_it_is_one_case(post, building):
    for who in (building.robin, building.pat):
        actions.raise_post(post=Post.objects.get(pk=post.pk), by=who)
    assert Case.objects.get().flags.count() == 1


def test_what_nobody_answered_in_time_is_late_on_the_moderators_page_and_on_the_desk(post, building, sign_in):
    one = told(of_post(post), building.robin)
    hidden = actions.hide(
        post=post, by=fresh(building.pat), rule="numbers", sentence="Please be gentle.", reported=one
    )
    actions.appeal(decision=hidden, words="I was gentle.", by=fresh(building.mia))
    told(of_person(building.robin, building.mia), building.mia)
    for address in ("/moderation/", "/desk/"):
        assert "late." not in sign_in(building.cleo).get(address).content.decode()
    Reported.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    Appeal.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    for address in ("/moderation/", "/desk/"):
        assert "1 report and 1 appeal late." in sign_in(building.cleo).get(address).content.decode()
        # Who decided does not answer the appeal.
        assert "<strong>1 report late." in sign_in(building.pat).get(address).content.decode()
    assert "late." not in sign_in(building.clara).get("/desk/").content.decode()


@pytest.mark.parametrize("what", ["post", "title"])
def test_a_measure_put_on_from_the_page_of_a_report_closes_it(what, post, building, sign_in):
    one = told(of_post(post) if what == "post" else of_thread(post.in_thread), building.robin)
    client = sign_in(building.pat)
    page = client.get(one.get_absolute_url()).content.decode()
    on = f"/profiles/{building.mia.ref}/" if what == "post" else post.in_thread.get_absolute_url()
    address = f"{on}measures/?report={one.ref}&amp;seen={one.version}"
    assert address in page
    form = dict(client.get(address.replace("&amp;", "&")).context["form"].initial.items())
    more = {
        "kind": "hold",
        "days": "1",
        "rule": "numbers",
        "hours": "24",
        "minutes": "5",
        "sentence": "For a day.",
    }
    assert client.post(f"{on}measures/", form | more).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.decided_by) == ("acted", building.pat)
    assert "has been dealt with" in sign_in(building.robin).get("/notices/").content.decode()
    second = sign_in(building.cleo).post(
        f"{on}measures/", form | more | {"kind": "silence" if what == "post" else "pause"}
    )
    assert "meanwhile" in second.content.decode()


def test_a_measure_does_not_close_a_report_about_somebody_else(post, building):
    one = told(of_post(post), building.robin)
    until = timezone.now() + timedelta(days=1)
    with pytest.raises(PermissionDenied):
        actions.put_on(
            kind=Measure.Kind.HOLD,
            on=building.robin,
            by=fresh(building.pat),
            sentence="x",
            ends_at=until,
            reported=one,
        )
