from django.urls import path

from community.people.yours import views

urlpatterns = [
    path("you/", views.you, name="you"),
    path("you/data/", views.your_data, name="your_data"),
    path("you/data/ask/", views.your_data_ask, name="your_data_ask"),
    path("you/data/<str:ref>/", views.your_data_file, name="your_data_file"),
    path("you/leave/", views.leave, name="leave"),
    path("you/erase/", views.erase, name="erase"),
]
