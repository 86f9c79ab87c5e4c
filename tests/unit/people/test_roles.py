"""Roles are few, sorted, and each says in a sentence what it may."""

import pytest

from community.people.roles import CARDS, IN_WORDS, MEMBER_ROLES, STAFF_ROLES, Card, Permission, Role
from community.rooms.models import Post
from tests.cast import say


def test_every_role_has_a_sentence_and_sorted_permissions():
    assert set(CARDS) == set(Role)
    for role, card in CARDS.items():
        assert card.sentence.endswith("."), role
        assert list(card.permissions) == sorted(card.permissions), role


def test_permissions_are_in_alphabetical_order():
    assert [permission.value for permission in Permission] == sorted(
        permission.value for permission in Permission
    )


def test_a_role_is_held_either_by_members_or_by_staff():
    assert not MEMBER_ROLES & STAFF_ROLES


def test_only_clinicians_and_moderators_enter_every_room():
    assert {role for role, card in CARDS.items() if Permission.ENTER_EVERY_ROOM in card.permissions} == {
        Role.CLINICIAN,
        Role.MODERATOR,
    }


def test_a_card_with_unsorted_permissions_cannot_be_made():
    with pytest.raises(ValueError, match="sorted"):
        Card("Does things.", (Permission.USE_DESK, Permission.POST))
    with pytest.raises(ValueError, match="once"):
        Card("Does things.", (Permission.POST, Permission.POST))


def test_every_permission_is_said_in_words():
    assert set(IN_WORDS) == set(Permission)


@pytest.mark.parametrize("writes", [True, False])
def test_who_stands_in_a_room_in_a_role_that_does_not_write_only_reads(
    writes, building, sign_in, monkeypatch
):
    said = say(building.robin, building.harbour, "Hello.")
    if not writes:
        monkeypatch.setitem(CARDS, Role.PATIENT, Card("Reads."))
    client = sign_in(building.mia)
    thread = Post.objects.get(pk=said.source_id).in_thread
    assert client.get(thread.get_absolute_url()).status_code == 200
    expected = 302 if writes else 403
    assert client.post(f"{thread.get_absolute_url()}reply/", {"body": "Hello."}).status_code == expected
    assert client.post("/rooms/harbour/new/", {"title": "Hi", "body": "Hello."}).status_code == expected
