from django.apps import AppConfig


class TelevisionConfig(AppConfig):
    name = "cms.television"
    label = "television"
    verbose_name = "Television"
    default_auto_field = "django.db.models.BigAutoField"
