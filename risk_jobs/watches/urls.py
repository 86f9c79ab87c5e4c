from django.urls import path

from risk_jobs.watches import views

urlpatterns = [
    path("desk/saved-searches/", views.saved_searches, name="saved_searches"),
    path("desk/saved-searches/new/<str:asked>/", views.save_search, name="save_search"),
    path("desk/saved-searches/<str:ref>/", views.saved_search, name="saved_search"),
    path("desk/saved-searches/<str:ref>/watch/", views.saved_search_watch, name="saved_search_watch"),
    path("desk/saved-searches/<str:ref>/stop/", views.saved_search_stop, name="saved_search_stop"),
    path("desk/saved-searches/<str:ref>/keep/", views.saved_search_keep, name="saved_search_keep"),
    path("desk/saved-searches/<str:ref>/remove/", views.saved_search_remove, name="saved_search_remove"),
]
