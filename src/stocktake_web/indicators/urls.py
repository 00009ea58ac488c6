"""Addresses of indicators, methods and the catalogue of data."""

from django.urls import path

from stocktake_web.site import views

urlpatterns = [
    path("indicators/", views.about, name="indicators"),
    path("indicators/<str:identity>/", views.about, name="indicator"),
    path("methods/", views.about, name="methods"),
    path("methods/<str:identity>/", views.about, name="method"),
    path("data/", views.about, name="data"),
]
