from django.core.management.base import BaseCommand

from colleges.models import Delivery

from ...models import ReminderRun


class Command(BaseCommand):
    help = "立即发送到时的截止提醒和等待中的邮件；重复运行不会重复发送"

    def handle(self, **options):
        for run in ReminderRun.objects.send_due():
            self.stdout.write(f"{run}：{run.summary()}")
        self.stdout.write(f"邮件：{Delivery.objects.send_due()} 封")
