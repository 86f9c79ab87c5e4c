"""The CMS shows its editors what they work with, and nothing whose address is shut."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from cms.gated import IndexPage, RoomPage
from cms.library.review.panels import DueForReview, WaitsForMe
from cms.library.topic_admin import TopicViewSet
from cms.routes import For, belongs

# People and groups follow appointments, the site follows SITE_ADDRESS, and nothing is redirected.
SHUT = {
    "users",
    "groups",
    "sites",
    "redirects",
    "collections",
    "locales",
    "site-history",
    "reports-menu-item",
}


@hooks.register("construct_settings_menu")
def hide_shut_settings(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in SHUT]


@hooks.register("construct_main_menu")
def hide_shut_menus(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in {"help"}]


@hooks.register("construct_homepage_panels")
def only_work_to_do(request: HttpRequest, panels: list[Any]) -> None:
    """What waits for my review, what I sent to review, what I last edited; no upgrade notices."""
    panels[:] = [
        panel for panel in panels if getattr(panel, "name", "") not in {"upgrade_notification", "whats_new"}
    ]
    if belongs(request.user, For.CMS):
        panels += [WaitsForMe(), DueForReview()]


class OfEditors(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return belongs(request.user, For.CMS)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    return [path("", include("cms.library.review.urls"))]


@hooks.register("register_admin_menu_item")
def reviews() -> MenuItem:
    return OfEditors("Reviews", reverse("library_reviews"), name="reviews", icon_name="tick", order=250)


@hooks.register("register_admin_viewset")
def topics() -> TopicViewSet:
    return TopicViewSet("library_topics")


@hooks.register("register_log_actions")
def actions(registry: Any) -> None:
    @registry.register_action("library.reviewer")
    class NamedReviewer(LogFormatter):
        label = "Name a reviewer"

        def format_message(self, entry: Any) -> str:
            return f"{entry.data['step']}: to be done by {entry.data['reviewer']}"


@hooks.register("construct_page_action_menu")
def publish_by_review_only(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """The button would save a new revision and try to publish that: refused, as nobody has approved it."""
    page, parent = context.get("page"), context.get("parent_page")
    if isinstance(page, RoomPage) or isinstance(parent, IndexPage):
        items[:] = [item for item in items if item.name != "action-publish"]
