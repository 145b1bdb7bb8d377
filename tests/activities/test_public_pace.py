"""How often one address may have something worked out anew."""

from unittest import mock

from django.core.cache import caches
from django.test import override_settings
from django.urls import reverse

from activities.public.pace import PACE, SPAN, Pace

from .test_public_pages import KEEPING, PublicTestCase

FEW = 3


@override_settings(PUBLIC_PAGES_A_MINUTE=FEW)
class Strangers(PublicTestCase):
    def setUp(self):
        super().setUp()
        # One minute for the whole test, whatever the clock of the machine says.
        clock = mock.patch("activities.public.pace.time.monotonic", return_value=0.0)
        self.enterContext(clock)
        PACE.counts.clear()
        self.addCleanup(PACE.counts.clear)

    def statuses(self, *addresses, **facts):
        return [self.stranger.get(address, **facts).status_code for address in addresses]

    def searches(self, count):
        return [self.at("public_programme", query=f"?q=焊接{n}") for n in range(count)]

    def test_who_searches_too_fast_is_asked_to_wait_a_minute(self):
        self.assertEqual(self.statuses(*self.searches(FEW + 1)), [200] * FEW + [429])
        refusal = self.stranger.get(self.searches(1)[0])
        self.assertContains(refusal, "请等一分钟再看", status_code=429)
        self.assertEqual(refusal.headers["Retry-After"], f"{SPAN}")
        self.assertFalse(refusal.cookies)

    def test_calendars_count_as_well(self):
        feed = reverse("calendar_feed", args=["2025"])
        self.assertEqual(self.statuses(*[feed] * (FEW + 1)), [200] * FEW + [429])

    def test_what_is_kept_is_handed_out_without_counting(self):
        self.enterContext(override_settings(CACHES=KEEPING))
        self.addCleanup(caches["pages"].clear)
        home = self.at("public_home")
        self.assertEqual(self.statuses(*[home] * (FEW + 5)), [200] * (FEW + 5))

    def test_words_nobody_knows_do_not_get_around_it(self):
        self.enterContext(override_settings(CACHES=KEEPING))
        self.addCleanup(caches["pages"].clear)
        days = [self.at("public_programme", query=f"?day=x{n}") for n in range(FEW + 1)]
        self.assertEqual(self.statuses(*days)[-1], 429)

    def test_others_are_not_kept_waiting(self):
        self.statuses(*self.searches(FEW + 1))
        other = {"REMOTE_ADDR": "198.51.100.7"}
        self.assertEqual(self.statuses(*self.searches(1), **other), [200])

    @override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
    def test_behind_a_proxy_the_person_counts_and_not_the_proxy(self):
        for n in range(FEW + 1):
            behind = {"X-Forwarded-For": f"203.0.113.{n}"}
            self.assertEqual(self.statuses(self.searches(1)[0], headers=behind), [200])

    def test_neighbours_in_one_network_of_ipv6_are_one(self):
        said = [
            *(self.statuses(self.searches(1)[0], REMOTE_ADDR=f"2001:db8::{n}") for n in range(4)),
            self.statuses(self.searches(1)[0], REMOTE_ADDR="2001:db8:0:1::1"),
            self.statuses(self.searches(1)[0], REMOTE_ADDR="::ffff:203.0.113.9"),
        ]
        self.assertEqual([code for (code,) in said], [200, 200, 200, 429, 200, 200])

    @override_settings(PUBLIC_PAGES_A_MINUTE=0)
    def test_nought_is_no_limit(self):
        self.assertEqual(self.statuses(*self.searches(FEW + 2)), [200] * (FEW + 2))


def test_a_new_minute_begins_with_nothing(monkeypatch):
    pace, clock = Pace(), [0.0]
    monkeypatch.setattr("activities.public.pace.time.monotonic", lambda: clock[0])
    assert [pace.allows("a", 1), pace.allows("a", 1)] == [True, False]
    clock[0] = SPAN
    assert pace.allows("a", 1)
    assert set(pace.counts) == {"a"}
