"""Addresses of pages about the API."""

from django.urls import path

from stocktake_web.site import views

urlpatterns = [
    path("api/docs/", views.about, name="api-page"),
]
