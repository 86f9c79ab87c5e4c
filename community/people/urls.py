from django.urls import path

from community.people import access_views, views
from community.people.keys import views as keys
from community.people.staff import views as staff

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/key/<str:code>/", views.join_key, name="join_key"),
    path("join/check-answers/", views.join_check, name="join_check"),
    path("join/<slug:step>/", views.join_step, name="join_step"),
    path("keys/", keys.key_list, name="key_list"),
    path("keys/new/<slug:service>/", keys.key_new, name="key_new"),
    path("keys/many/<slug:service>/", keys.key_batch, name="key_batch"),
    path("keys/staff/<slug:service>/", keys.key_invite, name="key_invite"),
    path("keys/<str:ref>/withdraw/", keys.key_withdraw, name="key_withdraw"),
    path("keys/sheets/<str:ref>/withdraw/", keys.key_batch_withdraw, name="key_batch_withdraw"),
    path("people/<str:ref>/", access_views.person, name="person"),
    path("rooms/<slug:room>/who/", access_views.room_who, name="room_who"),
    path("roles/", staff.role_list, name="role_list"),
    path("staff/", staff.staff_list, name="staff_list"),
    path("staff/appoint/<slug:service>/", staff.staff_appoint, name="staff_appoint"),
    path("staff/<str:ref>/end/", staff.staff_end, name="staff_end"),
]
