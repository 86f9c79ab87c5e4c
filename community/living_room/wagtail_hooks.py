"""Living rooms, in Wagtail's admin: opened, and told what happens outside hours, by who runs the service."""

from typing import Any, ClassVar

from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.permissions import register_permission_policy

from community.living_room.models import LivingRoom
from community.people.models import Service
from community.people.services.viewsets import BelongsToTheService, SettingsViewSet
from community.rooms.models import Room

register_permission_policy(LivingRoom, BelongsToTheService(LivingRoom))
ELSEWHERE = "This room belongs to another service."


class LivingRoomForm(WagtailAdminModelForm):
    """Shows only services, and rooms, of who is asking; a living room stays where it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        run = Service.objects.run_by(self.for_user)
        self.fields["service"].queryset = run
        self.fields["room"].queryset = Room.objects.filter(service__in=run)
        if self.instance.pk:
            self.fields["service"].disabled = self.fields["room"].disabled = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        room, service = given.get("room"), given.get("service")
        if room is not None and service is not None and room.service_id != service.pk:
            self.add_error("room", ELSEWHERE)
        return given


class LivingRoomViewSet(SettingsViewSet):
    model = LivingRoom
    url_prefix = "living-rooms"
    icon = "comment"
    menu_label = "Living rooms"
    list_display: ClassVar[list[str]] = ["name", "service", "outside_hours"]
    edit_handler = ObjectList(
        [FieldPanel("service"), FieldPanel("room"), FieldPanel("outside_hours")],
        base_form_class=LivingRoomForm,
    )


@hooks.register("register_admin_viewset")
def living_room_settings() -> LivingRoomViewSet:
    return LivingRoomViewSet("living_room_settings")
