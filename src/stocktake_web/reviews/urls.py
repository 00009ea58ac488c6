"""Addresses of areas and their reviews."""

from django.urls import path

from stocktake_web.reviews import views

urlpatterns = [
    path("areas/", views.areas, name="areas"),
    path("areas/<str:code>/", views.area, name="area"),
    path("areas/<str:code>/review.json", views.as_json, name="review-json"),
    path("areas/<str:code>/review.html", views.as_file, name="review-html"),
    path("reviews/", views.reviews, name="reviews"),
]
