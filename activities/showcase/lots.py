"""抽签: booths by lot, so that anybody can repeat the draw from its published seed.

The method needs no random generator of ours: whoever has the seed and the codes gets the same
list with `sha256sum` and a sheet of paper. `method_in_words` is that instruction.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence

GROUP, GROUPS = 4, 4


def new_seed() -> str:
    """16 hexadecimal digits in groups of four (64 bits), read aloud without mistakes."""
    digits = secrets.token_hex(GROUP * GROUPS // 2)
    return "-".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def code_order(code: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key under which A2 comes before A10, and A before B."""
    parts = re.findall(r"[0-9]+|[^0-9]+", code)
    known = tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
    # A02 and A2 weigh the same so far; the text itself keeps the order total.
    return (*known, (-1, 0, code))


def digest(seed: str, college: str) -> str:
    """SHA-256 of “seed:code” in UTF-8, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(f"{seed}:{college}".encode()).hexdigest()


def ranking(seed: str, colleges: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """(digest, college code, name) in the order in which they receive a booth."""
    return sorted((digest(seed, code), code, name) for code, name in colleges)


def draw(
    seed: str, colleges: Sequence[tuple[str, str]], booths: Sequence[str]
) -> list[tuple[str, str]]:
    """(college code, booth code) in the order drawn.

    `colleges` are (code, name), `booths` the codes that are free. Their order does not matter, a
    name changes nothing. With more colleges than booths the last of the ranking get none; with
    more booths the last booths stay free. ValueError for an empty seed or a code given twice: such
    a draw could not be repeated.
    """
    codes = [code for code, _ in colleges]
    if not seed.strip():
        raise ValueError("抽签需要种子，请先生成种子再抽签。")
    for word, given in (("学院代码", codes), ("展位号", booths)):
        if len(set(given)) != len(given):
            raise ValueError(f"{word}有重复，无法抽签。请先改正重复的{word}。")
    ordered = [code for _, code, _ in ranking(seed, colleges)]
    return list(zip(ordered, sorted(booths, key=code_order), strict=False))


def method_in_words(seed: str) -> str:
    """How anybody repeats the draw, in Chinese, for the public page."""
    return (
        f"本次抽签的种子是“{seed}”。"
        "一、把种子、半角冒号和学院代码连成一行（不留空格，不换行），按 UTF-8 求 SHA-256，"
        f"例如在命令行输入 printf '%s' '{seed}:学院代码' | sha256sum，得到 64 位十六进制数。"
        "二、按这个数从小到大给学院排序。"
        "三、把参加抽签的展位按展位号排序，先比字母，再比数字的大小，例如 A2 在 A10 之前。"
        "四、排第一的学院得第一个展位，排第二的得第二个，依次类推；"
        "学院多于展位时，排在最后的学院本次没有展位。"
        "任何人用同一个种子和同样的代码都会得到同样的结果。"
    )
