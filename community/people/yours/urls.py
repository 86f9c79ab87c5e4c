from django.urls import path

from community.people.yours import views

urlpatterns = [
    path("you/", views.you, name="you"),
]
