import json
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from activities.models import Edition
from colleges.rules import BrokenRule

from ...award_bundle import bundle_of
from ...models import Award


class Command(BaseCommand):
    help = "导出评奖结果文件（依据、细则、名次），供复核：export_award --edition 2025 --output 文件"

    def add_arguments(self, parser):
        parser.add_argument("--edition", required=True, help="届，例如 2025")
        parser.add_argument("--output", required=True, type=Path, help="写到哪个文件")

    def handle(self, *, edition, output, **options):
        found = Edition.objects.filter(code=edition).first()
        award = Award.objects.of(found) if found else None
        if award is None:
            raise CommandError(f"{edition} 届还没有评奖。请先在“看板 → 评奖”里建立细则并完成评分。")
        try:
            bundle = bundle_of(award)
        except BrokenRule as refusal:
            raise CommandError(str(refusal)) from refusal
        write(bundle, output)
        self.stdout.write(f"已写入 {output}：{len(bundle['result'])} 个学院。")
        self.stdout.write(f"依据 SHA-256：{bundle['inputs_sha256']}")
        self.stdout.write(f"细则 SHA-256：{bundle['rubric_sha256']}")
        self.stdout.write(f"复核：python manage.py recount_award {output}")


def write(bundle, output):
    """Whole or not at all."""
    part = output.with_name(f".{output.name}.part")
    text = json.dumps(bundle, ensure_ascii=False, indent=1, sort_keys=True)
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, output)
    except OSError as error:
        raise CommandError(f"不能写入 {output}：{error.strerror}。") from error
    finally:
        part.unlink(missing_ok=True)
