"""Robots of chat groups: what address may be entered, and handing a message over (apprise).

An address is a secret: who has it can write to the group. It is shown and logged nowhere.
"""

import re

from apprise import Apprise
from django.conf import settings

from .rules import BrokenRule

CHANNELS = {"wecombot": "企业微信", "dingtalk": "钉钉", "feishu": "飞书", "lark": "飞书（Lark）"}
# What the group's own page gives to copy, in apprise's words.
PASTED = (
    (r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([\w-]+)", "wecombot://{}"),
    (r"https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)", "dingtalk://{}"),
    (r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?", "feishu://{}"),
    (r"https://open\.larksuite\.com/open-apis/bot/v2/hook/([\w-]+)/?", "lark://{}"),
)
WRONG = (
    "不认识这个地址。请在群里“添加机器人”，把得到的 Webhook 地址整行粘贴到这里；"
    "支持企业微信、钉钉、飞书。"
)


def checked_address(text: str) -> str:
    """The address as it is stored; a sentence for anything that is no robot of these."""
    text = text.strip()
    for pattern, form in PASTED:
        if found := re.fullmatch(pattern, text):
            text = form.format(found[1])
    # Behind a question mark apprise takes options: which certificate to trust, what to add.
    known = scheme_of(text) in settings.ROBOT_SCHEMES and "?" not in text
    if not known or Apprise.instantiate(text) is None:
        raise BrokenRule(WRONG)
    return text


def scheme_of(address: str) -> str:
    return address.partition("://")[0].lower()


def channel_of(address: str) -> str:
    return CHANNELS.get(scheme_of(address), "测试")


def hand_over(address: str, title: str, body: str) -> bool:
    """True if the group's server took it; apprise says no more than that."""
    robot = Apprise.instantiate(address) if scheme_of(address) in settings.ROBOT_SCHEMES else None
    return bool(robot and robot.notify(title=title, body=body))
