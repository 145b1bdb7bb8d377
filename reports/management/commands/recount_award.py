import json
import sys
from decimal import InvalidOperation
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...award.bundle import code_version, recount

MOST_BYTES = 50 * 1024 * 1024


class Command(BaseCommand):
    help = "按文件里的依据和细则重新计算评奖结果；与文件里的名次不一致时列出差别并以 1 结束。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="export_award 写出的文件")

    def handle(self, *, file, **options):
        bundle = read(file)
        try:
            found = recount(bundle)
        except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as fault:
            raise CommandError(f"{file} 里的内容不完整，不能重算（{fault!r}）。") from fault
        if bundle.get("code_version") != code_version():
            told = f"{bundle.get('code_version')}，现在是 {code_version()}"
            self.stdout.write(f"注意：计算程序与当时不同（当时 {told}），以下按现在的程序重算。")
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            self.stdout.write(f"不一致：{len(found)} 处。")
            sys.exit(1)
        self.stdout.write(f"一致：{len(bundle['result'])} 个学院的名次和得分重算相同。")


def read(file):
    try:
        if file.stat().st_size > MOST_BYTES:
            raise CommandError(f"{file} 太大，不是评奖结果文件。")
        bundle = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"不能读取 {file}：{error.strerror}。") from error
    except ValueError as fault:
        raise CommandError(f"{file} 不是评奖结果文件。") from fault
    if not isinstance(bundle, dict):
        raise CommandError(f"{file} 不是评奖结果文件。")
    return bundle
