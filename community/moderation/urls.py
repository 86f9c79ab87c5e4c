from django.urls import path

from community.moderation import views

THREAD = "rooms/<slug:room>/<str:thread>/"
POST = f"{THREAD}<int:number>/"
LINE = "living-room/<str:ref>/<int:number>/"

urlpatterns = [
    path("moderation/", views.moderation, name="moderation"),
    path("moderation/reports/<str:ref>/", views.reported, name="reported"),
    path("moderation/reports/<str:ref>/leave/", views.reported_leave, name="reported_leave"),
    path("moderation/reports/<str:ref>/raise/", views.reported_raise, name="reported_raise"),
    path("moderation/appeals/<str:ref>/", views.appeal, name="appeal"),
    path("moderation/measures/<str:ref>/lift/", views.measure_lift, name="measure_lift"),
    path("moderation/done/<str:ref>/", views.done, name="done"),
    path("moderation/done/<str:ref>/undo/", views.done_undo, name="done_undo"),
    path("waiting-for-a-reply/", views.waiting_for_reply, name="waiting_for_reply"),
    path("you/reports/", views.your_reports, name="your_reports"),
    path("you/decisions/", views.your_decisions, name="your_decisions"),
    path("you/decisions/<str:ref>/", views.decision, name="decision"),
    path("you/decisions/<str:ref>/take-back/", views.decision_take_back, name="decision_take_back"),
    path(f"{LINE}report/", views.line_report, name="line_report"),
    path(f"{LINE}hide/", views.line_hide, name="line_hide"),
    path("profiles/<str:ref>/report/", views.profile_report, name="profile_report"),
    path("profiles/<str:ref>/remove/", views.profile_remove, name="profile_remove"),
    path("profiles/<str:ref>/measures/", views.person_measure, name="person_measure"),
    path("stories/<str:ref>/report/", views.story_report, name="story_report"),
    path("stories/<str:ref>/return/", views.story_return, name="story_return"),
    path("rooms/<slug:room>/measures/", views.room_measure, name="room_measure"),
    path(f"{THREAD}report/", views.thread_report, name="thread_report"),
    path(f"{THREAD}move/", views.thread_move, name="thread_move"),
    path(f"{THREAD}split/", views.thread_split, name="thread_split"),
    path(f"{THREAD}measures/", views.thread_measure, name="thread_measure"),
    path(f"{POST}report/", views.post_report, name="post_report"),
    path(f"{POST}raise/", views.post_raise, name="post_raise"),
    path(f"{POST}hide/", views.post_hide, name="post_hide"),
    path(f"{POST}return/", views.post_return, name="post_return"),
    path(f"{POST}ask-note/", views.post_ask_note, name="post_ask_note"),
]
