from argparse import ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError

from colleges import chain_head
from colleges.models import AuditEntry

REPLACED = (
    f"若是您自己换了数据库，核实之后删除数据目录里的 {chain_head.NAME}，下一次封存会重新记下。"
)


def head(text):
    try:
        return chain_head.parsed(text)
    except ValueError:
        raise ArgumentTypeError("链头的写法是“序号:64 位校验值”。") from None


class Command(BaseCommand):
    help = "核对审计链：缺失、改动、末尾被截去、尚未封存的条数。有问题时退出码为 1。"

    def add_arguments(self, parser):
        told = "另处记下的链头（序号:校验值），例如备份时打印的；不写就用数据目录里记下的"
        parser.add_argument("--head", type=head, help=told)

    def handle(self, *args, head, **options):
        sealed, unsealed, faults = AuditEntry.objects.check_chain(None, head)
        for fault in faults:
            self.stderr.write(fault)
        self.stdout.write(f"已封存 {sealed} 条，待封存 {unsealed} 条。")
        if faults:
            way_out = REPLACED if any("末尾被截去" in fault for fault in faults) else ""
            raise CommandError(f"审计链有 {len(faults)} 处问题。{way_out}")
        self.stdout.write("审计链完整。")
        if head is None and chain_head.noted() is None:
            self.stdout.write(
                "这台主机没有链头记录，不能判断末尾是否被截去（封存在别的主机进行，或刚刚恢复）。"
                "可以用 --head 写上另处记下的链头。"
            )
        if now := AuditEntry.objects.head():
            self.stdout.write(f"链头：{now}")
