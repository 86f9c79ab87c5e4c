from django.urls import path

from community.wellbeing import views

urlpatterns = [
    path("staff-room/", views.wellbeing, name="wellbeing"),
    path("staff-room/mood/", views.wellbeing_mood, name="wellbeing_mood"),
    path("staff-room/lines/<str:ref>/take-down/", views.wellbeing_take_down, name="wellbeing_take_down"),
]
