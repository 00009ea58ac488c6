"""Who looks after the machine learns whether the site lives and can answer, and if not, what is missing."""

import pytest
from django.db import connection
from django.test import Client, override_settings

from stocktake.workspace import Workspace
from stocktake_web.database import close_database, open_database


def ready(**rest):
    return Client().get("/health/ready", **rest)


def test_a_filled_site_lives_and_is_ready(site):
    assert site.get("/health/live").json()["status"] == "live"
    found = site.get("/health/ready")
    assert (found.status_code, found.json()) == (200, {"status": "ready", "missing": []})
    assert found.headers["Cache-Control"] == "no-store"


def test_without_tables_and_figures_the_site_lives_but_is_not_ready(tmp_path):
    open_database(tmp_path / "records.sqlite")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE records_searchdue")
        cursor.execute("DELETE FROM django_migrations WHERE name LIKE '0002%'")
    with override_settings(WORKSPACE=Workspace(tmp_path)):
        assert Client().get("/health/live").status_code == 200
        found = ready()
    assert found.status_code == 503
    assert [line["what"] for line in found.json()["missing"]] == ["upgrade of the database", "figures"]
    assert all(line["do"] for line in found.json()["missing"])
    close_database()


def test_a_database_out_of_reach_is_told_without_where_it_is(tmp_path):
    with pytest.raises(Exception, match="cannot be reached"):
        open_database("postgresql://me:secret@/x?host=/no/such/folder")
    with override_settings(WORKSPACE=Workspace(tmp_path)):
        found = ready()
    assert found.status_code == 503
    assert "records" in [line["what"] for line in found.json()["missing"]]
    assert not [word for word in ("secret", "/no/such", str(tmp_path)) if word in found.content.decode()]
    close_database()


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_is_told_under_any_name_and_over_plain_http(site, path):
    with override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["stocktake.example.org"]):
        fresh = Client(headers={"host": "10.0.0.7:8000"})
        assert fresh.get(path).status_code == 200
        assert fresh.head(path).status_code == 200
        assert fresh.get("/").status_code == 400
