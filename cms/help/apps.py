from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "cms.help"
    label = "help"
    verbose_name = "Help"
    default_auto_field = "django.db.models.BigAutoField"
