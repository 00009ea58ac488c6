"""Addresses of indicators, methods and the catalogue of data."""

from django.urls import path

from stocktake_web.indicators import views

urlpatterns = [
    path("indicators/", views.indicators, name="indicators"),
    path("indicators/<str:identity>/", views.indicator, name="indicator"),
    path("indicators/<str:identity>/figures.<str:form>", views.figures, name="indicator-figures"),
    path("indicators/<str:identity>/chart.<str:form>", views.chart, name="indicator-chart"),
    path("indicators/<str:identity>/map.<str:form>", views.worldmap, name="indicator-map"),
    path("methods/", views.methods, name="methods"),
    path("methods/<str:identity>/", views.method, name="method"),
    path("data/", views.data, name="data"),
]
