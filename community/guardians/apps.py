from functools import partial

from django.apps import AppConfig


class GuardiansConfig(AppConfig):
    name = "community.guardians"
    label = "guardians"
    verbose_name = "Speak-up guardians"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms import routes
        from cms.context import register_navigation
        from community.guardians import yours
        from community.people.policies import may
        from community.people.roles import Permission
        from community.people.yours import holdings

        reads = partial(may, permission=Permission.READ_SPEAK_UP)
        routes.register(routes.For.GUARDIAN, reads)
        register_navigation(70, "Speak up", "guardian", reads)
        holdings.staff_only(*yours.STAFF_ONLY)
