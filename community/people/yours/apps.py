from django.apps import AppConfig


class YoursConfig(AppConfig):
    name = "community.people.yours"
    label = "yours"
    verbose_name = "What is yours: your data, leaving, erasure"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.people.yours import of_care, of_library, of_packages, of_people
        from community.people.yours.holdings import register, staff_only

        register(*of_people.HOLDINGS, *of_care.HOLDINGS, *of_library.HOLDINGS)
        staff_only(*of_people.STAFF_ONLY, *of_packages.STAFF_ONLY)
