"""The program that opens strangers' files, in a process of its own (security.md B-31).

One order a line on its input, one answer a line on its output, both JSON; before the answer to a
long piece of work, lines that tell how much is done. What a hostile file costs, it costs here;
whoever gave the order starts another process and goes on with the next.
"""

import errno
import hashlib
import json
import os
import resource
import sys
import traceback
from pathlib import Path

from colleges.rules import BrokenRule

from .conversion import SECONDS as CONVERSION
from .copies import copy_photo
from .films import copy_film
from .kinds import DAMAGED, format_of

# On the processor, for one file.
SECONDS = {"photo": 15, "video": 120 + CONVERSION, "document": 15}
# Pages are served on the same processors.
NICE = 5
MEMORY = 1024 * 1024 * 1024
MEGABYTE = 1024 * 1024
TOO_MUCH = "文件的结构不正常，读出来比文件本身大得多。请用剪辑软件重新导出后再传。"


def serve():
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    for line in sys.stdin:
        answer = answer_to(json.loads(line))
        print(json.dumps(answer), flush=True)


def answer_to(order):
    try:
        return look_into(Path(order["path"]), order["name"], Path(order["target"]))
    except BrokenRule as refusal:
        return {"refusal": str(refusal)}
    except MemoryError:
        return {"heavy": True}
    except Exception as error:  # the edge: whatever a decoder stumbles over, the file is no good
        number = getattr(error, "errno", None)
        if number in (errno.ENOSPC, errno.EDQUOT):
            return {"errno": number}
        if number == errno.EFBIG:
            return {"refusal": TOO_MUCH}
        traceback.print_exc()
        return {"refusal": DAMAGED}


def look_into(path, name, target):
    limit(SECONDS["document"])
    found = format_of(path, name)
    limit(SECONDS[found.kind])
    limit_copies(path.stat().st_size)
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    facts = {"kind": found.kind, "content_type": found.media_type, "sha256": digest}
    if found.kind == "photo":
        return facts | copy_photo(path, found.code, target)
    if found.kind == "video":
        return facts | copy_film(path, target, tell=tell)
    return facts


def tell(part):
    print(json.dumps({"done": round(part, 3)}), flush=True)


def limit(seconds):
    """From now on so long on the processor; beyond that the kernel ends this process."""
    spent = sum(os.times()[:2])
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent) + seconds + 1, most))


def limit_copies(size):
    """No copy is much larger than what came: a film may name the same bytes a thousand times."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + size // 10 + 16 * MEGABYTE, most))
