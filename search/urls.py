from django.urls import path

from search import views

urlpatterns = [
    path("search/", views.member_search, name="member_search"),
    path("desk/search/", views.desk_search, name="desk_search"),
]
