from django.urls import path

from community.people import views

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/key/<str:code>/", views.join_key, name="join_key"),
    path("join/check-answers/", views.join_check, name="join_check"),
    path("join/<slug:step>/", views.join_step, name="join_step"),
    path("keys/", views.key_list, name="key_list"),
    path("keys/new/<slug:service>/", views.key_new, name="key_new"),
    path("keys/<str:ref>/withdraw/", views.key_withdraw, name="key_withdraw"),
]
