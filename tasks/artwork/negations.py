"""The words that turn what is said after them into its opposite, in the languages in which the project speaks.

A card that shows part of a sentence keeps them with what they deny. Where a script writes no spaces, or a language
joins its negation to other letters, the table holds parts of words.
"""

import re
from functools import cache

_WORDS = {
    "en": "not no never without nor neither nobody nothing none nowhere cannot hardly barely scarcely rarely seldom "
    "almost nearly few little false fake myth lack lacks lacked fail fails failed refuse refused refuses deny denies "
    "denied avoid avoids avoided stop stops stopped prevent prevents prevented instead unless except if",
    "de": "nicht kein keine keinen keinem keiner keines nie niemals ohne weder noch nirgends niemand nichts kaum fast "
    "beinahe statt wenn falls außer selten",
    "fr": "pas ne n' n’ ni jamais sans aucun aucune rien personne guère presque sauf si",
    "es": "no ni nunca jamás sin ningún ninguna ninguno nada nadie tampoco casi salvo si",
    "it": "non né mai senza nessun nessuno nessuna niente nulla quasi tranne se",
    "pt": "não nem nunca jamais sem nenhum nenhuma nada ninguém quase salvo se",
    "nl": "niet geen nooit zonder noch niemand niets bijna behalve als nauwelijks",
    "pl": "nie bez ani nigdy nikt nic prawie jeśli brak żaden żadna żadne",
    "ru": "не ни нет без никогда никто ничего почти кроме если нельзя",
    "uk": "не ні немає без ніколи ніхто нічого майже крім якщо",
    "tr": "değil yok hiç asla olmadan neredeyse eğer",
    "el": "δεν δε μην μη όχι χωρίς ούτε ποτέ κανείς σχεδόν αν",
    "sv": "inte ej ingen inget inga aldrig utan nästan om",
    "da": "ikke ej ingen intet aldrig uden næsten hvis",
    "nb": "ikke ei ingen intet aldri uten nesten hvis",
    "fi": "ei en et emme ette eivät älä ilman melkein jos",
    "cs": "ne není nikdy bez ani žádný žádná žádné téměř pokud",
    "hu": "nem ne sem nincs soha nélkül majdnem ha",
    "ro": "nu fără nici niciodată nimeni nimic aproape dacă",
    "id": "tidak bukan tanpa jangan belum hampir jika",
    "vi": "không chưa đừng chẳng gần nếu",
    "ar": "لا لم لن ليس ليست غير بدون دون ما إذا",
    "fa": "نه نیست نیستند بدون هرگز هیچ اگر",
    "he": "לא אין בלי ללא אף כמעט אם",
    "hi": "नहीं न मत बिना लगभग अगर",
    "ko": "안 못 없이 아니라 아닌 거의",
}
_PARTS = {
    "en": "n't n’t",
    "ja": "ない なく なかっ ません ぬ ずに ほとんど もし",
    "zh": "不 没 沒 無 无 非 别 別 未 几乎 如果",
    "ko": "않 없 아니 지못 못하",
    "th": "ไม่ มิ ห้าม เกือบ ถ้า",
    "tr": "meyen mayan madan meden mıyor miyor muyor müyor madı medi maz mez",
    "fa": "نمی",
    "cs": "není nemá nebyl",
}

# In these, the denial follows what it denies, or is part of its verb.
FOLLOWING = frozenset("ja ko tr hi zh th fa".split())
_MARKS = re.compile(r"[\"“”„«»‘()\[\]¿¡,;:–—.!?…。、，；：！？।،؛؟]")


def denies(word: str, language: str) -> bool:
    """Whether a word, with the marks around it, denies, doubts or supposes what its clause says."""
    whole, parts = _table(language.partition("-")[0])
    bare = _MARKS.sub("", word.lower())
    return bare in whole or any(part in bare for part in parts)


@cache
def _table(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    language = {"no": "nb", "nn": "nb", "iw": "he", "yue": "zh", "cmn": "zh"}.get(language, language)
    return frozenset(_WORDS.get(language, "").split()), tuple(_PARTS.get(language, "").split())
