from django.urls import path

from community.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("notices/new/<int:after>/", views.notices_new, name="notices_new"),
    path("notices/<str:ref>/", views.notice_open, name="notice_open"),
    path("you/notices/", views.notice_settings, name="notice_settings"),
    path("no-more-mail/<str:token>/", views.mail_stop, name="mail_stop"),
]
