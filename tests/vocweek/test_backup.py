"""The restore drill: what a backup holds comes back whole, or nothing changes (B-62)."""

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

SERVER = os.environ.get("TEST_DATABASE_URL", "")
KINDS = ["sqlite", *(["postgresql"] if SERVER.startswith("postgres") else [])]


class Site:
    """One installation: a data folder and a database, driven by manage.py alone."""

    def __init__(self, folder, url=""):
        self.folder, self.url = folder, url

    def manage(self, *command, expected=0):
        env = os.environ | {"VOCWEEK_DATA_DIR": str(self.folder), "VOCWEEK_DEMO": "1"}
        env.pop("DATABASE_URL", None)
        if self.url:
            env["DATABASE_URL"] = self.url
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, command)],
            cwd=settings.BASE_DIR, env=env, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == expected, done.stdout + done.stderr
        return done.stdout + done.stderr

    def files(self):
        kept = (self.folder / "files").rglob("*")
        return {path.name: path.read_bytes() for path in kept if path.is_file()}

    def manifest_of(self, backup):
        self.manage("backup", backup)
        return json.loads((backup / "manifest.json").read_text())


def files_of(backup):
    return sorted(path for path in (backup / "files").rglob("*") if path.is_file())


@pytest.fixture
def databases():
    """`databases(name)` makes an empty PostgreSQL database; all are dropped afterwards."""
    made = []

    def create(name):
        name = f"vocweek_drill_{os.getpid()}_{name}"
        administer(f'CREATE DATABASE "{name}"')
        made.append(name)
        return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))

    yield create
    for name in made:
        administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def administer(sql):
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(sql)


@pytest.fixture(scope="session")
def told_once(tmp_path_factory):
    """The demo's data, sown once on SQLite and copied by the tests."""
    site = Site(tmp_path_factory.mktemp("told"))
    sow(site)
    return site.folder


def sow(site):
    site.manage("migrate", "-v0")
    site.manage("createcachetable")
    site.manage("seed_demo")
    for name in ("5b0c8f4e-1111-4a4a-8888-000000000001", "5b0c8f4e-1111-4a4a-8888-000000000002"):
        (site.folder / "files" / name).write_bytes(os.urandom(5000))


@pytest.fixture(params=KINDS)
def sites(request, tmp_path, told_once, databases):
    """(the school's site with its data, an empty one)."""
    if request.param == "sqlite":
        shutil.copytree(told_once, tmp_path / "one")
        return Site(tmp_path / "one"), Site(tmp_path / "two")
    one = Site(tmp_path / "one", databases("one"))
    one.folder.mkdir()
    sow_files = one.folder / "files"
    sow_files.mkdir()
    sow(one)
    return one, Site(tmp_path / "two", databases("two"))


def without_audit(rows):
    return {table: count for table, count in rows.items() if table != "colleges_auditentry"}


def test_what_is_restored_is_what_was_there(sites, tmp_path):
    one, two = sites
    first = one.manifest_of(tmp_path / "backup")
    assert "审计链完整" in two.manage("restore", tmp_path / "backup")
    again = two.manifest_of(tmp_path / "again")
    assert without_audit(again["rows"]) == without_audit(first["rows"])
    # Restoring and checking the chain are entries themselves.
    entries = "colleges_auditentry"
    assert again["rows"][entries] == first["rows"][entries] + 2
    hashes = [
        {name: facts for name, facts in found["files"].items() if name.startswith("files/")}
        for found in (first, again)
    ]
    assert hashes[0] == hashes[1] and len(hashes[0]) > 2
    assert two.files() == one.files()
    key = [(site.folder / "secret_key").read_text() for site in (one, two)]
    assert key[0] == key[1]


def test_the_end_of_the_audit_chain_comes_with_it(tmp_path, told_once):
    one, two = Site(tmp_path / "one"), Site(tmp_path / "two")
    shutil.copytree(told_once, one.folder)
    told = one.manage("backup", tmp_path / "backup")
    head = json.loads((tmp_path / "backup" / "manifest.json").read_text())["audit_head"]
    assert f"审计链链头：{head}" in told
    assert "没有链头记录" not in two.manage("restore", tmp_path / "backup")
    with closing(sqlite3.connect(two.folder / "db.sqlite3")) as database, database:
        last = [int(head.partition(":")[0])]
        database.execute("DELETE FROM colleges_auditentry WHERE sequence = ?", last)
    assert "末尾被截去" in two.manage("verify_audit", expected=1)
    two.manage("restore", tmp_path / "backup", "--force")
    (kept,) = two.folder.glob("before-restore-*")
    assert (kept / "audit_head").exists()


