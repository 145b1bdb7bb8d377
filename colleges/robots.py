"""Robots of chat groups: what address may be entered, and handing a message over.

An address is a secret: who has it can write to the group. It is shown and logged nowhere.
These servers answer 200 to what they refuse and say so in the answer's own code; general
notification libraries look at the status alone and would call it sent.
"""

import re

import requests
from django.conf import settings

from .rules import BrokenRule

CHANNELS = {"wecombot": "企业微信", "dingtalk": "钉钉", "feishu": "飞书", "lark": "飞书（Lark）"}
WRONG = (
    "不认识这个地址。请在群里“添加机器人”，把得到的 Webhook 地址整行粘贴到这里；"
    "支持企业微信、钉钉、飞书。"
)
# Bytes of text that each server takes.
MOST_BYTES = {"wecombot": 2048}
MOST_BYTES_ELSEWHERE = 18_000
CUT = "……（全文见系统的收件箱）"
# Seconds to reach the server, and to wait for its answer.
PATIENCE = (5, 10)


def checked_address(text: str) -> str:
    """The address as it is stored (“feishu://…”); a sentence for any other server."""
    text = text.strip()
    for scheme, url in settings.ROBOT_URLS.items():
        pasted = re.escape(url).replace(re.escape("{}"), r"([\w-]+)")
        stored = rf"{scheme}://([\w-]+)"
        if found := re.fullmatch(rf"{pasted}/?", text) or re.fullmatch(stored, text):
            return f"{scheme}://{found[1]}"
    raise BrokenRule(WRONG)


def channel_of(address: str) -> str:
    return CHANNELS[address.partition("://")[0]]


def hand_over(address: str, title: str, body: str) -> bool:
    """True if the group's server says that it took the message."""
    scheme, _, key = address.partition("://")
    text = cut(f"{title}\n{body}".strip(), MOST_BYTES.get(scheme, MOST_BYTES_ELSEWHERE))
    try:
        answer = requests.post(
            settings.ROBOT_URLS[scheme].format(key),
            json=payload(scheme, text),
            timeout=PATIENCE,
            allow_redirects=False,
        )
        said = answer.json()
    except (requests.RequestException, ValueError):
        return False
    code = said.get("errcode", said.get("code")) if isinstance(said, dict) else None
    return answer.status_code == 200 and code == 0


def payload(scheme: str, text: str) -> dict:
    if scheme in ("feishu", "lark"):
        return {"msg_type": "text", "content": {"text": text}}
    return {"msgtype": "text", "text": {"content": text}}


def cut(text: str, most: int) -> str:
    """At most `most` bytes, whole characters, and a word that more was written."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - len(CUT.encode())].decode(errors="ignore") + CUT
