from django.core.management.base import BaseCommand, CommandError

from colleges.models import AuditEntry


class Command(BaseCommand):
    help = "核对审计链：缺失、改动、尚未封存的条数。有问题时退出码为 1。"

    def handle(self, *args, **options):
        sealed, unsealed, faults = AuditEntry.objects.check_chain(None)
        for fault in faults:
            self.stderr.write(fault)
        self.stdout.write(f"已封存 {sealed} 条，待封存 {unsealed} 条。")
        if faults:
            raise CommandError(f"审计链有 {len(faults)} 处问题。")
        self.stdout.write("审计链完整。")
