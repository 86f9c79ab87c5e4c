from django.urls import path

from community.concerns import views

urlpatterns = [path("profiles/<str:ref>/raise/", views.person_raise, name="person_raise")]
