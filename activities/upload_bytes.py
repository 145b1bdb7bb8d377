"""The bytes of files on their way: one file each, in a folder of their own beside the store."""

import errno
import fcntl
import os
import shutil
from contextlib import contextmanager

from django.conf import settings

from .tus import Refused

PIECE = 64 * 1024
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
NO_SPACE = "服务器磁盘空间不足，暂时不能接收文件。已收到的部分都在，空间恢复后接着传即可。"


def folder():
    place = settings.FILES_DIR / "uploads"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


@contextmanager
def held(path):
    """The file for one writer.

    The lock is the kernel's: whatever kills its holder frees it, and it reaches as far as the
    folder does, also over a network file system.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield file
    except BlockingIOError:
        told = "这个文件正在从另一个窗口或设备上传。请等它传完，或先在那边暂停。"
        raise Refused(423, told) from None
    finally:
        os.close(file)


def pieces(stream, length):
    """What comes of a body of `length`; ends early when the line is cut or goes silent."""
    left = length
    while left:
        try:
            data = stream.read(min(PIECE, left))
        except OSError:
            return
        if not data:
            return
        left -= len(data)
        yield data


def append(file, offset, stream, length, checksum=None):
    """Write a body behind `offset`, safe on disk; returns how much of it came.

    Nothing stays of one that cannot be kept: the disk is full, or its checksum is wrong.
    """
    taken = 0
    os.lseek(file, offset, os.SEEK_SET)
    try:
        for data in pieces(stream, length):
            write(file, data)
            taken += len(data)
            if checksum:
                checksum.update(data)
        os.fsync(file)
    except OSError as error:
        os.ftruncate(file, offset)
        if error.errno in DISK_FULL:
            raise Refused(507, NO_SPACE) from error
        raise
    if checksum and not checksum.is_right:
        os.ftruncate(file, offset)
        raise Refused(460, "收到的内容与校验值不符（途中损坏或没有收完）。请把这一段重新传一次。")
    return taken


def write(file, data):
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def free_space():
    return shutil.disk_usage(settings.FILES_DIR).free


def require_space(size):
    """Room for `size` more bytes and a floor below, without which the database fails as well."""
    if free_space() - size < settings.MEDIA_FREE_FLOOR:
        raise Refused(507, NO_SPACE)
