from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "community.people.vault"
    label = "vault"
    verbose_name = "Identity vault"
    default_auto_field = "django.db.models.BigAutoField"
