"""Topics in Wagtail's admin: kept by whoever edits."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.library.topics import Topic
from cms.routes import For, belongs


class EditsTheLibrary(BasePermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return belongs(user, For.CMS)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return belongs(user, For.CMS)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        return Topic.objects.all() if belongs(user, For.CMS) else Topic.objects.none()


register_permission_policy(Topic, EditsTheLibrary(Topic))


class TopicViewSet(ModelViewSet):
    model = Topic
    url_prefix = "topics"
    icon = "tag"
    menu_label = "Topics"
    menu_order = 260
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_display: ClassVar[list[str]] = ["name"]
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("slug")])
