"""Rooms, in Wagtail's admin: opened and worded by who runs the service."""

from typing import Any, ClassVar

from django.forms import CheckboxSelectMultiple
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.permissions import register_permission_policy

from community.people.models import Service
from community.people.services.viewsets import BelongsToTheService, SettingsViewSet
from community.rooms.models import Room

register_permission_policy(Room, BelongsToTheService(Room))


class RoomForm(WagtailAdminModelForm):
    """Shows only services, and rooms, of who is asking; a room stays with its service and its address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        run = Service.objects.run_by(self.for_user)
        self.fields["service"].queryset = run
        self.fields["never_with"].queryset = Room.objects.filter(service__in=run).exclude(pk=self.instance.pk)
        if self.instance.pk:
            self.fields["slug"].disabled = self.fields["service"].disabled = True

    def _save_m2m(self) -> None:
        """Rooms of other services that this one is kept apart from stay so: they were not on the form."""
        hidden = []
        if self.instance.pk:
            shown = self.fields["never_with"].queryset
            hidden = list(self.instance.never_with.exclude(pk__in=shown.values("pk")))
        super()._save_m2m()
        self.instance.never_with.add(*hidden)


class RoomViewSet(SettingsViewSet):
    model = Room
    url_prefix = "rooms"
    icon = "group"
    menu_label = "Rooms"
    list_display: ClassVar[list[str]] = ["name", "service"]
    search_fields: ClassVar[list[str]] = ["name"]
    edit_handler = ObjectList(
        [
            FieldPanel("service"),
            FieldPanel("name"),
            FieldPanel("slug"),
            FieldPanel("purpose"),
            FieldPanel("shows_reactions"),
            FieldPanel("has_stories"),
            FieldPanel("number_rule"),
            FieldPanel("pictures"),
            FieldPanel("never_with", widget=CheckboxSelectMultiple),
        ],
        base_form_class=RoomForm,
    )


@hooks.register("register_admin_viewset")
def room_settings() -> RoomViewSet:
    return RoomViewSet("room_settings")
