from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "house_search"
    verbose_name = "Search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.context import register_navigation
        from community.people.policies import rooms_open_to
        from community.people.yours import holdings
        from community.utterances.signals import said, withdrawn
        from search import receivers, yours

        said.connect(receivers.index_what_was_said, dispatch_uid="index_what_was_said")
        withdrawn.connect(receivers.index_what_was_withdrawn, dispatch_uid="index_what_was_withdrawn")
        register_navigation(40, "Search", "member_search", lambda person: bool(rooms_open_to(person)))
        holdings.register(*yours.HOLDINGS)
        holdings.staff_only("house_search.SavedSearch.made_by")
