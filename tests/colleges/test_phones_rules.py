from django.core.exceptions import ValidationError
from django.test import SimpleTestCase

from colleges.phones import PHONE, clean_phone, masked


class PhoneAsTyped(SimpleTestCase):
    def test_mobile_numbers_end_as_eleven_digits(self):
        written = ("13800000001", " 138 0000 0001 ", "138-0000-0001", "１３８００００　０００１")
        written += ("+86 13800000001", "+8613800000001", "138\u00a00000\u00a00001", "138—0000—0001")
        for text in written:
            with self.subTest(text=text):
                self.assertEqual(clean_phone(text), "13800000001")

    def test_landlines_keep_their_dashes_and_leading_zero(self):
        table = [("028-12345678", "028-12345678"), ("０２８－１２３４５６７８", "028-12345678")]
        table += [("028–12345678", "028-12345678"), ("0830 - 1234567", "0830-1234567")]
        table += [("028-12345678-801", "028-12345678-801")]
        for text, expected in table:
            with self.subTest(text=text):
                self.assertEqual(clean_phone(text), expected)

    def test_nothing_is_nothing(self):
        self.assertEqual((clean_phone(None), clean_phone("")), ("", ""))

    def test_what_counts_as_a_phone(self):
        for text in ("13800000001", "028-12345678", "0830-1234567", "028-12345678-1234"):
            with self.subTest(text=text):
                PHONE(text)

    def test_what_does_not(self):
        wrong = ("12800000001", "1380000000", "138000000011", "28-12345678", "12345678", "x")
        for text in (*wrong, "028-123456", "１３８０００００００１"):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                PHONE(text)


class MaskedPhone(SimpleTestCase):
    def test_the_middle_is_hidden(self):
        self.assertEqual(masked("13812341234"), "138****1234")

    def test_landlines_too(self):
        self.assertEqual(masked("028-12345678"), "028****5678")

    def test_nothing_stays_nothing(self):
        self.assertEqual(masked(""), "")
