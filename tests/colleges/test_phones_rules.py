from django.core.exceptions import ValidationError
from django.test import SimpleTestCase

from colleges.phones import PHONE, clean_phone, masked, masked_in, names_a_mobile


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


class PhonesInText(SimpleTestCase):
    MOBILES = ("13800000001", "138 0000 0001", "138-0000-0001", "138 000 00001", "1380 000 0001")
    MOBILES += ("１３８００００　０００１", "138.0000.0001", "138 - 0000 - 0001", "+86 13800000001")
    MOBILES += ("8613800000001", "+86-138-0000-0001")

    def test_however_typed_a_mobile_is_masked(self):
        for typed in self.MOBILES:
            with self.subTest(typed):
                self.assertEqual(masked_in(f"联系{typed}，王"), "联系138****0001，王")
                self.assertTrue(names_a_mobile(f"联系{typed}，王"))

    def test_landlines_are_masked_and_are_no_mobiles(self):
        for typed in ("028-12345678", "０２８－１２３４５６７８"):
            with self.subTest(typed):
                self.assertEqual(masked_in(f"电话{typed}"), "电话028****5678")
                self.assertFalse(names_a_mobile(typed))

    def test_other_figures_stay(self):
        for text in ("2025-05-12 13:00-15:30", "学号 20251380000001", "1500 人、1380 人次",
                     "A13800000001", "5月15日 18:00", "15 000 元 2025 年"):  # fmt: skip
            with self.subTest(text):
                self.assertEqual(masked_in(text), text)
