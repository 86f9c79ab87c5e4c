from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "community.people.vault"
    label = "vault"
    verbose_name = "Identity vault"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from functools import partial

        from cms import routes
        from cms.context import register_navigation
        from community.people.policies import may
        from community.people.roles import Permission

        reads_reports = partial(may, permission=Permission.READ_REPORTS)
        routes.register(routes.For.VAULT, partial(may, permission=Permission.REVEAL_IDENTITY))
        routes.register(routes.For.REPORTS, reads_reports)
        register_navigation(88, "Names shown", "reveal_list", reads_reports)
