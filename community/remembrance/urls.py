from django.urls import path

from community.remembrance import views

urlpatterns = [
    path("people/<str:ref>/<slug:service>/death/", views.death_report, name="death_report"),
    path("deaths/", views.deaths, name="deaths"),
    path("deaths/<str:ref>/", views.death, name="death"),
    path("deaths/<str:ref>/confirm/", views.death_confirm, name="death_confirm"),
    path("deaths/<str:ref>/told/<str:line>/", views.death_told, name="death_told"),
    path("deaths/<str:ref>/wish/", views.death_wish, name="death_wish"),
    path("deaths/<str:ref>/rooms/", views.death_rooms, name="death_rooms"),
    path("deaths/<str:ref>/undo/", views.death_undo, name="death_undo"),
    path("profiles/<str:ref>/remembered/", views.remembered, name="remembered"),
]
