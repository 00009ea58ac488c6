"""Addresses of objectives, goals and targets."""

from django.urls import path

from stocktake_web.site import views

urlpatterns = [
    path("objectives/", views.about, name="objectives"),
    path("objectives/<str:framework>/<str:number>/", views.about, name="objective"),
]
