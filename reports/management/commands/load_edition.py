from datetime import date

from django.core.management.base import BaseCommand, CommandError

from colleges.dates import day
from colleges.rules import BrokenRule
from reports.opening import load_edition


class Command(BaseCommand):
    help = "建立一届活动周：随系统附带的 2025 届（按通知原文），或同样的安排、另一个星期日开始。"

    def add_arguments(self, parser):
        parser.add_argument("shipped", help="附带的届次，例如 2025")
        parser.add_argument("--starts", help="活动周第一天（星期日），例如 2026-05-10")

    def handle(self, *args, shipped, starts, **options):
        try:
            first_day = date.fromisoformat(starts) if starts else None
            edition = load_edition(shipped, starts_on=first_day)
        except ValueError:
            raise CommandError(
                f"“{starts}”不是日期，请按 年-月-日 填写，例如 2026-05-10。"
            ) from None
        except BrokenRule as refusal:
            raise CommandError(str(refusal)) from refusal
        span = f"{day(edition.starts_on)}至{day(edition.ends_on)}"
        self.stdout.write(f"已建立 {edition}（{edition.code} 届）：{span}。")
