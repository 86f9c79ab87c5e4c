from typing import Any

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "community.people"
    label = "people"
    verbose_name = "People and keys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from functools import partial

        import community.people.checks  # noqa: F401  registers them
        from cms import access, notices, routes
        from cms.context import register_navigation
        from cms.help import contacts as help_contacts
        from community.people.closing import notice_for
        from community.people.policies import is_welcome, may, open_room_ids, runs_any
        from community.people.roles import Permission
        from community.people.services import contacts

        access.register(open_room_ids)
        notices.register(notice_for)
        help_contacts.register(contacts.of)

        def issues_keys(person: Any) -> bool:
            return may(person, Permission.ISSUE_KEYS) or runs_any(person)

        routes.register(routes.For.MEMBER, is_welcome)
        routes.register(routes.For.DESK, partial(may, permission=Permission.USE_DESK))
        routes.register(routes.For.KEYS, issues_keys)
        routes.register(routes.For.CMS, partial(may, permission=Permission.EDIT_LIBRARY))
        routes.register(routes.For.STAFF, lambda person: is_welcome(person) and person.works_here)
        routes.register(routes.For.WHO, partial(may, permission=Permission.SEE_WHO_ENTERS))
        routes.register(routes.For.CARE, partial(may, permission=Permission.KEEP_CARE_TEAM))
        routes.register(routes.For.RUN, runs_any)
        routes.register(
            routes.For.ADMIN, lambda person: runs_any(person) or may(person, Permission.EDIT_LIBRARY)
        )
        register_navigation(85, "Staff", "staff_list", runs_any)
        register_navigation(80, "Keys", "key_list", issues_keys)
