"""Living rooms are opened and set by who runs the service."""

from community.living_room.models import LivingRoom
from community.people.models import AuditEntry

NEW = "/cms/living-rooms/new/"


def test_a_manager_opens_one_beside_a_room(sign_in, sam, harbour, worry, eating_disorders):
    client = sign_in(sam)
    asked = {"service": eating_disorders.pk, "room": worry.pk, "outside_hours": "open"}
    assert client.post(NEW, asked).status_code == 200
    assert client.post(NEW, asked | {"room": harbour.pk}).status_code == 302
    here = LivingRoom.objects.get()
    assert (here.room, here.service, here.outside_hours) == (harbour, eating_disorders, "open")
    assert AuditEntry.objects.filter(what=f"livingroom:{here.ref}").exists()
    assert (
        client.post(f"/cms/living-rooms/edit/{here.pk}/", {"outside_hours": "read_only"}).status_code == 302
    )
    here.refresh_from_db()
    assert here.outside_hours == "read_only"


def test_nobody_else_does(sign_in, mia, cleo):
    for person in (mia, cleo):
        assert sign_in(person).get(NEW).status_code == 404
