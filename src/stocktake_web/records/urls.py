"""Addresses of evidence, documents, partnerships and terms."""

from django.urls import path

from stocktake_web.records import views

urlpatterns = [
    path("evidence/", views.evidence, name="evidence"),
    path("evidence.csv", views.found_as_csv, name="evidence-csv"),
    path("evidence.json", views.found_as_json, name="evidence-json"),
    path("evidence.ris", views.found_as_ris, name="evidence-ris"),
    path("evidence/<str:identity>.json", views.record_as_json, name="record-json"),
    path("evidence/<str:identity>.ris", views.record_as_ris, name="record-ris"),
    path("evidence/<str:identity>.bib", views.record_as_bibtex, name="record-bib"),
    path("evidence/<str:identity>/", views.record, name="record"),
    path("documents/", views.documents, name="documents"),
    path("documents/<str:identity>/", views.document, name="document"),
    path("partnerships/", views.partnerships, name="partnerships"),
    path("partnerships.<str:form>", views.partnerships_drawn, name="partnerships-picture"),
    path("terms/", views.terms, name="terms"),
]
