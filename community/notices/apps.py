from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "community.notices"
    label = "notices"
    verbose_name = "What somebody is told"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.context import register_navigation
        from community.notices import editing, help_words, keys, yours
        from community.notices.reading import unread
        from community.people.policies import is_welcome
        from community.people.yours.holdings import register

        register(*yours.HOLDINGS)
        keys.register()
        editing.register()
        help_words.register()
        register_navigation(25, "Notices", "notices", is_welcome, new=unread)
