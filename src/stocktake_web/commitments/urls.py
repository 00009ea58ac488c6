"""Addresses of objectives, goals and targets."""

from django.urls import path

from stocktake_web.commitments import views

urlpatterns = [
    path("objectives/", views.objectives, name="objectives"),
    path("objectives/<str:framework>/<str:number>/", views.objective, name="objective"),
]
