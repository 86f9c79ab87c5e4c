from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "cms.health"
    label = "health"

    def ready(self) -> None:
        from cms.health import parts

        parts.register(parts.Part("database", parts.database, needed=True))
        parts.register(parts.Part("redis", parts.redis))
