"""Pages and sockets in one process (the demo), sockets alone in production."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")
pages = get_asgi_application()  # first: it loads the apps that the sockets' modules need

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

from cms.warm_up import warm_up  # noqa: E402

# A dotted string, as in urls.py: this is where the rooms of the house are joined.
sockets = URLRouter(import_string("community.living_room.routing.websocket_urlpatterns"))

application = ProtocolTypeRouter(
    {"http": pages, "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(sockets))}
)
warm_up()
