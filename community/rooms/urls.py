from django.urls import path

from community.rooms import views

# A thread is named by a random reference and a post by its number in it: neither tells of anything hidden.
urlpatterns = [
    path("lobby/", views.lobby, name="lobby"),
    path("bookmarks/", views.bookmark_list, name="bookmark_list"),
    path("rooms/", views.room_list, name="room_list"),
    path("rooms/<slug:room>/", views.room, name="room"),
    path("rooms/<slug:room>/new/", views.thread_new, name="thread_new"),
    path("rooms/<slug:room>/<str:thread>/", views.thread, name="thread"),
    path("rooms/<slug:room>/<str:thread>/all/", views.thread_whole, name="thread_whole"),
    path("rooms/<slug:room>/<str:thread>/after/<int:after>/", views.thread_newer, name="thread_newer"),
    path("rooms/<slug:room>/<str:thread>/marks/", views.thread_marks, name="thread_marks"),
    path("rooms/<slug:room>/<str:thread>/pin/", views.thread_pin, name="thread_pin"),
    path("rooms/<slug:room>/<str:thread>/reply/", views.post_reply, name="post_reply"),
    path("rooms/<slug:room>/<str:thread>/<int:number>/edit/", views.post_edit, name="post_edit"),
    path("rooms/<slug:room>/<str:thread>/<int:number>/delete/", views.post_delete, name="post_delete"),
    path("rooms/<slug:room>/<str:thread>/<int:number>/hide/", views.post_hide, name="post_hide"),
]
