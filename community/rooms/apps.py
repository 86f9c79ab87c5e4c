from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "community.rooms"
    label = "rooms"
    verbose_name = "Rooms and threads"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from cms import access
        from cms.context import register_navigation
        from community.people.models import WordList
        from community.people.policies import is_welcome, rooms_open_to
        from community.people.yours.holdings import register, staff_only
        from community.rooms import notes, telling, yours
        from community.rooms import places as told
        from community.rooms.models import Room
        from community.utterances import places
        from community.utterances.models import Kind

        access.register_rooms_that_keep_expired(
            lambda: Room.objects.filter(service__keeps_expired=True).values("pk")
        )
        register(*yours.HOLDINGS)
        staff_only(*yours.STAFF_ONLY)
        telling.register()
        places.register(Kind.POST, told.of_posts)
        places.register(Kind.TITLE, told.of_titles)
        places.register(Kind.STORY, told.of_stories)
        places.register(Kind.HELD, told.of_waiting)
        places.register(Kind.HELD_TITLE, told.of_waiting)
        places.register(Kind.PICTURE, told.of_pictures)
        post_save.connect(notes.forget, sender=WordList, dispatch_uid="notes.forget.saved")
        post_delete.connect(notes.forget, sender=WordList, dispatch_uid="notes.forget.deleted")
        register_navigation(10, "Lobby", "lobby", is_welcome)
        register_navigation(20, "Rooms", "room_list", lambda person: bool(rooms_open_to(person)))
