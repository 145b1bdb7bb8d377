from django.core.management.base import BaseCommand, CommandError

from colleges.models import Invitation, User
from colleges.models.invitation import invitation_url
from colleges.second_factor import has_second_factor, reset


class Command(BaseCommand):
    help = "为一个账号发放一次性链接（设置新密码），例如忘记密码的系统管理员。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="账号")

        parser.add_argument(
            "--reset-second-factor",
            action="store_true",
            help="同时去掉两步验证（手机和恢复码都丢失时），下次登录后重新设置。",
        )

    def handle(self, *args, username, reset_second_factor, **options):
        user = User.objects.filter(username=username.lower()).first()
        if user is None:
            raise CommandError(f"没有账号 {username}。")
        if not user.is_active:
            raise CommandError(f"账号 {username} 已停用，请先在“人员”页启用。")
        if reset_second_factor and has_second_factor(user):
            reset(user)
            self.stdout.write("两步验证已去掉，原来的登录全部失效。")
        self.stdout.write(f"{user.name}（{user.username}）的一次性链接，7 天内有效，只能用一次：")
        self.stdout.write(invitation_url(Invitation.objects.issue(user)))
