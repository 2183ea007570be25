"""How many words a language needs for what English says in one.

Languages say the same in about the same time, and in very different numbers of words: a narrator who speaks 160 English
words a minute speaks 126 German ones. A script is written by words, so without this a German short would be a quarter
too long.

The first table is of skilled readers who read the same texts aloud (International Reading Speed Texts, 2012). The
others are estimates, from the words of one text in each language and the length of their sounds; they are within a
seventh of the first table where both know a language. Words are counted as `count_words` counts them.
"""

from collections.abc import Mapping

from tasks.domain.languages import base

READ_ALOUD = "ar 0.61 de 0.79 en 1.0 es 0.96 fi 0.71 fr 0.86 he 0.82 it 0.82 nl 0.89 pl 0.73 pt 0.79 ru 0.81 sl 0.79 "
READ_ALOUD += "sv 0.87 tr 0.73"
# By ICU's words, where a script writes no spaces.
UNSPACED = "ja 1.05 zh 0.85 yue 0.85 th 1.15 lo 1.15 km 0.95 my 1.3"
ESTIMATED = (
    "af 0.82 am 0.60 az 0.68 be 0.81 bg 0.86 bn 0.67 bs 0.80 ca 0.88 cs 0.74 cy 0.84 da 0.93 el 0.92 et 0.71 eu 0.67 "
    "fa 0.86 gl 0.90 gu 0.74 hi 1.05 hr 0.80 hu 0.69 hy 0.64 id 0.80 is 0.79 ka 0.61 kk 0.67 kn 0.48 ko 0.58 lt 0.68 "
    "lv 0.68 mk 0.88 ml 0.40 mr 0.73 ms 0.78 ne 0.70 no 0.89 pa 1.06 ro 0.86 si 0.70 sk 0.74 sq 0.90 sr 0.80 sw 0.83 "
    "ta 0.53 te 0.50 tl 0.90 uk 0.79 ur 1.04 vi 1.22"
)
MIDDLE = 0.82  # of all of them, for a language that none of them has


def _table(*rows: str) -> Mapping[str, float]:
    cells = " ".join(rows).split()
    return dict(zip(cells[::2], map(float, cells[1::2]), strict=True))


PACES = _table(READ_ALOUD, UNSPACED, ESTIMATED)


def pace_of(language: str) -> float:
    """Words of this language (a code such as de or pt-BR) for each English word, in the same time."""
    return PACES.get(base(language), MIDDLE)
