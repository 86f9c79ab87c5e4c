"""Roles are few, sorted, and each says in a sentence what it may."""

from community.people.roles import CARDS, MEMBER_ROLES, STAFF_ROLES, Permission, Role


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
