"""A robot is removed while a digest is written for it, on the database itself."""

import threading

import pytest
from django.db import connection, transaction

from colleges.models import Robot, RobotMessage
from colleges.rules import WrongState

pytestmark = pytest.mark.django_db(transaction=True)


def test_removed_while_a_digest_is_written(cast):
    robot = Robot.objects.create(name="教务群", address="feishu://a", by=cast.zhou)
    broken = []

    def remove():
        try:
            robot.remove(cast.zhou)
        except Exception as error:  # a thread's own end: the test tells it
            broken.append(error)
        finally:
            connection.close()

    remover = threading.Thread(target=remove)
    with transaction.atomic():
        RobotMessage.objects.announce("digest:1", "标题", "内容")
        remover.start()
        remover.join(0.5)
    remover.join(30)
    assert broken == []
    assert not Robot.objects.exists() and not RobotMessage.objects.exists()


def test_the_second_of_two_who_remove_it_hears_so(cast):
    robot = Robot.objects.create(name="教务群", address="feishu://a", by=cast.zhou)
    twin = Robot.objects.get(pk=robot.pk)
    robot.remove(cast.zhou)
    with pytest.raises(WrongState, match="刚刚已由同事删除"):
        twin.remove(cast.zhou)
