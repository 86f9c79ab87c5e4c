from django.urls import path

from search import views

urlpatterns = [
    path("search/", views.member_search, name="member_search"),
    path("search/<str:ref>/", views.member_found, name="member_found"),
    path("status/search/", views.search_status, name="search_status"),
    path("desk/search/", views.desk_search, name="desk_search"),
    path("desk/search/<str:ref>/", views.desk_found, name="desk_found"),
    path("desk/search/<str:ref>/narrow/", views.desk_narrow, name="desk_narrow"),
    path("desk/search/<str:ref>/export/", views.desk_export, name="desk_export"),
    path("desk/search/<str:ref>/<uuid:text>/", views.desk_hit, name="desk_hit"),
]
