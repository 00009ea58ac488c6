"""A start that is unsafe is refused with every reason; a site for one person keeps its secret to itself."""

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest
from django.test import Client, override_settings

from stocktake.errors import WorkspaceError
from stocktake.workspace import Workspace, open_or_make
from stocktake_web import safety
from stocktake_web.database import close_database
from stocktake_web.safety import Unsafe
from stocktake_web.site import secret
from stocktake_web.site.surroundings import Surroundings
from web import child

GOOD = "kJ8_vQ2xRt5nLpW9aZc3mE7yUb1sHd6fGo4iTqXeYwNrPuBvCk0MlSjDhFgA"
PUBLIC = Surroundings(hosts=("stocktake.example.org",), secret=GOOD, proxies=1)
ROOT = Path(__file__).parents[3]


def said(faults):
    return " | ".join(faults)


def test_settings_of_a_site_that_others_reach_can_be_safe():
    assert not list(safety.of_settings(PUBLIC))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"hosts": ()}, "STOCKTAKE_HOSTS is not set"),
        ({"hosts": ("*",)}, "any page can speak in the name"),
        ({"hosts": ("a.org", "*.b.org")}, r"any page can speak in the name"),
        ({"hosts": ("https://a.org",)}, "without https://"),
        ({"hosts": ("a.org:8000",)}, "without a port"),
        ({"hosts": ("a b",)}, "no name of a host"),
        ({"secret": ""}, "STOCKTAKE_SECRET_KEY is not set: make one with"),
        ({"secret": "short"}, "too easy to guess"),
        ({"secret": "a" * 80}, "too easy to guess"),
        ({"has_https": False}, "STOCKTAKE_HTTPS is off"),
        ({"proxies": 0}, "STOCKTAKE_PROXIES is 0"),
        ({"limit": None}, "STOCKTAKE_LIMIT is off"),
    ],
)
def test_each_unsafe_setting_is_told_with_what_to_do(changed, told):
    from dataclasses import replace

    found = list(safety.of_settings(replace(PUBLIC, **changed)))
    assert len(found) == 1
    assert re.search(told, found[0])
    assert GOOD not in found[0]
    assert "short" not in found[0]


def test_all_reasons_are_told_at_once():
    with pytest.raises(Unsafe) as error:
        safety.require(safety.of_settings(Surroundings(has_https=False)))
    assert len(error.value.details) == 3
    assert "3 reasons" in str(error.value)
    safety.require(iter(()))


@pytest.fixture
def workspace(tmp_path):
    made = open_or_make(tmp_path / "workspace")
    made.folder.chmod(0o750)
    return made


def test_a_workspace_can_be_safe(workspace):
    assert not list(safety.of_workspace(workspace.folder))


def test_a_workspace_open_to_others_is_told(workspace):
    workspace.folder.chmod(0o755)
    assert "every account of this machine" in said(safety.of_workspace(workspace.folder))


def test_a_secret_open_to_others_is_told(workspace):
    secret.made(workspace.folder)
    (workspace.folder / "secret.key").chmod(0o640)
    assert "chmod 600" in said(safety.of_workspace(workspace.folder))


def test_a_nearly_full_disk_is_told(workspace):
    assert "only 3 MB are free" in said(safety.of_workspace(workspace.folder, space=lambda _: 3_000_000))


def test_a_workspace_that_is_not_there_is_told(tmp_path):
    assert "there is no workspace" in said(safety.of_workspace(tmp_path / "nowhere"))
    assert not (tmp_path / "nowhere").exists()


def test_a_database_can_be_safe(database):
    assert not list(safety.of_database(database))


def test_a_database_that_is_not_there_is_told_and_not_made(tmp_path):
    assert "there is no database" in said(safety.of_database(tmp_path / "x.sqlite"))
    assert not list(tmp_path.iterdir())


def test_a_database_out_of_reach_is_told_without_the_password():
    found = said(safety.of_database("postgresql://me:geheim@/x?host=/no/such/folder"))
    assert "cannot be reached" in found
    assert "geheim" not in found
    close_database()


def test_an_older_database_is_told_and_not_upgraded(address):
    from web.test_upgrade import first_tables

    first_tables(address)
    assert "is of an older stocktake" in said(safety.of_database(address))
    assert "is of an older stocktake" in said(safety.of_database(address)), "looking changed nothing"
    close_database()


