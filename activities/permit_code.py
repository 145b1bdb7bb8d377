"""What the QR code of an outing permit says: which permit, which content, valid from when to when.

The token is signed with the portal's key and carries no name, place or phone. Whether the permit
still stands (withdrawn? changed since?) is for the page behind the address to look up.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.core import signing
from django.utils.http import base36_to_int, int_to_base36

SALT = "activities.permit"
KEPT = 22  # characters of the signature, 132 bits: ample, and the code stays coarse enough to scan
MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FINGERPRINT = re.compile(r"[0-9a-f]{8,16}")
SHAPE = re.compile(
    r"[0-9a-z]{1,13}-[0-9a-f]{8,16}-[0-9a-z]{1,7}-[0-9a-z]{1,7}\.[\w-]{22}", re.ASCII
)


class Validity(StrEnum):
    NOT_YET = "未到生效时间"
    VALID = "在有效期内"
    OVER = "已过有效期"


@dataclass(frozen=True)
class PermitCode:
    """A token of ours: `valid_from` ≤ now < `valid_until`, aware, to the minute."""

    serial_pk: int
    fingerprint: str
    valid_from: datetime
    valid_until: datetime

    def validity(self, instant: datetime) -> Validity:
        if instant < self.valid_from:
            return Validity.NOT_YET
        return Validity.VALID if instant < self.valid_until else Validity.OVER


@dataclass(frozen=True)
class Forged:
    """Not a token of ours. `garbled`: cut or mistyped; else well formed, but never signed here."""

    garbled: bool

    def __str__(self) -> str:
        if self.garbled:
            return "这个地址不完整，不能核验：请重新扫描二维码，或按编号在系统里查。"
        return "这张审批单的核验码不是本系统签发的，请不要放行，并联系保卫处。"


class Short(signing.Signer):
    """Django's signer with the signature cut to what a small QR code has room for."""

    def signature(self, value: str, key: str | bytes | None = None) -> str:
        return super().signature(value, key)[:KEPT]


def sign(serial_pk: int, fingerprint: str, valid_from: datetime, valid_until: datetime) -> str:
    """The token of a permit; `fingerprint` is 8 to 16 hexadecimal digits of what was approved."""
    if not FINGERPRINT.fullmatch(fingerprint):
        raise ValueError("the fingerprint of a permit is 8 to 16 hexadecimal digits")
    start, end = minutes(valid_from), minutes(valid_until)
    if end <= start:
        raise ValueError("a permit ends at least a minute after it begins")
    numbers = [int_to_base36(number) for number in (serial_pk, start, end - start)]
    return signer().sign("-".join([numbers[0], fingerprint, *numbers[1:]]))


def read(token: str) -> PermitCode | Forged:
    """The permit that `token` names, or why it is none of ours."""
    if not SHAPE.fullmatch(token):
        return Forged(garbled=True)
    try:
        value = signer().unsign(token)
    except signing.BadSignature:
        return Forged(garbled=False)
    serial_pk, fingerprint, start, length = value.split("-")
    valid_from = EPOCH + base36_to_int(start) * MINUTE
    until = valid_from + base36_to_int(length) * MINUTE
    return PermitCode(base36_to_int(serial_pk), fingerprint, valid_from, until)


def signer() -> Short:
    return Short(sep=".", salt=SALT)


def minutes(instant: datetime) -> int:
    return (instant - EPOCH) // MINUTE
