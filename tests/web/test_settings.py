from pathlib import Path

import pytest

from stocktake_web.settings import chosen_database, database_settings, home
from web import child

OPEN = """
from stocktake.errors import WorkspaceError
try:
    open_database(database)
    from stocktake_web.records import services
    print(services.documents())
except WorkspaceError as error:
    print(error)
"""
ADMIN = """
from django.core.management import execute_from_command_line
for command in (["check"], ["migrate"], ["migrate", "--check"]):
    execute_from_command_line(["django-admin", *command, "--verbosity=0"])
"""


def test_the_address_of_a_postgresql_database_is_read_part_by_part():
    found = database_settings("postgresql://ann:p%40ss@db.example.org:5433/stock%20take?sslmode=require")
    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "stock take",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": 5433,
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        pytest.param({}, Path.cwd() / "stocktake-workspace/records.sqlite", id="nothing said"),
        pytest.param({"STOCKTAKE_HOME": "/srv/x"}, Path("/srv/x/records.sqlite"), id="a workspace"),
        pytest.param({"STOCKTAKE_HOME": "/srv/x", "STOCKTAKE_DATABASE_URL": "postgresql:///y"}, "postgresql:///y", id="both"),
    ],
)
def test_the_environment_chooses_the_database_of_the_site(environment, expected):
    assert chosen_database(environment, home(environment)) == expected


def test_a_command_needs_no_settings_module_and_minds_none(file):
    assert child.run(OPEN, file, DJANGO_SETTINGS_MODULE="settings.of.another.program") == "()\n"


def test_a_missing_postgresql_driver_is_told(file):
    without_driver = 'sys.modules["psycopg"] = sys.modules["psycopg2"] = None\n' + OPEN
    assert "install stocktake[postgres]" in child.run(without_driver, "postgresql:///x")


def test_the_tools_of_django_work_on_the_settings_module(file):
    child.run(ADMIN, file, DJANGO_SETTINGS_MODULE="stocktake_web.settings", STOCKTAKE_HOME=str(file.parent))
    assert child.run(OPEN, file) == "()\n"
