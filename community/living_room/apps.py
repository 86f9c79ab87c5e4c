from django.apps import AppConfig


class LivingRoomConfig(AppConfig):
    name = "community.living_room"
    label = "living_room"
    verbose_name = "Living room"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.context import register_navigation
        from community.living_room import places, revocations, telling, yours
        from community.people.policies import rooms_open_to
        from community.people.yours.holdings import register, staff_only
        from community.utterances import places as told
        from community.utterances.models import Kind

        revocations.connect()
        telling.register()
        register(*yours.HOLDINGS)
        staff_only(*yours.STAFF_ONLY)
        told.register(Kind.CHAT, places.of_lines)
        register_navigation(28, "Living room", "living_rooms", lambda person: bool(rooms_open_to(person)))
