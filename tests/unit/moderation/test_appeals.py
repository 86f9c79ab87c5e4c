"""Appeals: to somebody other than who decided, with a clock, an outcome, and what it brings back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.moderation import actions
from community.moderation.models import Appeal, Decision
from community.people.appointments import end
from community.rooms.models import Measure, Post
from community.utterances.models import Kind, Utterance
from tests.unit.moderation.conftest import fresh

pytestmark = pytest.mark.django_db
WHY = "Say how it felt instead."


@pytest.fixture
def decision(post, building) -> Decision:
    return actions.hide(post=post, by=building.pat, rule="numbers", sentence=WHY)


@pytest.fixture
def appeal(decision, building) -> Appeal:
    return actions.appeal(decision=decision, words="Those were not numbers of mine.", by=building.mia)[0]


def answer(appeal, by, overturn=True):
    return actions.answer_appeal(appeal=appeal, by=fresh(by), overturn=overturn, sentence="You are right.")


def test_it_is_judged_has_a_clock_and_is_not_for_who_decided(appeal, building):
    said = Utterance.objects.get(kind=Kind.APPEAL)
    assert said.screened_at is not None
    assert (said.not_for, said.stands) == (building.pat, False)
    assert appeal.due_at == appeal.sent_at + timedelta(hours=72)


@pytest.mark.parametrize(
    ("who", "status"), [("cleo", 200), ("pat", 404), ("mia", 404), ("clara", 404), ("sam", 404)]
)
def test_it_is_read_by_another_moderator_of_the_service(who, status, appeal, building, sign_in):
    client = sign_in(getattr(building, who))
    assert client.get(f"/moderation/appeals/{appeal.ref}/").status_code == status
    listed = client.get("/moderation/").content.decode()
    assert (appeal.ref in listed) is (status == 200)


def test_who_decided_does_not_answer_by_any_way(appeal, building):
    for who in (building.pat, building.mia, building.clara, building.sam):
        with pytest.raises(PermissionDenied):
            answer(appeal, who)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(decided_by=building.pat)


def test_where_there_is_no_other_moderator_the_manager_answers_and_it_is_brought_back(appeal, post, building):
    end(appointment=building.cleo.appointments.get())
    answer(appeal, building.sam)
    post.refresh_from_db()
    assert post.is_published


def test_overturned_the_post_stands_again_and_its_author_is_told(appeal, post, building, sign_in):
    client = sign_in(building.cleo)
    asked = {"outcome": "overturn", "sentence": "You are right."}
    assert client.post(f"/moderation/appeals/{appeal.ref}/", asked).status_code == 302
    post.refresh_from_db()
    assert post.is_published
    page = sign_in(building.mia).get(f"/you/decisions/{appeal.decision.ref}/").content.decode()
    assert "it was taken back" in page
    assert "You are right." in page


def test_upheld_it_stays_and_there_is_no_second_appeal(appeal, post, building, sign_in):
    answer(appeal, building.cleo, overturn=False)
    post.refresh_from_db()
    assert not post.is_published
    page = sign_in(building.mia).get(f"/you/decisions/{appeal.decision.ref}/").content.decode()
    assert "The decision stands" in page
    with pytest.raises(PermissionDenied):
        actions.appeal(decision=appeal.decision, words="Once more.", by=building.mia)


def test_the_second_who_answers_is_told(appeal, building):
    answer(appeal, building.cleo)
    with pytest.raises(actions.ChangedMeanwhile):
        answer(appeal, building.cleo, overturn=False)
    appeal.refresh_from_db()
    assert appeal.state == "overturned"


@pytest.mark.parametrize("who", ["robin", "pat", "max"])
def test_only_whom_it_concerns_appeals(who, decision, building):
    with pytest.raises(PermissionDenied):
        actions.appeal(decision=decision, words="Why?", by=getattr(building, who))


def test_nothing_is_appealed_that_brought_something_back(post, decision, building):
    back = actions.return_post(post=post, by=building.cleo, sentence="We were wrong.")
    with pytest.raises(PermissionDenied):
        actions.appeal(decision=back, words="Why?", by=building.mia)


def test_a_suspension_is_lifted_by_the_one_who_looks_again(building, sign_in):
    until = timezone.now() + timedelta(days=3)
    done = actions.put_on(
        kind=Measure.Kind.SUSPEND, on=building.mia, by=building.pat, sentence=WHY, ends_at=until
    )
    client = sign_in(fresh(building.mia))
    client.post(done.get_absolute_url(), {"words": "It was not me."})
    answer(Appeal.objects.get(), building.cleo)
    assert sign_in(fresh(building.mia)).get("/lobby/").status_code == 200


def test_it_is_taken_back_by_its_author_alone(appeal, building, sign_in):
    address = f"/you/decisions/{appeal.decision.ref}/take-back/"
    assert sign_in(building.robin).post(address).status_code == 404
    assert sign_in(building.mia).post(address).status_code == 302
    appeal.refresh_from_db()
    assert appeal.state == "withdrawn"
    with pytest.raises(actions.ChangedMeanwhile):
        answer(appeal, building.cleo)


def test_an_overturned_hiding_does_not_bring_back_what_somebody_who_left_wrote(appeal, post, building):
    building.mia.is_active = False
    building.mia.save()
    answer(appeal, building.cleo)
    assert not Post.objects.get(pk=post.pk).is_published


def test_an_empty_appeal_is_asked_for_words(decision, building, sign_in):
    page = sign_in(building.mia).post(decision.get_absolute_url(), {"words": " "})
    assert page.status_code == 200
    assert not Appeal.objects.exists()


def test_half_signed_in_staff_read_nothing_of_what_was_decided_about_them(client, building):
    client.force_login(building.cleo, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/you/decisions/").status_code == 404
