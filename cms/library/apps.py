from typing import Any

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "cms.library"
    label = "library"
    verbose_name = "Library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.access import open_room_ids
        from cms.context import register_navigation
        from cms.library.review import signals

        signals.connect()
        register_navigation(30, "Library", "library", lambda person: bool(open_room_ids(person)))
        register_navigation(90, "Editing", "wagtailadmin_home", edits)


def edits(person: Any) -> bool:
    """Asked only of staff: a member has no permission to look up. Of their groups alone, which is how somebody comes to
    edit here, and half of what the question costs on each of their pages."""
    from cms.gated import MAY_USE_THE_CMS

    return getattr(person, "works_here", False) and MAY_USE_THE_CMS in person.get_group_permissions()
