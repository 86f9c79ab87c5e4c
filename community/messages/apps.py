from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "community.messages"
    label = "team_messages"
    verbose_name = "Messages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.context import register_navigation
        from community.messages import telling, yours
        from community.messages.policies import has_messages
        from community.people.yours.holdings import register, staff_only
        from community.rooms.profiles import register_offer
        from community.utterances import places
        from community.utterances.models import Kind

        register(*yours.HOLDINGS)
        staff_only(*yours.STAFF_ONLY)
        telling.register()
        places.register(Kind.MESSAGE, telling.of_messages)
        places.register(Kind.SUBJECT, telling.of_conversations)
        register_offer(telling.offer)
        register_navigation(60, "Messages", "conversations", has_messages)
