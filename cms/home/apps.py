from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "cms.home"
    label = "home"
    verbose_name = "Front door"
    default_auto_field = "django.db.models.BigAutoField"
