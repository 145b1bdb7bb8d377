from django.core.management.base import BaseCommand
from django.utils import timezone

from ...outing_watch import watch


class Command(BaseCommand):
    help = "立即提醒待批的外出、通报逾期未归；重复运行不会重复通知，也从不自动批准"

    def handle(self, **options):
        watch(timezone.now())
        self.stdout.write("已检查：待批的外出、逾期未归。")
