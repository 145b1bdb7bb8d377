from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from colleges.models import AuditEntry
from vocweek.backup import BackupError, write_backup


class Command(BaseCommand):
    help = "备份数据库、文件和密钥到一个新文件夹；运行中也可以做。"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="新文件夹，例如 /backup/vocweek-2025-05-12")

    def handle(self, *, folder, **options):
        if AuditEntry._meta.db_table not in connection.introspection.table_names():
            raise CommandError(
                f"{settings.DATA_DIR} 里还没有数据，没有可以备份的。数据在别处时请带上"
                "VOCWEEK_DATA_DIR（演示数据是 VOCWEEK_DATA_DIR=var/demo）或 DATABASE_URL。"
            )
        try:
            manifest = write_backup(folder, self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except (OSError, DatabaseError) as error:
            raise CommandError(f"备份没有完成：{error}。没有留下半份备份。") from error
        files, rows = len(manifest["files"]), sum(manifest["rows"].values())
        note = f"{files} 个文件，{rows} 行"
        AuditEntry.objects.record(None, "备份", note=note, payload={"rows": rows, "count": files})
        self.stdout.write(f"已备份到 {folder.absolute()}：{note}。")
        if head := manifest["audit_head"]:
            self.stdout.write(f"审计链链头：{head}（另行记下，可以证明记录的末尾没有被截去）。")
        self.stdout.write("里面有密钥和个人信息：只让管理员读取，并复制到另一台机器。")
