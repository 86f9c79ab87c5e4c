from django.apps import AppConfig


class ChainConfig(AppConfig):
    name = "community.people.chain"
    label = "chain"
    verbose_name = "Audit chain"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from community.people.chain.triggers import lay_after_migrate

        post_migrate.connect(lay_after_migrate, sender=self)