def test_a_used_place_is_refused_unless_forced_and_then_kept(sites, tmp_path):
    one, two = sites
    one.manage("backup", tmp_path / "backup")
    two.manage("restore", tmp_path / "backup")
    (two.folder / "files" / "later").write_text("made later")
    assert "--force" in two.manage("restore", tmp_path / "backup", expected=1)
    assert "later" in two.files()
    assert "before-restore-" in two.manage("restore", tmp_path / "backup", "--force")
    assert "later" not in two.files()
    (kept,) = two.folder.glob("before-restore-*")
    assert (kept / "files" / "later").exists()


def test_nobody_is_signed_in_again_by_a_restore(tmp_path, told_once):
    one, two = Site(tmp_path / "one"), Site(tmp_path / "two")
    shutil.copytree(told_once, one.folder)
    with sqlite3.connect(one.folder / "db.sqlite3") as database:
        database.execute("INSERT INTO django_session VALUES ('key', 'data', '2999-01-01 00:00:00')")
    one.manage("invite", "college01")
    one.manage("backup", tmp_path / "backup")
    told = two.manage("restore", tmp_path / "backup")
    assert "所有人需要重新登录" in told and "（1 个）全部作废" in told
    with sqlite3.connect(two.folder / "db.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
        open_links = "SELECT count(*) FROM colleges_invitation WHERE revoked_at IS NULL"
        assert database.execute(open_links).fetchone() == (0,)


class TestRefusals:
    """On SQLite: what is wrong is said, and nothing changes."""

    @pytest.fixture
    def one(self, tmp_path, told_once):
        shutil.copytree(told_once, tmp_path / "one")
        return Site(tmp_path / "one")

    @pytest.fixture
    def backup(self, one, tmp_path):
        one.manage("backup", tmp_path / "backup")
        return tmp_path / "backup"

    def refused(self, site, backup, sentence, *options):
        before = (site.files(), sorted(path.name for path in site.folder.glob("*.sqlite3")))
        assert sentence in site.manage("restore", backup, *options, expected=1)
        assert (
            site.files(),
            sorted(path.name for path in site.folder.glob("*.sqlite3")),
        ) == before
        assert not list(site.folder.glob("restoring-*"))

    def test_a_changed_file(self, one, backup):
        path = files_of(backup)[0]
        path.write_bytes(path.read_bytes()[:-1] + b"x")
        self.refused(one, backup, "校验值不一致", "--force")

    def test_a_missing_file(self, one, backup):
        files_of(backup)[0].unlink()
        self.refused(one, backup, "备份不完整", "--force")

    def test_where_there_is_nothing_to_back_up(self, tmp_path):
        told = Site(tmp_path / "nowhere").manage("backup", tmp_path / "backup", expected=1)
        assert "没有可以备份的" in told
        assert not (tmp_path / "backup").exists()

    def test_a_backup_inside_what_it_keeps(self, one, tmp_path):
        (tmp_path / "link").symlink_to(one.folder / "files")
        for folder in (one.folder, one.folder / "files", tmp_path / "link"):
            told = one.manage("backup", folder / "backup", expected=1)
            assert "不能放在数据目录" in told
            assert not (folder / "backup").exists()

    def test_no_backup_at_all(self, one, tmp_path):
        self.refused(one, tmp_path, "不是一份备份", "--force")

    def test_rows_that_do_not_match(self, one, backup):
        self.rewrite(backup, lambda manifest: manifest["rows"].update(colleges_user=1))
        self.refused(one, backup, "行数与清单不一致", "--force")

    def test_a_newer_program(self, one, backup):
        self.rewrite(backup, lambda manifest: manifest["migrations"].append("reports.9999_later"))
        self.refused(one, backup, "更新的程序版本", "--force")

    def test_another_kind_of_database(self, one, backup):
        self.rewrite(backup, lambda manifest: manifest.update(database="postgresql"))
        self.refused(one, backup, "DATABASE_URL", "--force")

    def rewrite(self, backup, change):
        manifest = json.loads((backup / "manifest.json").read_text())
        change(manifest)
        (backup / "manifest.json").write_text(json.dumps(manifest))

    def test_while_the_portal_runs(self, one, backup):
        with open(one.folder / "up.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.refused(one, backup, "请先停止它", "--force")

    def test_while_somebody_has_the_database_open(self, one, backup):
        database = sqlite3.connect(one.folder / "db.sqlite3")
        database.execute("SELECT count(*) FROM colleges_user").fetchone()
        self.refused(one, backup, "数据库正在被使用", "--force")
        database.close()
        one.manage("restore", backup, "--force")

    def test_a_target_that_exists(self, one, backup):
        assert "已经存在" in one.manage("backup", backup, expected=1)

    def test_a_backup_is_for_its_owner_alone(self, backup):
        kept = [backup / "database.sqlite3", backup / "secret_key", *files_of(backup)]
        assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
        assert backup.stat().st_mode & 0o777 == 0o700
