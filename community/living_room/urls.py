from django.urls import path

from community.living_room import views

HERE = "living-room/<str:ref>/"

urlpatterns = [
    path("living-room/", views.living_rooms, name="living_rooms"),
    path(HERE, views.living_room, name="living_room"),
    path(f"{HERE}lines/", views.lines, name="living_room_lines"),
    path(f"{HERE}leave/", views.leave, name="living_room_leave"),
    path(f"{HERE}host/", views.host, name="living_room_host"),
    path(f"{HERE}quiet-word/", views.quiet_word, name="quiet_word"),
    path(f"{HERE}people/<str:person>/send-out/", views.send_out, name="send_out"),
    path(f"{HERE}sessions/", views.session_list, name="chat_session_list"),
    path(f"{HERE}sessions/new/", views.session_plan, name="chat_session_plan"),
    path(f"{HERE}sessions/<str:session>/end/", views.session_end, name="chat_session_end"),
    path(f"{HERE}sessions/<str:session>/remind/", views.session_remind, name="chat_session_remind"),
    path(f"{HERE}sessions/<str:session>/reminder.ics", views.session_calendar, name="chat_session_calendar"),
    path(f"{HERE}<int:number>/take-back/", views.line_take_back, name="line_take_back"),
]
