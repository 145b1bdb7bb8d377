from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from colleges import chain_head
from colleges.models import AuditEntry, Invitation
from colleges.models.audit import RESTORED
from vocweek.backup import BackupError
from vocweek.restore import restore

from .up import Refused, only_one_here


@transaction.atomic
def shut_the_doors(note):
    """What was used up, revoked or ended since the backup must not come back to life with it.

    The entry also makes void every link for a forgotten password (colleges/reset_tokens.py).
    """
    Session.objects.all().delete()
    links = Invitation.objects.revoke()
    told = f"所有人需要重新登录；未使用的一次性链接和密码条（{links} 个）全部作废"
    AuditEntry.objects.record(None, RESTORED, note=f"{note}；{told}")
    return f"{told}，需要的请在“人员”里重新发放（管理员本人用 manage.py invite 账号）。"


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
        if head := manifest.get("audit_head"):
            chain_head.note(chain_head.parsed(head))
        note = f"备份于 {manifest['made_at']}，{sum(manifest['rows'].values())} 行"
        self.stdout.write(f"已恢复（{note}）。")
        self.stdout.write(shut_the_doors(note))
        if kept:
            self.stdout.write(f"原来的数据保留为 {kept}，确认无误后可自行删除。")
        call_command("verify_audit", stdout=self.stdout)
