import os
import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from activities.models import Edition
from colleges.files import stored
from colleges.rules import BrokenRule

from ...annexes import BY_NUMBER
from ...models import CompileJob


class Command(BaseCommand):
    help = "在前台汇总附件，不需要后台服务：compile_attachment 1 --edition 2025 --output 文件"

    def add_arguments(self, parser):
        parser.add_argument("number", help="附件号：1 信息表，2 情况统计表")
        parser.add_argument("--edition", required=True, help="届，例如 2025")
        parser.add_argument("--output", required=True, type=Path, help="写到哪个文件")
        parser.add_argument("--accepted-only", action="store_true", help="只汇总已确认的")

    def handle(self, *, number, edition, output, accepted_only, **options):
        if number not in BY_NUMBER:
            known = "、".join(f"附件{one}" for one in BY_NUMBER)
            raise CommandError(f"没有附件{number}的汇总，可以汇总的是{known}。")
        found = Edition.objects.filter(code=edition).first()
        if found is None:
            raise CommandError(f"没有 {edition} 届。请先建立：python manage.py load_edition 2025")
        if not output.absolute().parent.is_dir():
            raise CommandError(f"文件夹不存在：{output.absolute().parent}")
        job = self.compiled(found, BY_NUMBER[number], accepted_only)
        try:
            place(stored(job.file_key), output)
        except OSError as error:
            raise CommandError(f"不能写入 {output}：{error.strerror}。") from error
        self.report(job, output)

    def compiled(self, edition, annex, accepted_only):
        try:
            job = CompileJob.objects.order(
                edition, None, annex=annex, accepted_only=accepted_only, in_queue=False
            )
        except BrokenRule as refusal:
            raise CommandError(str(refusal)) from refusal
        job.run()
        job.refresh_from_db()
        if not job.is_done:
            raise CommandError(job.message or f"{job}没有完成：{job.get_status_display()}。")
        return job

    def report(self, job, output):
        missing = "、".join(f"{entry['unit']}（{entry['why']}）" for entry in job.missing)
        for line in (
            f"已写入 {output}",
            f"数据行数：{job.row_count}（{len(job.used)} 个学院）",
            f"未汇入：{missing or '无'}",
            f"数据截止：{timezone.localtime(job.cut_off):%Y-%m-%d %H:%M:%S}",
            f"模板版本：{job.template_version}",
            f"内容 SHA-256：{job.content_sha256}",
            f"文件 SHA-256：{job.file_sha256}",
        ):
            self.stdout.write(line)


def place(source, output):
    """A copy under its name, whole or not at all."""
    part = output.with_name(f".{output.name}.part")
    try:
        shutil.copyfile(source, part)
        os.replace(part, output)
    finally:
        part.unlink(missing_ok=True)
