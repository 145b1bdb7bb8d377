from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from colleges.models import AuditEntry
from vocweek.backup import BackupError
from vocweek.restore import restore

from .up import Refused, only_one_here


class Command(BaseCommand):
    help = "从备份恢复数据库、文件和密钥。须先停止系统；现有数据改名保留。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="backup 命令写的文件夹")
        parser.add_argument("--force", action="store_true", help="已有数据时也恢复，原数据改名保留")

    def handle(self, *, folder, force, **options):
        try:
            with only_one_here():
                manifest, kept = restore(folder, force=force)
        except (Refused, BackupError) as error:
            raise CommandError(str(error)) from error
        except (OSError, DatabaseError) as error:
            raise CommandError(f"恢复没有完成：{error}。原来的数据没有改动。") from error
        call_command("migrate", verbosity=0, interactive=False)
        # Who signed out since, or was made to, must not be signed in again.
        Session.objects.all().delete()
        note = f"备份于 {manifest['made_at']}，{sum(manifest['rows'].values())} 行"
        AuditEntry.objects.record(None, "恢复备份", note=note)
        self.stdout.write(f"已恢复（{note}）。")
        if kept:
            self.stdout.write(f"原来的数据保留为 {kept}，确认无误后可自行删除。")
        call_command("verify_audit", stdout=self.stdout)
