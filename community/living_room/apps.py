from django.apps import AppConfig


class LivingRoomConfig(AppConfig):
    name = "community.living_room"
    label = "living_room"
    verbose_name = "Living room"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.living_room import revocations

        revocations.connect()
