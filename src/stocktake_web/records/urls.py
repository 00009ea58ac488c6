"""Addresses of evidence, documents, partnerships and terms."""

from django.urls import path

from stocktake_web.site import views

urlpatterns = [
    path("evidence/", views.about, name="evidence"),
    path("evidence/<str:identity>/", views.about, name="record"),
    path("documents/", views.about, name="documents"),
    path("documents/<str:identity>/", views.about, name="document"),
    path("partnerships/", views.about, name="partnerships"),
    path("terms/", views.about, name="terms"),
]
