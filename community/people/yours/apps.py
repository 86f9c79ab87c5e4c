from django.apps import AppConfig


class YoursConfig(AppConfig):
    name = "community.people.yours"
    label = "yours"
    verbose_name = "What is yours: your data, leaving, erasure"
    default_auto_field = "django.db.models.BigAutoField"
