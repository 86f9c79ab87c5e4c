"""The settings in Wagtail's admin: a manager sees and changes their own service, an administrator all."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import policy_registry

from community.people.models import Person, Service
from community.people.policies import may, runs_any
from community.people.roles import Permission
from community.people.services import actions

CHANGE = {"change", "view"}


class RunsTheService(BasePermissionPolicy):
    """Asks the one policy of the house; Django's own permissions have no say. Nothing is deleted here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "add":
            return self._may_add(user)
        return action in CHANGE and runs_any(user)

    def _may_add(self, user: Any) -> bool:
        return may(user, Permission.ADMINISTER)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        service = self.service_of(instance)
        pk = service if isinstance(service, int) else service.pk
        return action in CHANGE and Service.objects.run_by(user).filter(pk=pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        return Service.objects.run_by(user) if CHANGE & set(actions) else Service.objects.none()

    def users_with_any_permission(self, actions: Any) -> QuerySet[Person]:
        return Person.objects.filter(appointments__ended_at=None, works_here=True).distinct()

    def service_of(self, instance: Any) -> Service | int:
        return instance


class BelongsToTheService(RunsTheService):
    """For what has a `service`."""

    def _may_add(self, user: Any) -> bool:
        return runs_any(user)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        services = super().instances_user_has_any_permission_for(user, actions)
        return self.model._default_manager.filter(service__in=services)

    def service_of(self, instance: Any) -> Service | int:
        return instance.service_id


class ThroughTheAction:
    """A view of Wagtail's that saves by our action, which holds the policy and writes the audit log."""

    def save_instance(self) -> Any:
        saved = actions.change(form=self.form, by=self.request.user)  # type: ignore[attr-defined]
        self._log(saved)
        return saved

    def _log(self, saved: Any) -> None:
        """Wagtail's own history page reads this; whom to believe is the audit log."""
        from wagtail.log_actions import log

        log(instance=saved, action="wagtail.edit", user=self.request.user)  # type: ignore[attr-defined]


class IndexView(generic.IndexView):
    """Wagtail's own asks per row whether it may be edited, and lists the rest all the same."""

    def get_base_queryset(self) -> QuerySet[Any]:
        mine = self.permission_policy.instances_user_has_any_permission_for(self.request.user, CHANGE)
        return super().get_base_queryset().filter(pk__in=mine.values("pk"))


class OnlyMine:
    """What belongs to a service one does not run is not there. Wagtail's own views ask only whether somebody may
    change some instance of the model."""

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]
        policy = policy_registry.get_by_type(type(found))
        if not policy.user_has_permission_for_instance(self.request.user, "change", found):  # type: ignore[attr-defined]
            raise Http404
        return found


class EditView(OnlyMine, ThroughTheAction, generic.EditView):
    pass


class HistoryView(OnlyMine, history.HistoryView):
    pass


class AddView(ThroughTheAction, generic.CreateView):
    pass


class SettingsViewSet(ModelViewSet):
    index_view_class = IndexView
    add_view_class = AddView
    edit_view_class = EditView
    history_view_class = HistoryView
    copy_view_enabled = False
    add_to_reference_index = False
    menu_order = 50
    add_to_admin_menu = True


class ServiceForm(WagtailAdminModelForm):
    """The address of a service stands in links and logs: it is given once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["slug"].disabled = True


class ServiceViewSet(SettingsViewSet):
    model = Service
    url_prefix = "services"
    icon = "home"
    menu_label = "Services"
    list_display: ClassVar[list[str]] = ["name", "brand"]
    search_fields: ClassVar[list[str]] = ["name"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("slug"), FieldPanel("brand")], heading="The service"
            ),
            HelpPanel(template="people/help_words_panel.html"),
            InlinePanel("crisis_contacts", heading="Crisis contacts", label="Contact"),
            InlinePanel("opening_hours", heading="Opening hours", label="Hours"),
            InlinePanel("closed_days", heading="Closed days", label="Closed day"),
            FieldPanel("claim_holds_min"),
            FieldPanel("keeps_expired"),
            InlinePanel("claim_targets", heading="How soon a case is claimed", label="Priority", max_num=3),
            InlinePanel("word_lists", heading="Word lists", label="Word list"),
            InlinePanel("retentions", heading="How long things are kept", label="Kind"),
        ],
        base_form_class=ServiceForm,
    )
