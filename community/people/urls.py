from django.urls import path

from community.people import access_views
from community.people.care import views as care
from community.people.joining import views as joining
from community.people.keys import views as keys
from community.people.services import views as services
from community.people.staff import views as staff

urlpatterns = [
    path("join/", joining.join, name="join"),
    path("join/key/<str:code>/", joining.join_key, name="join_key"),
    path("join/check-answers/", joining.join_check, name="join_check"),
    path("join/add/", joining.join_add, name="join_add"),
    path("join/<slug:step>/", joining.join_step, name="join_step"),
    path("welcome/", joining.welcome, name="welcome"),
    path("you/agree/", joining.agree, name="agree"),
    path("keys/", keys.key_list, name="key_list"),
    path("keys/new/<slug:service>/", keys.key_new, name="key_new"),
    path("keys/many/<slug:service>/", keys.key_batch, name="key_batch"),
    path("keys/staff/<slug:service>/", keys.key_invite, name="key_invite"),
    path("keys/<str:ref>/withdraw/", keys.key_withdraw, name="key_withdraw"),
    path("keys/sheets/<str:ref>/withdraw/", keys.key_batch_withdraw, name="key_batch_withdraw"),
    path("people/<str:ref>/", access_views.person, name="person"),
    path("people/<str:ref>/<slug:service>/known-by/", care.care_name, name="care_name"),
    path(
        "people/<str:ref>/<slug:service>/known-by/<str:named>/end/", care.care_name_end, name="care_name_end"
    ),
    path("people/<str:ref>/<slug:service>/absences/", care.care_absence, name="care_absence"),
    path(
        "people/<str:ref>/<slug:service>/absences/<str:absence>/cancel/",
        care.care_absence_cancel,
        name="care_absence_cancel",
    ),
    path("people/<str:ref>/<slug:service>/training/", care.care_training, name="care_training"),
    path(
        "people/<str:ref>/<slug:service>/training/<str:training>/end/",
        care.care_training_end,
        name="care_training_end",
    ),
    path("people/<str:ref>/<slug:service>/discharge/", care.care_discharge, name="care_discharge"),
    path("people/<str:ref>/<slug:service>/more-rooms/", care.care_rooms, name="care_rooms"),
    path("you/absences/", care.your_absences, name="your_absences"),
    path("you/absences/<str:absence>/cancel/", care.your_absence_cancel, name="your_absence_cancel"),
    path("rooms/<slug:room>/who/", access_views.room_who, name="room_who"),
    path("roles/", staff.role_list, name="role_list"),
    path("services/<slug:service>/help-words/", services.help_words, name="help_words"),
    path(
        "services/<slug:service>/help-words/<str:ref>/", services.help_words_decide, name="help_words_decide"
    ),
    path("staff/", staff.staff_list, name="staff_list"),
    path("staff/appoint/<slug:service>/", staff.staff_appoint, name="staff_appoint"),
    path("staff/<str:ref>/end/", staff.staff_end, name="staff_end"),
]
