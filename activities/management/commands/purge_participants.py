from django.core.management.base import BaseCommand
from django.utils import timezone

from ...models import Participant


class Command(BaseCommand):
    help = "清除保存期已过的外出名单（每天自动运行；日期在各届的外出规则里）"

    def handle(self, **options):
        self.stdout.write(f"清除外出名单：{Participant.objects.erase(timezone.localdate())} 人")
