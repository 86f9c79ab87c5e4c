"""The settings of services, in Wagtail's admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from community.people.models import Service
from community.people.services.viewsets import RunsTheService, ServiceViewSet

register_permission_policy(Service, RunsTheService(Service))


@hooks.register("register_admin_viewset")
def service_settings() -> ServiceViewSet:
    return ServiceViewSet("service_settings")
