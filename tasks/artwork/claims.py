"""Tells a fact from what a sentence only supposes, wishes, denies, asks or repeats: a card shows facts alone.

"If he had 100 euros" and "they say that it cost 100 euros" hold the number that a card would show, and do not state
it. The words here also hold what changes a number from anywhere in the sentence: a rate ("every year") and a limit
that it passes ("fell below 500"). English has its own rules, in figures.py.
"""

import re
from functools import cache

# Anywhere in the sentence, these mean that it does not state its number or place.
_UNSTATED = {
    "de": r"wenn|falls|sofern|ob|hätten?|wären?|würden?|könnten?|müssten?|dürften?|solle?n?|sollten?|kann|können|möchten?|"
    r"will|wollen|wollten?|plan(?:t|en|te|ten)|geplant\w*|hoff\w*|träum\w*|wünsch\w*|forder\w*|verlang\w*|droh\w*|"
    r"erwart\w*|rechne[nt]|schätz\w*|geschätzt\w*|behaupt\w*|angeblich\w*|mutmaßlich\w*|vermut\w*|offenbar|wohl|"
    r"vielleicht|möglicherweise|wahrscheinlich|glaub\w*|meint|meinte|meinen|sagen|sagt|sagte|sagten|heißt es|laut|"
    r"zufolge|bestreite[nt]|bestritt\w*|bezweif\w*|dementier\w*|leugne\w*|lüge\w*|gelogen|gerücht\w*|legende|sage|"
    r"mythos|märchen|fälschlich\w*|irrtümlich\w*|falsch\w*|scheint|scheinbar|beinahe|jährlich\w*|täglich\w*|"
    r"stündlich\w*|monatlich\w*|wöchentlich\w*|pro|je|jede[rnsm]?|überst[ei]+g\w*|überschr\w*|unterschr\w*|"
    r"übertr\w+|unterbot\w*|höchstens|maximal\w*|minimal\w*|marke von|grenze von|"
    r"(?:ein|der|das|die|eine) (?:liter|kilo\w*|gramm|tonne|barrel|fass|unze|quadratmeter|kubikmeter|stunde)|"
    r"so viel\w*|so viele|genauso|ebenso|ähnlich|um ein haar|gesucht|such(?:t|en|te)|brauch\w*|benötig\w*|nötig|"
    r"fehl\w*|ablehn\w*|abgelehnt\w*|lehn(?:t|te|en|ten)|verfehl\w*|verpass\w*|verhinder\w*|verzicht\w*|"
    r"scheiter\w*|vermied\w*|unter null|frost|von null|null auf",
    "es": r"si|tuvier\w+|hubier\w+|fuer(?:a|an|as|amos)|pudier\w+|(?:podr|deber|tendr|habr|ser|estar|costar|pagar|har|ir|valdr|"
    r"querr|llegar|alcanzar|perder|ganar|morir|faltar|bastar)ía\w*|puede|pueden|podía\w*|debe|deben|afirm\w*|"
    r"asegur\w*|"
    r"dice|dicen|dijo|dijeron|según|niega|niegan|negó|negaron|desmi?nt\w*|desmient\w*|presunt\w*|supuest\w*|"
    r"dud[aoó]\w*|"
    r"quizás?|tal vez|acaso|probable\w*|posible\w*|cree|creen|creía\w*|creyó|sueñ\w*|soñ\w*|quier\w*|quis\w*|dese\w*|"
    r"esper[aoó]n?|exig\w*|reclam\w*|pide|piden|pidió|plane\w*|prevé|prevén|previst\w*|amenaz\w*|rumor\w*|leyenda|"
    r"mito|"
    r"fals\w*|mentira|mint\w*|parece|parecen|estim\w*|calcul\w*|cada|diari\w*|anual\w*|mensual\w*|semanal\w*|"
    r"super[aóe]\w*|superior\w*|sobrepas\w*|exced\w*|rebas\w*|por debajo|por encima|inferior\w*|máxim\w*|mínim\w*|"
    r"(?:el|un) (?:litro|kilo\w*|gramo|metro|barril)|la (?:tonelada|onza|hora|noche)|"
    r"tant[oa]s? como|tan \w+ como|igual que|a punto de|estuvo por|ojalá|iba a|iban a|va a|van a|busca\w*|"
    r"necesit\w*|falta\w*|rechaz\w*|evit\w*|renunci\w*|fracas\w*|impid\w*|bajo cero|negativos?|desde cero|de cero",
    "fr": r"si|s['’](?:il|ils)|\w+(?:rait|raient)|peut|peuvent|pouvai\w*|doit|doivent|devai\w*|dit|disent|affirm\w*|assur\w*|"
    r"prétend\w*|selon|d['’]après|nie|nient|niait|démen\w*|dout\w*|peut-être|sans doute|probable\w*|possible\w*|"
    r"croi[st]|croyai\w*|croient|pens\w*|rêv\w*|veut|veulent|voulai\w*|voudr\w*|espèr\w*|espér\w*|exig\w*|réclam\w*|"
    r"demand\w*|prévoi\w*|prévu\w*|menac\w*|rumeur\w*|légende|mythe|faux|fausse\w*|mensonge|ment|semble\w*|estim\w*|"
    r"présumé\w*|prétendu\w*|suppos\w*|chaque|annuel\w*|quotidien\w*|mensuel\w*|hebdo\w*|dépass\w*|excèd\w*|"
    r"franchi\w*|inférieur\w*|supérieur\w*|maxim\w*|minim\w*|au-dessus|au-dessous|en dessous|ne|n['’]\w+|"
    r"(?:le|un) (?:litre|kilo\w*|gramme|mètre|baril)|la (?:tonne|nuit)|l['’](?:once|heure)|"
    r"autant|aussi|égale?|failli\w*|manqu\w*|pourvu que|allai\w*|va|vont|faut|fallait|cherch\w*|besoin|refus\w*|"
    r"rejet\w*|évit\w*|renonc\w*|échou\w*|empêch\w*|sous zéro|zéro|négatif\w*",
    "ru": r"если|бы|б|будь|ли|неужели|разве|может|могут|мог|могл\w+|должн\w*|предположительно|якобы|будто|вероятно|наверно\w*|"
    r"возможно|кажется|видимо|утвержда\w*|заяв\w*|говор\w*|сказа\w*|счита\w*|дума\w*|полага\w*|по (?:(?:его|её|"
    r"их) )?(?:словам|мнению|"
    r"данным|оценк\w+|слухам|легенде|плану)|согласно|отрица\w*|опроверг\w*|сомнева\w*|сомнени\w*|мечта\w*|хоч\w+|"
    r"хот[яие]\w*|"
    r"наде[ея]\w*|ожида\w*|планиру\w*|требу\w*|угрожа\w*|гроз[ия]т|слух\w*|легенд\w*|миф\w*|лож\w*|лжёт|неправд\w*|"
    r"ошибочн\w*|ежегодн\w*|ежедневн\w*|ежемесячн\w*|еженедельн\w*|кажд\w+|превыс\w*|превыша\w*|перевал\w*|максим\w*|"
    r"миним\w*|должен|задолжа\w*|(?:литр|килограмм|кило|грамм|тонна|баррель|унция|кубометр|квадратный метр|"
    r"час)\b[^,.]*стои\w*|"
    r"столько|сколько|как|равно|чуть не|едва не|чуть было|нужн\w*|ищ\w+|отказ\w*|отверг\w*|отклон\w*|избеж\w*|"
    r"предотврат\w*|сорва\w*|ниже нуля|мороза|с нуля|ноль|длиннее|короче|выше|глубже|шире|тяжелее|легче|больше|"
    r"меньше|дороже|дешевле|старше|моложе",
    "it": r"se|avrebbe\w*|sarebbe\w*|\w+rebber?o?|può|possono|poteva\w*|deve|devono|dice|dicono|disse|ha detto|afferma\w*|"
    r"sostien\w*|secondo|nega|negano|negò|smenti\w*|presunt\w*|forse|probabil\w*|possibil\w*|dubit\w*|crede\w*|"
    r"pens\w*|"
    r"sogn\w*|vuole|vogliono|vorr\w*|sper[ao]\w*|chied\w*|prev\w*|minacci\w*|leggenda|mito|fals\w*|sembra\w*|stim\w*|"
    r"ogni|annu\w*|giornalier\w*|mensil\w*|super[aò]\w*|superior\w*|inferior\w*|massim\w*|minim\w*|al di sotto|"
    r"al di sopra|sotto i|un (?:litro|chilo)|il (?:litro|chilo)|"
    r"tant[oaie] quant\w*|quanto|come|per poco|magari|sta per|stava per|cerc\w*|serv\w*|manca\w*|rifiut\w*|"
    r"evit\w*|rinunci\w*|sotto zero|da zero",
    "pt": r"se|tivesse\w*|fosse\w*|houvesse\w*|\w+[aei]ria[m]?|pode|podem|podia\w*|deve|devem|diz|dizem|disse\w*|afirm\w*|segundo|"
    r"nega|negam|negou|desment\w*|supost\w*|talvez|provavel\w*|possivel\w*|duvid\w*|acha|acham|acredit\w*|sonh\w*|"
    r"quer|querem|queria\w*|esper[ao]\w*|exig\w*|pede|pedem|prev\w*|ameaç\w*|boato\w*|lenda|mito|fals\w*|parece\w*|"
    r"estim\w*|cada|diári\w*|anual\w*|mensal\w*|super[ao]\w*|superior\w*|ultrapass\w*|exced\w*|inferior\w*|máxim\w*|"
    r"mínim\w*|abaixo|acima|(?:o|um) (?:litro|quilo)|"
    r"tant[oa]s? quanto|como|quase|tomara|ia|vai|vão|procur\w*|precis\w*|falta\w*|recus\w*|evit\w*|abaixo de zero|"
    r"negativos?|do zero",
    "nl": r"als|indien|of|zou|zouden|kan|kunnen|kon|konden|moet|moeten|wil|willen|wilde\w*|zegt|zei|zeggen|beweer\w*|volgens|"
    r"ontken\w*|vermoed\w*|waarschijnlijk|mogelijk|misschien|wellicht|betwijfel\w*|geloof\w*|denk\w*|droom\w*|dromen|"
    r"hoop\w*|eis[et]\w*|verwacht\w*|plan\w*|dreig\w*|gerucht\w*|legende|mythe|vals\w*|lijkt|schat\w*|geschat\w*|"
    r"elke?|"
    r"ieder\w*|jaarlijks|dagelijks|maandelijks|wekelijks|overschr\w*|overst\w*|maxim\w*|minim\w*|onder de|boven de|"
    r"(?:een|de) (?:liter|kilo)|"
    r"evenveel|zoveel|net zo|bijna|zoek\w*|gezocht|nodig|ontbre\w*|weiger\w*|voorkom\w*|onder nul|vorst|van nul",
    "ja": r"もし|なら|たら|れば|とされ|という|といわ|と言|と述べ|と主張|と話|と訴え|と語|によると|によれば|そうです|そうだ|ようです|らしい|かもしれ|だろう|でしょう|はず|"
    r"べき|たい(?:です|と)|否定|疑|予定|計画|見込|見通|予想|予測|推定|目標|夢|希望|要求|求め|うわさ|噂|伝説|神話|嘘|うそ|思え|思わ|思い|思っ|考え|最高|最低|最大|最小|最長|最短|"
    r"上限|下限|超え|超す|上回|下回|割り|割っ|割る|満た|足り|不足|引き|ぶり|連続|できる|可能|突破|恐れ|おそれ|以内|目前|間近|せず|"
    r"もう少しで|あやうく|危うく|ところで|と同じ|並み|分の|募集|必要|ほし|欲し|拒|断り|断っ|見送|免れ|防ぎ|防い|失敗|逃し|氷点下|零下|ゼロ",
}
# Anywhere in the sentence, these mean that it takes place elsewhere, or everywhere.
_ELSEWHERE = {
    "de": r"davon|darunter|denen|weltweit|welt|botschaft\w*|anders|gegensatz|wie in|als in|sonst|vergleich\w*|\w*reise\w*|"
    r"früher|einst|nächste\w*|künftig",
    "es": r"de ellos|de ellas|cuales|mundo|mundial|embajada\w*|como en|que en|diferencia|comparación|viaj\w*|antes",
    "fr": r"dont|monde|mondial\w*|ambassade\w*|comme|qu['’]en|différence|contrairement|comparaison|voyag\w*|autrefois",
    "ru": r"из них|в мире|мира|миров\w*|посольств\w*|как в|чем в|отличие|сравнени\w*|поезд\w*|раньше|когда-то",
    "it": r"di cui|mondo|mondial\w*|ambasciata\w*|come in|che in|differenza|viagg\w*",
    "pt": r"dos quais|das quais|deles|delas|mundo|mundial|embaixada\w*|como em|que em|que no|diferença|viaj\w*",
    "nl": r"waarvan|wereld\w*|ambassade\w*|zoals|dan in|verschil|reis\w*",
    "ja": r"うち|世界|大使館|ように|と違|旅行|かつて|昔",
}
_QUOTED = re.compile(r"[„“«»\"”「『][^„“«»\"”「」『』]*[“”»«\"」』]")
_ASKED = re.compile(r"[?？¿;]\s*[\"”»」』]?\s*$|か[。？]?$|^¿")


def states(text: str, start: int, end: int, language: str) -> bool:
    """Whether the sentence `text` states what stands in text[start:end] as a fact, in its own words."""
    if _ASKED.search(text) or any(quote.start() < start and end < quote.end() for quote in _QUOTED.finditer(text)):
        return False
    words = _words(language, "unstated")
    return not (words and words.search(text))


def takes_place(text: str, start: int, end: int, language: str) -> bool:
    """Whether the sentence `text` takes place in the country or town that stands in text[start:end]."""
    words = _words(language, "elsewhere")
    return states(text, start, end, language) and not (words and words.search(text))


@cache
def _words(language: str, which: str) -> re.Pattern[str] | None:
    """The words of the language as one pattern; None for a language without a table."""
    table = _UNSTATED if which == "unstated" else _ELSEWHERE
    if language not in table:
        return None
    edge, end = ("", "") if language == "ja" else (r"(?<!\w)", r"(?!\w)")
    return re.compile(rf"{edge}(?:{table[language]}){end}", re.IGNORECASE)
