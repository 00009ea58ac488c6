"""Addresses of pages about the API."""

from django.urls import path

from stocktake_web.api import views

urlpatterns = [
    path("api/docs/", views.docs, name="api-page"),
]
