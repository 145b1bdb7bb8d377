"""Putting a backup back: verified first, laid out beside what is there, then renamed into place.

What was there is kept under a name with the time; nothing is deleted.
"""

import json
import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from colleges import chain_head

from .backup import (
    DATABASES,
    FILES,
    FORMAT,
    KEY,
    MANIFEST,
    BackupError,
    facts,
    names_in,
    rows_of_postgresql,
    rows_of_sqlite,
    tool,
)

KEPT = "before-restore-"
SQLITE_SIDES = ("", "-wal", "-shm")


def read_manifest(folder):
    """The manifest of a backup that is whole: every file is there and is what it was."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        listed, version = manifest["files"], manifest["format"]
    except (OSError, ValueError, KeyError, TypeError):
        raise BackupError(f"{folder} 不是一份备份：没有可读的 {MANIFEST}。") from None
    if version != FORMAT:
        raise BackupError(f"备份格式 {version} 不认识，请用做备份时的程序版本恢复。")
    found = set(names_in(folder))
    if missing := sorted(set(listed) - found):
        raise BackupError(f"备份不完整，缺少：{'、'.join(missing[:5])}。没有改动任何数据。")
    if extra := sorted(found - set(listed)):
        raise BackupError(f"备份里多出了清单上没有的文件：{'、'.join(extra[:5])}。没有恢复。")
    for name, expected in listed.items():
        if facts(folder / name) != expected:
            raise BackupError(f"备份里的 {name} 与清单的校验值不一致。没有改动任何数据。")
    return manifest


def require_fitting(manifest):
    if manifest["database"] != connection.vendor:
        raise BackupError(
            f"备份来自 {manifest['database']}，现在的数据库是 {connection.vendor}。"
            "请把 DATABASE_URL 设成同一种数据库再恢复。"
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest["migrations"]) - known):
        raise BackupError(f"备份来自更新的程序版本（{unknown[-1]}）。请先更新程序，再恢复。")


def is_used():
    """Whether anything stands where the backup would go."""
    has_files = any(path.is_file() for path in settings.FILES_DIR.rglob("*"))
    return has_files or bool(connection.introspection.table_names())


def restore(folder, *, force):
    """Returns (the manifest, the name under which the former data is kept or "")."""
    folder = Path(folder).absolute()
    manifest = read_manifest(folder)
    require_fitting(manifest)
    used = is_used()
    if used and not force:
        raise BackupError(
            "这里已经有数据，没有恢复。确定要换成备份时请加 --force；"
            f"现有数据会改名保留（{KEPT}…），不会删除。"
        )
    mark = f"{KEPT}{timezone.localtime():%Y%m%d-%H%M%S}"
    scratch = settings.DATA_DIR / f"restoring-{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    try:
        lay_out(folder, scratch, manifest)
        if connection.vendor == "sqlite":
            swap(scratch, settings.DATA_DIR / mark, [move_sqlite])
        else:
            with restored_postgresql(scratch, mark, manifest):
                swap(scratch, settings.DATA_DIR / mark, [])
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        connections.close_all()
    if not used:
        shutil.rmtree(settings.DATA_DIR / mark)  # an empty database and a key nobody used
    return manifest, mark if used else ""


def lay_out(folder, scratch, manifest):
    """A private copy, checked again where it will be used."""
    for name, expected in manifest["files"].items():
        (scratch / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(folder / name, scratch / name)
        (scratch / name).chmod(0o600)
        if facts(scratch / name) != expected:
            raise BackupError(f"复制 {name} 时出错，磁盘可能有问题。没有改动任何数据。")
    (scratch / FILES).mkdir(mode=0o700, exist_ok=True)
    if connection.vendor == "sqlite":
        require_rows(rows_of_sqlite(scratch / DATABASES["sqlite"]), manifest)


def require_rows(counts, manifest):
    wrong = [name for name, rows in manifest["rows"].items() if counts.get(name) != rows]
    if wrong:
        raise BackupError(f"恢复后的行数与清单不一致：{'、'.join(wrong[:5])}。没有启用。")


def swap(scratch, kept, movers):
    """Rename the former data away and the new into place; any failure puts everything back."""
    done = []
    kept.mkdir(mode=0o700)

    def move(source, target):
        os.replace(source, target)
        done.append((source, target))

    try:
        for mover in movers:
            mover(move, scratch, kept)
        move(settings.FILES_DIR, kept / FILES)
        move(scratch / FILES, settings.FILES_DIR)
        if (settings.DATA_DIR / chain_head.NAME).exists():
            move(settings.DATA_DIR / chain_head.NAME, kept / chain_head.NAME)
        if (scratch / KEY).exists() and not os.environ.get("SECRET_KEY"):
            if (settings.DATA_DIR / KEY).exists():
                move(settings.DATA_DIR / KEY, kept / KEY)
            move(scratch / KEY, settings.DATA_DIR / KEY)
    except BaseException:
        for source, target in reversed(done):
            os.replace(target, source)
        shutil.rmtree(kept, ignore_errors=True)
        raise


def move_sqlite(move, scratch, kept):
    path = Path(settings.DATABASES["default"]["NAME"])
    connections.close_all()
    require_unused_sqlite(path)
    for side in SQLITE_SIDES:
        if (source := path.with_name(path.name + side)).exists():
            move(source, kept / source.name)
    move(scratch / DATABASES["sqlite"], path)


def require_unused_sqlite(path):
    """Leaving WAL needs the file for oneself: it fails while any process holds it open."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=1)) as database:
            (mode,) = database.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError:
        mode = "wal"
    if mode == "wal":
        raise BackupError("数据库正在被使用。请先停止网页、任务和定时进程，再恢复。")


@contextmanager
def restored_postgresql(scratch, mark, manifest):
    """A fresh schema `public`; the former one is renamed, and comes back if anything fails."""
    former = mark.replace("-", "_")
    with connection.cursor() as cursor:
        require_unused_postgresql(cursor)
        cursor.execute(f'ALTER SCHEMA public RENAME TO "{former}"')
        cursor.execute("CREATE SCHEMA public")
    try:
        options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
        name = connection.settings_dict["NAME"]
        path = str(scratch / DATABASES["postgresql"])
        tool("pg_restore", *options, "--schema=public", f"--dbname={name}", path)
        with connection.cursor() as cursor:
            require_rows(rows_of_postgresql(cursor), manifest)
        yield
    except BaseException:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute(f'ALTER SCHEMA "{former}" RENAME TO public')
        raise


def require_unused_postgresql(cursor):
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    if others := cursor.fetchone()[0]:
        raise BackupError(f"数据库还有 {others} 个连接。请先停止网页、任务和定时进程，再恢复。")
