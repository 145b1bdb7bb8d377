import shutil

from django.conf import settings
from django.core.management.base import BaseCommand

from .up import Refused, only_one_here


class Command(BaseCommand):
    help = "删除演示数据目录的全部内容（只在演示模式下，且没有在运行时）。"
    requires_system_checks = []

    def handle(self, *args, **options):
        if not settings.DEMO:
            self.stderr.write("只能删除演示数据：请用 make demo-reset。")
            raise SystemExit(1)
        try:
            with only_one_here():
                shutil.rmtree(settings.DATA_DIR)
        except Refused as reason:
            self.stderr.write(str(reason))
            raise SystemExit(1) from reason
        self.stdout.write("演示数据已删除。")
