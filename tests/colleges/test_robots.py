"""Robots of chat groups: which addresses, who sees them, what is sent when (design.md §4.8)."""

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from django.utils import timezone

from colleges.models import AuditEntry, Robot, RobotMessage
from colleges.robots import CHANNELS, checked_address
from colleges.rules import BrokenRule
from reports.models import ReminderRun
from tests import make
from tests.base import PortalTestCase, at

KEY = "8b6242a0-3e5a-4ce7-b4e5-6fa1c4d5e111"


TOOK = (200, {"errcode": 0, "errmsg": "ok"})


class Group(BaseHTTPRequestHandler):
    """A chat group's server, on this machine; it says what `answer` holds: status, words."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(json.loads(body))
        status, words = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(words).encode())

    def log_message(self, *words):
        pass


class Addresses(PortalTestCase):
    def test_what_a_group_gives_to_copy_is_taken(self):
        for pasted, stored in [
            (f" https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY} ", f"wecombot://{KEY}"),
            (
                "https://oapi.dingtalk.com/robot/send?access_token=" + "a" * 64,
                "dingtalk://" + "a" * 64,
            ),
            (f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}", f"feishu://{KEY}"),
            (f"wecombot://{KEY}", f"wecombot://{KEY}"),
        ]:
            with self.subTest(pasted):
                self.assertEqual(checked_address(pasted), stored)

    def test_no_other_server_is_spoken_to(self):
        for address in (
            "json://127.0.0.1/", "mailto://a:b@example.com", "https://example.com/x?key=1",
            f"https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key={KEY}",
            "file:///etc/passwd", f"wecombot://{KEY}?verify=no", "wecombot://", "",
        ):  # fmt: skip
            with self.subTest(address), self.assertRaises(BrokenRule):
                checked_address(address)


class Pages(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zhou)

    def add(self, address=f"wecombot://{KEY}"):
        return self.client.post("/robots/new/", {"name": "教务群", "address": address}, follow=True)

    def test_the_address_is_never_shown_again(self):
        self.assertContains(self.add(), "已增加“教务群”")
        robot = Robot.objects.get()
        self.assertEqual(robot.channel, "企业微信")
        self.assertNotContains(self.client.get("/robots/"), KEY)
        self.assertNotContains(self.add(f"mailto://{KEY}"), KEY, status_code=422)
        for entry in AuditEntry.objects.about(robot):
            self.assertNotIn(KEY, f"{entry.note}{entry.payload}{entry.object_text}")

    def test_a_wrong_address_is_told(self):
        self.assertContains(self.add("https://example.com/"), "不认识这个地址", status_code=422)
        self.assertFalse(Robot.objects.exists())

    def test_tried_and_removed(self):
        self.add()
        pk = Robot.objects.get().pk
        self.assertContains(self.client.post(f"/robots/{pk}/test/", follow=True), "待发送")
        self.assertContains(self.client.post(f"/robots/{pk}/remove/", follow=True), "已删除")
        self.assertFalse(RobotMessage.objects.exists())

    def test_eleven_are_too_many(self):
        for number in range(10):
            self.add(f"wecombot://{KEY}{number}")
        self.assertContains(self.add(), "最多 10 个", status_code=422)

    def test_the_same_robot_is_taken_once(self):
        self.add()
        pasted = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
        self.assertContains(self.add(pasted), "已经在用了，叫“教务群”", status_code=422)
        self.assertEqual(Robot.objects.count(), 1)

    def test_its_cost_stays_flat(self):
        self.add()
        Robot.objects.get().test(self.zhou)
        self.assertCostStaysFlat(
            "/robots/", lambda: [self.add(f"wecombot://{KEY}{n}") for n in "12"]
        )


class Sending(PortalTestCase):
    def setUp(self):
        self.server = self.enterContext(HTTPServer(("127.0.0.1", 0), Group))
        self.server.got, self.server.answer = [], TOOK
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.shutdown)
        urls = dict.fromkeys(CHANNELS, f"http://127.0.0.1:{self.server.server_port}/{{}}")
        self.enterContext(self.settings(ROBOT_URLS=urls))
        self.robot = self.add("wecombot")

    def add(self, scheme):
        address = f"{scheme}://secret"
        return Robot.objects.add_robot(self.zhou, name=f"{scheme}群", address=address)

    def send(self, **later):
        return RobotMessage.objects.send_due(timezone.now() + timedelta(**later))

    def titles(self):
        return [self.text(sent).splitlines()[0] for sent in self.server.got]

    def text(self, sent):
        return sent["text"]["content"]

    def test_the_clock_s_digest_reaches_the_group_once(self):
        ReminderRun.objects.send_due(at("2025-05-12T12:00"))
        self.assertEqual((self.send(hours=2), self.send(hours=2)), (1, 0))
        self.assertEqual(self.titles(), ["附件1还有 2 个学院未报"])
        self.assertIn("机电学院、财经学院", self.text(self.server.got[0]))
        self.assertNotIn(make.PHONE, self.text(self.server.got[0]))

    def test_so_does_a_chase_of_all_but_not_of_one(self):
        requirement = self.filing.requirement
        facts = {"by": self.zhou, "at": self.now}
        ReminderRun.objects.chase(requirement, filing=self.filing, **facts)
        self.assertEqual(self.send(), 0)
        ReminderRun.objects.all().delete()
        ReminderRun.objects.chase(requirement, **facts)
        self.assertEqual(self.send(), 1)

    def test_a_refusal_is_told_without_the_address_and_tried_again(self):
        self.server.answer = (500, {})
        message = self.robot.test(self.zhou)
        with self.assertNoLogs(level="INFO"):
            self.assertEqual(self.send(), 0)
        message.refresh_from_db()
        self.assertIn("没有收下", message.words)
        self.assertNotIn("secret", message.words)
        self.server.answer = TOOK
        self.assertEqual((self.send(seconds=30), self.send(minutes=2)), (0, 1))

    def test_a_refusal_in_the_answer_s_own_code_is_one(self):
        for answer in [
            (200, {"errcode": 93000, "errmsg": "invalid webhook url"}),
            (200, {"errcode": 310000, "errmsg": "keywords not in content"}),
            (200, {"code": 19001, "msg": "param invalid"}),
            (200, ["?"]),
            (302, {"errcode": 0}),
        ]:
            with self.subTest(answer):
                self.server.answer = answer
                message = self.robot.test(self.zhou)
                self.assertEqual(self.send(), 0)
                message.refresh_from_db()
                self.assertIn("没有收下", message.words)

    def test_each_server_gets_its_own_form(self):
        self.server.answer = (200, {"code": 0, "msg": "success"})
        self.add("feishu").test(self.zhou)
        self.assertEqual(self.send(), 1)
        self.assertIn("msg_type", self.server.got[0])
        self.assertIn("text", self.server.got[0]["content"])

    def test_a_long_one_is_cut_to_what_the_server_takes(self):
        RobotMessage.objects.announce("digest:9", "附件1还有 300 个学院未报", "学院" * 2000)
        self.assertEqual(self.send(), 1)
        text = self.text(self.server.got[0])
        self.assertLessEqual(len(text.encode()), 2048)
        self.assertTrue(text.endswith("（全文见系统的收件箱）"))

    def test_in_the_end_it_gives_up(self):
        self.server.answer = (500, {})
        message = self.robot.test(self.zhou)
        for day in range(12):
            self.send(days=day)
        message.refresh_from_db()
        self.assertEqual(message.state, RobotMessage.State.FAILED)
        self.assertEqual(len(self.server.got), 11)

    def test_twenty_a_minute(self):
        for _ in range(25):
            self.robot.test(self.zhou)
        self.assertEqual((self.send(), self.send(seconds=30), self.send(seconds=61)), (20, 0, 5))
