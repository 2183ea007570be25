"""Which words of Chinese, Japanese, Korean and Thai belong together on screen, where no space shows it.

ICU finds the words. A number stays with what it counts, a preposition with what follows, and the single characters into
which ICU splits a name that it does not know stay together. A break after a particle reads best.
"""

import re

from tasks.domain.words import HAN, KANA

_HANGUL, _THAI = "\uac00-\ud7a3", "\u0e00-\u0eff"
_SCRIPTS = re.compile(f"[{HAN}{KANA}{_HANGUL}{_THAI}]")
# A number in digits or in the script's own characters, with its order of magnitude: 2万, 三百, 700만.
_NUMBER = re.compile(
    r"(?:[\d.,]*\d|[〇零一二三四五六七八九十百千两兩数數几幾]+)(?:[十百千万萬亿億兆多余餘几幾数數]|만|억|조|천|백)*$"
    r"|^(?:สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน)$"
)
_DATE = re.compile(r"\d[年月년월]$")
_LEANS = frozenset(  # on the word after it
    """
    于 於 在 把 被 从 從 对 對 向 和 与 與 跟 或 是 不 很 最 这 這 那 每 第 约 約 近 超 将 將 以 由 为 為 比 让 讓 使
    有 及 也 都 就 还 還 更 已 没 沒 全 各 该 該 同 却 卻 只 又 才 大约 大約 超过 超過 其中
    その この あの どの およそ わずか 약 이 그 저 매 더 가장 한 두 세 네
    ใน ที่ และ ของ จาก กับ มี เป็น ความ การ ซึ่ง แต่ เพราะ ปี ประมาณ กว่า ไม่ ได้ ให้ โดย ผู้
    """.split()
)
_PARTICLE = re.compile(
    r"[\u3040-\u309f\u3400-\u9fff](?:は|が|を|に|で|へ|と|も|から|まで|より|って|ので)$"
    r"|[\u4e00-\u9fff][了着著过過吗嗎呢吧啊后後时時]$|[\uac00-\ud7a3](?:은|는|을|를|에|에서|으로|고|며|도|면)$"
)
_SUFFIXES = frozenset("家者员員性化们們度率式型界部里裡上下中内內外")  # of Chinese nouns; ICU parts them from one
_ONE_HAN = re.compile(f"[{HAN}]")


def belongs_together(word: str, following: str) -> bool:
    """Whether a break between the two words would part a number from what it counts, or a word or a name."""
    if not _SCRIPTS.search(word + following) or not following[:1].isalnum():
        return False
    bare = re.sub(r"^\W+", "", word)
    if _DATE.search(bare):
        return following[:1].isdigit()
    counts = bool(_NUMBER.search(bare)) and not following[:1].isdigit()
    name = all(_ONE_HAN.fullmatch(part) and part not in _LEANS for part in (word, following))
    suffix = bool(re.search(f"[{HAN}]$", word)) and re.sub(r"\W", "", following) in _SUFFIXES
    cut = bool(re.fullmatch(f"[{HAN}]", bare) and re.match("[\u3041-\u309f]", following))  # 失|いました
    return counts or name or suffix or cut


def leans_on_next(word: str, following: str) -> bool:
    """Whether the word is a preposition, a prefix or the like, which stays with the word after it."""
    return word in _LEANS or (bool(_SCRIPTS.search(word)) and following[:1].isdigit() and len(word) == 1)


def ends_with_particle(word: str) -> bool:
    """Whether a phrase ends with the word, by its particle."""
    return bool(_PARTICLE.search(word))


def weight(word: str) -> float:
    """How many words of a caption a word counts as: 1, or less if it is a short word of Chinese or Thai."""
    letters = re.sub(r"\W", "", word)
    size = 2 if re.fullmatch(f"[{HAN}]+", letters) else 4 if re.search(f"[{_THAI}]", letters) else 0
    return min(1.0, len(letters) / size) if size else 1.0


def is_lone(text: str) -> bool:
    """Whether the text is one character of a script without spaces, and its marks."""
    letters = re.sub(r"\W", "", text)
    return len(letters) == 1 and bool(_SCRIPTS.search(letters))
