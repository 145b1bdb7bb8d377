"""A backup is a folder: the database, the private files, the signing key, and a manifest.

The manifest carries the SHA-256 and size of every file, the rows of every table as they
stand in *this* copy of the database, and the migrations it was made under.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from colleges.files import sha256_of
from colleges.models import AuditEntry

FORMAT = 1
MANIFEST, FILES, KEY = "manifest.json", "files", "secret_key"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BackupError(Exception):
    """One sentence: what is wrong and what to do."""


def write_backup(target, say):
    """Whole or not at all: everything is written beside `target`, which the last step renames."""
    target = Path(target).absolute()
    if target.exists():
        raise BackupError(f"{target} 已经存在。请换一个文件夹名，例如加上日期。")
    for folder in (settings.FILES_DIR, settings.DATA_DIR):
        if target.resolve().is_relative_to(folder.resolve()):
            raise BackupError(
                f"备份不能放在数据目录 {folder} 里面：磁盘坏了会一起丢，下一次备份也会把它算进去。"
                "请换一个数据目录以外的文件夹，最好在另一块磁盘上。"
            )
    if not target.parent.is_dir():
        raise BackupError(f"文件夹不存在：{target.parent}。请先建立它。")
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    try:
        manifest = fill(part, say)
        os.replace(part, target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return manifest


def fill(folder, say):
    # Files are written before the row that names them and never changed: copied before and
    # after the database, no row of the copy lacks its file.
    copy_files(folder / FILES)
    head = AuditEntry.objects.head()
    say("正在备份数据库……")
    counts = dump_sqlite(folder) if connection.vendor == "sqlite" else dump_postgresql(folder)
    copy_files(folder / FILES)
    key = settings.DATA_DIR / KEY
    if key.exists():
        shutil.copyfile(key, folder / KEY)
        (folder / KEY).chmod(0o600)
    manifest = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "audit_head": str(head or ""),
        "migrations": sorted(f"{app}.{name}" for app, name in applied()),
        "rows": counts,
        "files": {name: facts(folder / name) for name in names_in(folder)},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    (folder / MANIFEST).chmod(0o600)
    for name in [*manifest["files"], MANIFEST]:
        make_durable(folder / name)
    return manifest


def applied():
    return MigrationRecorder(connection).applied_migrations()


def copy_files(target):
    """What is not there yet; a file that is removed meanwhile is nobody's any more."""
    target.mkdir(mode=0o700, exist_ok=True)
    for source in sorted(settings.FILES_DIR.rglob("*")):
        name = source.relative_to(settings.FILES_DIR)
        if not source.is_file() or (target / name).exists():
            continue
        (target / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, target / name)
        except FileNotFoundError:
            continue
        (target / name).chmod(0o600)


def names_in(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files if path.name != MANIFEST)


def facts(path):
    return {"sha256": sha256_of(path), "size": path.stat().st_size}


def make_durable(path):
    with open(path, "rb") as file:
        os.fsync(file.fileno())


# SQLite


def dump_sqlite(folder):
    path = folder / DATABASES["sqlite"]
    with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=20)) as database:
        database.execute("VACUUM INTO ?", [str(path)])
    path.chmod(0o600)
    return rows_of_sqlite(path)


def rows_of_sqlite(path):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        if (found := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise BackupError(f"数据库文件已损坏：{found}")
        query = "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
        names = [name for (name,) in database.execute(query)]
        return {name: count_in(database, name) for name in sorted(names)}


def count_in(database, table):
    # The name comes from the database's own list of tables.
    return database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608


# PostgreSQL


def tool(name, *arguments):
    """Run a client program of PostgreSQL against our database."""
    facts = connection.settings_dict
    places = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    told = {variable: str(facts[key]) for variable, key in places.items() if facts.get(key)}
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [name, *arguments], env=os.environ | told, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise BackupError(
            f"这台机器上没有 {name}。请安装 PostgreSQL 客户端（Debian/Ubuntu："
            "apt-get install postgresql-client），版本不低于服务器。"
        ) from None
    if done.returncode:
        raise BackupError(f"{name} 没有成功：{done.stderr.strip()[:500]}")


@transaction.atomic
def dump_postgresql(folder):
    """One snapshot for the dump and for the counts."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        path = folder / DATABASES["postgresql"]
        options = ["--format=custom", "--no-owner", "--no-privileges", "--schema=public"]
        name = connection.settings_dict["NAME"]
        tool("pg_dump", *options, f"--snapshot={snapshot}", f"--file={path}", f"--dbname={name}")
        path.chmod(0o600)
        return rows_of_postgresql(cursor)


def rows_of_postgresql(cursor):
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    counts = {}
    for (table,) in sorted(cursor.fetchall()):
        # The name comes from the database's own list of tables.
        cursor.execute(f'SELECT count(*) FROM public."{table}"')  # noqa: S608
        (counts[table],) = cursor.fetchone()
    return counts