def test_sqlite_on_a_network_is_told(database, tmp_path, monkeypatch):
    if isinstance(database, str):
        assert "SQLite" not in said(safety.of_database(database))
        return
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/x / ext4 rw 0 0\nserver:/export {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr(safety, "MOUNTS", mounts)
    assert "lies on a network (nfs4)" in said(safety.of_database(database))


def test_what_django_warns_of_is_told(tmp_path):
    with override_settings(DEBUG=True, STATIC_ROOT=tmp_path, MIDDLEWARE=[]):
        found = said(safety.of_site(Workspace(tmp_path)))
    for told in ("DEBUG", "security.W001", "are not laid out", "holds no figures"):
        assert told in found


# The secret of a private site.


def test_the_secret_is_made_once_and_readable_by_its_owner_alone(workspace):
    made = secret.made(workspace.folder)
    assert made == secret.made(workspace.folder) == secret.kept(workspace.folder)
    assert len(made) >= 60
    assert stat.S_IMODE((workspace.folder / "secret.key").stat().st_mode) == 0o600
    assert not list(workspace.folder.glob(".secret*"))


def test_each_workspace_has_a_secret_of_its_own(tmp_path):
    assert secret.made(open_or_make(tmp_path / "a").folder) != secret.made(open_or_make(tmp_path / "b").folder)


def test_several_that_make_the_secret_at_once_agree_on_one(workspace):
    program = "from stocktake_web.site import secret\nsys.stdin.readline()\nprint(secret.made(database.parent))"
    started = [child.start(program, workspace.database) for _ in range(4)]
    ended = [process.communicate("go\n", timeout=60) for process in started]
    assert len({out for out, _ in ended}) == 1
    assert [err for _, err in ended] == [""] * 4


def test_a_secret_that_others_can_read_or_that_is_damaged_is_refused(workspace):
    secret.made(workspace.folder)
    path = workspace.folder / "secret.key"
    path.chmod(0o644)
    with pytest.raises(WorkspaceError, match="can be read by others"):
        secret.made(workspace.folder)
    path.chmod(0o600)
    path.write_text("short")
    with pytest.raises(WorkspaceError, match="is damaged"):
        secret.made(workspace.folder)


def test_without_a_workspace_a_process_has_a_secret_of_its_own_and_makes_no_file(tmp_path):
    assert secret.kept(tmp_path) != secret.kept(tmp_path)
    assert not list(tmp_path.iterdir())


SETTINGS = """
import os
os.environ["STOCKTAKE_HOME"] = str(database.parent)
from stocktake_web.site import settings
print(settings.SECRET_KEY, settings.SECURE_SSL_REDIRECT, settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0, settings.ALLOWED_HOSTS)
"""


def test_a_private_site_uses_the_kept_secret_and_no_encryption(workspace):
    key = secret.made(workspace.folder)
    assert child.run(SETTINGS, workspace.database) == f"{key} False False False ['127.0.0.1', 'localhost', '[::1]']\n"


def test_a_public_site_is_encrypted_and_answers_to_its_names_only(workspace):
    told = child.run(SETTINGS, workspace.database, STOCKTAKE_HOSTS="a.org,b.org", STOCKTAKE_SECRET_KEY=GOOD)
    assert told == f"{GOOD} True True True ['a.org', 'b.org']\n"


def test_a_public_site_without_a_secret_does_not_start(workspace):
    started = child.start(SETTINGS, workspace.database, STOCKTAKE_HOSTS="a.org")
    _, err = started.communicate(timeout=60)
    assert "STOCKTAKE_HOSTS is set but STOCKTAKE_SECRET_KEY is not" in err


# What every answer carries.


def test_every_answer_carries_the_headers_that_keep_a_browser_safe(site):
    for path in ("/", "/about/", "/nowhere", "/areas/xx/", "/health/live", "/areas/MDA/review.json"):
        headers = site.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["X-Request-Id"], path


def test_a_form_without_its_token_is_refused_in_a_sentence(site):
    answer = Client(enforce_csrf_checks=True).post("/about/", {"x": "1"})
    assert answer.status_code == 403
    assert "did not come from this site" in answer.content.decode()


def test_over_plain_http_a_public_site_leads_to_https(site):
    from django.conf import settings

    with override_settings(
        SECURE_SSL_REDIRECT=True, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"), SECURE_HSTS_SECONDS=9
    ):
        fresh = Client()
        assert fresh.get("/about/").headers["Location"] == "https://testserver/about/"
        encrypted = fresh.get("/about/", HTTP_X_FORWARDED_PROTO="https")
        assert (encrypted.status_code, encrypted.headers["Strict-Transport-Security"]) == (200, "max-age=9")
    assert not settings.SECURE_SSL_REDIRECT


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin", "/fr/admin/", "/accounts/login/", "/__debug__/", "/.env", "/static/../settings.py"]
)
def test_there_is_no_room_for_administration_and_no_way_to_files(site, path):
    assert site.get(path).status_code == 404


def test_records_out_of_reach_are_told_without_where_they_lie(site, monkeypatch):
    from stocktake_web.site import keeping

    def fails(*_):
        raise WorkspaceError("the database x cannot be reached (connection to 10.1.2.3 refused)")

    monkeypatch.setattr(keeping, "stamp", fails)
    answer = site.get("/about/")
    assert answer.status_code == 503
    assert "10.1.2.3" not in answer.content.decode()


# No secret in the repository.

SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[abp]-[0-9A-Za-z-]{20,}"
    r"|(?i:secret_key|password|passwd|api_key|token)\s*[:=]\s*[\"'][A-Za-z0-9+/_-]{24,}[\"']"
    r"|://[\w.%-]+:(?!password|secret|geheim|p%40ss|PASSWORD)[\w.%+-]{4,}@"
)


def repository():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no checkout, so that nobody can say what belongs to the repository")
    return [ROOT / os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]


def test_no_secret_is_in_the_repository():
    texts = ((path, path.read_bytes()) for path in repository() if path.is_file() and path.stat().st_size < 2_000_000)
    found = [(path.name, match.group()) for path, text in texts for match in SECRETS.finditer(text.decode("utf-8", "replace"))]
    assert not found


@pytest.mark.parametrize(
    "text",
    ["password: " + "'" + "a1" * 15 + "'", "https://ann:" + "hunter22@db/x", "AKIA" + "ABCDEFGHIJKLMNOP"],
)
def test_a_secret_would_be_found(text):
    assert SECRETS.search(text)
