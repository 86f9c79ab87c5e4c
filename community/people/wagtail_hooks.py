"""The settings of services, in Wagtail's admin."""

from typing import Any

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from community.people.models import Service
from community.people.policies import runs_any
from community.people.services.viewsets import RunsTheService, ServiceViewSet

register_permission_policy(Service, RunsTheService(Service))


@hooks.register("register_admin_viewset")
def service_settings() -> ServiceViewSet:
    return ServiceViewSet("service_settings")


class OfWhoRunsAService(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return runs_any(request.user)


@hooks.register("register_admin_menu_item")
def staff() -> MenuItem:
    """Who works in a service is appointed on the site's own pages, under its second factors and sentences."""
    return OfWhoRunsAService("Staff", reverse("staff_list"), name="staff", icon_name="user", order=60)
