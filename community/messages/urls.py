from django.urls import path

from community.messages import views

urlpatterns = [
    path("messages/", views.conversations, name="conversations"),
    path("messages/team/<slug:service>/", views.message_team, name="message_team"),
    path("messages/to/<str:ref>/", views.message_member, name="message_member"),
    path("messages/<str:ref>/", views.conversation, name="conversation"),
    path("desk/messages/", views.desk_messages, name="desk_messages"),
    path("desk/messages/<str:ref>/", views.desk_conversation, name="desk_conversation"),
    path("services/<slug:service>/messages/", views.message_rules, name="message_rules"),
]
