import os

from django.conf import settings
from django.core.checks import Error, Warning


def environment_is_sound(app_configs, **kwargs):
    """What must not be true in production, and what cannot work anywhere."""
    found = []
    production = settings.DJANGO_ENV == "production"
    if production and settings.DEMO:
        found.append(
            Error("演示数据不能用于正式环境：去掉 VOCWEEK_DEMO 或 DJANGO_ENV。", id="vocweek.E001")
        )
    if production and settings.DEBUG:
        found.append(Error("正式环境不能打开 DJANGO_DEBUG。", id="vocweek.E002"))
    if not os.access(settings.DATA_DIR, os.W_OK | os.X_OK):
        found.append(Error(f"数据目录不可写：{settings.DATA_DIR}", id="vocweek.E003"))
    if production and "://127.0.0.1" in settings.SITE_URL:
        found.append(
            Warning(
                "SITE_URL 仍是 127.0.0.1：二维码与邮件中的链接只能在本机打开。", id="vocweek.W001"
            )
        )
    return found
