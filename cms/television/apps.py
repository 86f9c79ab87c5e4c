from django.apps import AppConfig


class TelevisionConfig(AppConfig):
    name = "cms.television"
    label = "television"
    verbose_name = "Television"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.access import open_room_ids
        from cms.context import register_navigation

        register_navigation(32, "Television", "television", lambda person: bool(open_room_ids(person)))
