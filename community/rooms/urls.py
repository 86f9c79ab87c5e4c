from django.urls import path

from community.rooms import views

# A thread is named by a random reference and a post by its number in it: neither tells of anything hidden.
urlpatterns = [
    path("lobby/", views.lobby, name="lobby"),
    path("profiles/<str:ref>/mute/", views.mute, name="mute"),
    path("you/muted/", views.muted, name="muted"),
    path("you/muted/<str:ref>/end/", views.unmute, name="unmute"),
    path("profiles/<str:ref>/", views.profile, name="profile"),
    path("you/about/", views.profile_edit, name="profile_edit"),
    path("stories/", views.story_list, name="story_list"),
    path("stories/<str:ref>/", views.story, name="story"),
    path("stories/<str:ref>/show/", views.story_show, name="story_show"),
    path("stories/<str:ref>/remove/", views.story_remove, name="story_remove"),
    path("rooms/<slug:room>/story/", views.story_tell, name="story_tell"),
    path("bookmarks/", views.bookmark_list, name="bookmark_list"),
    path("rooms/", views.room_list, name="room_list"),
    path("rooms/<slug:room>/", views.room, name="room"),
    path("you/drafts/", views.waiting_mine, name="waiting_mine"),
    path("you/drafts/delete/", views.draft_delete, name="draft_delete"),
    path("you/content-notes/", views.content_notes, name="content_notes"),
    path("waiting/<str:ref>/publish/", views.waiting_publish, name="waiting_publish"),
    path("waiting/<str:ref>/refuse/", views.waiting_refuse, name="waiting_refuse"),
    path("waiting/<str:ref>/take-back/", views.waiting_take_back, name="waiting_take_back"),
    path("rooms/<slug:room>/waiting/", views.room_waiting, name="room_waiting"),
    path("rooms/<slug:room>/new/", views.thread_new, name="thread_new"),
    path("rooms/<slug:room>/<str:thread>/", views.thread, name="thread"),
    path("rooms/<slug:room>/<str:thread>/all/", views.thread_whole, name="thread_whole"),
    path("rooms/<slug:room>/<str:thread>/after/<int:after>/", views.thread_newer, name="thread_newer"),
    path("rooms/<slug:room>/<str:thread>/marks/", views.thread_marks, name="thread_marks"),
    path("rooms/<slug:room>/<str:thread>/pin/", views.thread_pin, name="thread_pin"),
    path("rooms/<slug:room>/<str:thread>/reply/", views.post_reply, name="post_reply"),
    path("rooms/<slug:room>/<str:thread>/<int:number>/edit/", views.post_edit, name="post_edit"),
    path("rooms/<slug:room>/<str:thread>/<int:number>/note/", views.post_note, name="post_note"),
    path("rooms/<slug:room>/<str:thread>/<int:number>/versions/", views.post_versions, name="post_versions"),
    path("rooms/<slug:room>/<str:thread>/<int:number>/delete/", views.post_delete, name="post_delete"),
]
