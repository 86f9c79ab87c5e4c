from django.urls import path, re_path

from community.living_room.consumers import HereConsumer, LivingRoomConsumer, Nowhere, ThreadConsumer

websocket_urlpatterns = [
    path("live/here/", HereConsumer.as_asgi(), name="live_here"),
    path("live/rooms/<slug:room>/<str:thread>/", ThreadConsumer.as_asgi(), name="live_thread"),
    path("live/living-room/<str:ref>/", LivingRoomConsumer.as_asgi(), name="live_living_room"),
    re_path("", Nowhere.as_asgi()),
]
