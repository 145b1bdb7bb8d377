"""What the QR code of an outing permit says, and what is not taken for one."""

from datetime import timedelta

import pytest
import segno
from django.test import override_settings

from activities.permit_code import Forged, PermitCode, Validity, read, sign
from tests.base import at

FROM, UNTIL = at("2025-05-14T08:00"), at("2025-05-14T17:30")


def token(pk=1234, fingerprint="9f3ab1c04d", since=FROM, until=UNTIL):
    return sign(pk, fingerprint, since, until)


def test_what_was_signed_is_read_back():
    assert read(token()) == PermitCode(1234, "9f3ab1c04d", FROM, UNTIL)


@pytest.mark.parametrize("pk", [0, 1, 35, 36, 2**31, 2**63 - 1])
def test_every_key_fits(pk):
    assert read(token(pk)).serial_pk == pk


def test_same_permit_has_the_same_token():
    assert token() == token()


@pytest.mark.parametrize("at_", range(24))
def test_one_changed_character_is_a_forgery(at_):
    good = token()
    at_ = at_ * len(good) // 24
    other = "b" if good[at_] != "b" else "c"
    if good[at_] in "-.":
        other = "0"
    answer = read(good[:at_] + other + good[at_ + 1 :])
    assert isinstance(answer, Forged)


def test_longer_validity_on_an_old_signature_is_forged():
    value, signature = token().rsplit(".", 1)
    longer, _ = token(until=UNTIL + timedelta(days=30)).rsplit(".", 1)
    assert value != longer
    assert read(f"{longer}.{signature}") == Forged(garbled=False)
    assert "不是本系统签发" in str(read(f"{longer}.{signature}"))


@pytest.mark.parametrize(
    "text",
    ["", "abc", "é" * 45, "../../etc/passwd", "0" * 5000, "１２-9f3ab1c04d-0-1." + "A" * 22],
)
def test_what_is_no_token_at_all_is_garbled(text):
    assert read(text) == Forged(garbled=True)
    assert "请重新扫描" in str(read(text))


def test_a_token_cut_short_is_garbled():
    assert read(token()[:-3]) == Forged(garbled=True)


def test_another_portal_does_not_sign_for_us():
    with override_settings(SECRET_KEY="another portal's key"):
        foreign = token()
    assert read(foreign) == Forged(garbled=False)


def test_a_changed_key_honours_printed_permits_while_the_old_one_is_kept():
    with override_settings(SECRET_KEY="the old key"):
        printed = token()
    with override_settings(SECRET_KEY="the new key", SECRET_KEY_FALLBACKS=["the old key"]):
        assert read(printed).serial_pk == 1234


def test_validity_ends_before_its_last_instant():
    code = read(token())
    second = timedelta(seconds=1)
    assert code.validity(FROM - second) is Validity.NOT_YET
    assert code.validity(FROM) is Validity.VALID
    assert code.validity(UNTIL - second) is Validity.VALID
    assert code.validity(UNTIL) is Validity.OVER


def test_nothing_that_could_not_be_read_is_signed():
    with pytest.raises(ValueError, match="hexadecimal"):
        token(fingerprint="陈老师")
    with pytest.raises(ValueError, match="minute"):
        token(until=FROM + timedelta(seconds=20))


def test_address_makes_a_coarse_code():
    address = f"https://portal.example.edu.cn/permits/{token()}/"
    assert segno.make(address, error="m", micro=False).version <= 5
