from django.core.management.base import BaseCommand

from colleges.first_start import administrator_link


class Command(BaseCommand):
    help = "打印第一个管理员的一次性链接；已经有人设过密码时不再给出。"

    def handle(self, *args, **options):
        link = administrator_link()
        self.stdout.write(
            link or "已经有人设过密码。忘记密码时请用：manage.py invite 账号（系统管理员的账号）。"
        )
