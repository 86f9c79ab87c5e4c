from django.urls import path

from community.living_room.consumers import ThreadConsumer

websocket_urlpatterns = [
    path("live/rooms/<slug:room>/<str:thread>/", ThreadConsumer.as_asgi(), name="live_thread"),
]
