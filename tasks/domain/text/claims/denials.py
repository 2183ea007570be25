"""Words that deny, and words that leave it open, by language: the project's own lists."""

from collections.abc import Mapping

from tasks.domain.languages import base

_DENIALS: Mapping[str, str] = {
    "en": "no not never nobody nothing none neither nor without cannot hardly nowhere denies denied deny refused fails "
    "failed",
    "de": "nicht nie niemals niemand nichts kein keine keinen keinem keiner keines ohne weder kaum nirgends",
    "fr": "pas jamais aucun aucune personne rien sans ni nulle",
    "es": "no nunca jamás nadie nada ningún ninguno ninguna sin ni tampoco",
    "it": "non mai nessuno nessun nessuna niente nulla senza né",
    "pt": "não nunca jamais ninguém nada nenhum nenhuma sem nem",
    "nl": "niet nooit niemand niets geen zonder noch nauwelijks",
    "pl": "nie nigdy nikt nic żaden żadna żadne bez ani",
    "ru": "не ни нет никогда никто ничто ничего без нельзя",
    "uk": "не ні немає ніколи ніхто нічого без",
    "tr": "değil yok asla hiç hiçbir kimse",
    "el": "δεν μην μη ποτέ κανείς κανένας τίποτα χωρίς ούτε όχι",
    "sv": "inte aldrig ingen inget inga utan varken knappast",
}
_DOUBTS: Mapping[str, str] = {
    "en": "probably perhaps maybe possibly allegedly reportedly supposedly apparently may might could believed believe "
    "believes thought think thinks suspected suspect suspects claimed claims suggests suggest likely unlikely seems "
    "seem seemed rumoured said",
    "de": "wahrscheinlich vielleicht möglicherweise angeblich vermutlich wohl könnte könnten dürfte soll sollen "
    "glauben glaubt vermuten scheint",
    "fr": "probablement peut-être sans_doute pourrait pourraient semble semblent soupçonne croit croient selon",
    "es": "probablemente quizá quizás tal_vez posiblemente podría podrían parece supuestamente cree creen según",
    "it": "probabilmente forse possibilmente potrebbe potrebbero sembra presumibilmente crede credono secondo",
    "pt": "provavelmente talvez possivelmente poderia poderiam parece supostamente acredita acreditam segundo",
    "nl": "waarschijnlijk misschien mogelijk vermoedelijk zou zouden lijkt schijnt gelooft volgens",
    "pl": "prawdopodobnie może być_może podobno rzekomo zapewne wydaje",
    "ru": "вероятно возможно может наверное якобы предположительно кажется считается",
    "uk": "ймовірно можливо мабуть може нібито здається",
    "tr": "muhtemelen belki olabilir sanılıyor iddiaya göre",
    "el": "πιθανώς ίσως μάλλον φαίνεται πιθανόν",
    "sv": "troligen kanske möjligen antagligen verkar tros påstås",
}
# Words before which a clause ends although no comma does, because what follows is said in contrast.
_CONTRASTS: Mapping[str, str] = {
    "en": "but although though whereas while instead rather",
    "de": "aber sondern obwohl während",
    "fr": "mais alors tandis",
    "es": "pero sino aunque mientras",
    "it": "ma però mentre",
    "pt": "mas embora enquanto",
    "nl": "maar hoewel terwijl",
    "pl": "ale lecz choć",
    "ru": "но а хотя",
    "uk": "але а хоча",
    "tr": "ama fakat ancak",
    "el": "αλλά ενώ όμως",
    "sv": "men utan fast",
}


def denials(language: str) -> frozenset[str]:
    """The words that deny; none for a language without a list."""
    return _words(_DENIALS, language)


def doubts(language: str) -> frozenset[str]:
    """The words by which a text says that something is only likely, or that others say it."""
    return _words(_DOUBTS, language)


def contrasts(language: str) -> frozenset[str]:
    """The words that begin a clause in contrast to the one before."""
    return _words(_CONTRASTS, language)


def _words(lists: Mapping[str, str], language: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in lists.get(base(language), "").split())
