"""The words around a number that tell whether a card may show it, in every language in which cards show figures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """The words of one language around a number. `about` may stand before it and are shown with it."""

    about: str
    refuse_before: str  # directly before it, these make it something else than an amount
    refuse_after: str  # anywhere behind it, these change it
    numbers: str  # number words, and words for shares and multiples
    years: str  # before a year that may be shown
    negations: str  # anywhere in the sentence, these may deny the number
    articles: str = ""  # between those of `about` and the number: "cerca de un 5 %"
    counted: str = r"[^\W\d_]+"  # what a bare number may count: the one word after it


CONTEXTS = {
    "en": Context(
        about="about|around|roughly|approximately|an estimated|nearly|almost|over|more than|less than|fewer than|under|"
        "at least|at most|up to|only|just|well over|just over|just under|as many as|as much as|as few as|as little as",
        refuse_before="",
        refuse_after="more|less|fewer|longer|shorter|taller|above|below|per|every|each|or|of|out|a|an",
        numbers="two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter|dozen|hundreds?|twice",
        years="",
        negations="not|no|never|without",
        counted="(?!)",
    ),
    "de": Context(
        about="etwa|rund|circa|ca\\.|ungefähr|fast|knapp|beinahe|über|mehr als|weniger als|mindestens|"
        "höchstens|nur|bis zu|gut|annähernd|nahezu|wenigstens|zirka",
        refuse_before="nicht|kein|keine|keinen|nie|niemals|ohne|zwischen|von|vom|bis|auf|und|oder|als|wie|pro|je|jede|"
        "jeder|jedes|jeden|alle|"
        "Nummer|Nr\\.|Seite|Kapitel|Platz|Rang|Flug|Linie|Artikel|Zimmer|Paragraf|mal|gegen|zu|um|Gleis|Gate|"
        "Autobahn|Halle|Minute|Version|Teil|unter|Alter|mit|statt|plus|minus|durch|ab|nach|vor|in|kaum|der|die|den|diese|"
        "weitere|andere|letzten|ersten|seine|ihre|alte|beste|zulässige|bei der|für",
        refuse_after="mehr|weniger|länger|kürzer|teurer|billiger|später|früher|zu (?:viel|wenig|schnell|langsam|hoch|"
        "groß|klein|lang|kurz|schwer|leicht|spät|früh|teuer|alt|jung|tief|weit)|bis|"
        "oder|von|mal|pro|je|"
        "als|davon|täglich|stündlich|jährlich|monatlich|wöchentlich|jeden|jede|jedes|"
        "sondern|gegen|Uhr|nicht|am Tag|im Jahr|im Monat|in der",
        numbers="zwei|zweite[nrs]?|drei|dritte[nrs]?|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert\\w*|"
        "tausende?|dutzend\\w*|hälfte|halb\\w*|drittel|viertel|doppelt\\w*|"
        "dreifach\\w*|zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig|millionen|milliarden|"
        "zweimal|dreimal|einer von|jeder",
        years="im Jahr|im Jahre|seit|Im Jahr|Im Jahre|Seit|Januar|Februar|März|April|Mai|Juni|Juli|August|"
        "September|Oktober|November|Dezember|Sommer|Winter|Herbst|Frühling",
        negations="nicht|kein\\w*|nie|niemals|niemand\\w*|nichts|nirgends|ohne|weder|sondern|statt|außer",
        counted=r"[A-ZÄÖÜ][a-zäöüß]+",
    ),
    "es": Context(
        about="unos|unas|cerca de|casi|más de|menos de|alrededor de|aproximadamente|al menos|como máximo|solo|sólo|"
        "hasta|apenas|cerca del|alrededor del|más del|menos del|prácticamente",
        refuse_before="no|ni|nunca|sin|entre|de|del|a|y|o|que|por|cada|número|página|capítulo|vuelo|ruta|artículo|nivel|"
        "tipo|sala|puesto|en|el|la|los|las|con|desde|versión|parte|menos|más|edad|ley|canal|autopista|línea|"
        "todos los|contra|últimos|últimas|primeros|primeras|al|tras|hace|para|su|sus|estos|estas|otros|otras|durante",
        refuse_after="más|menos|de más|demasiad\\w*|o|a|por|de cada|cada|al día|al año|al mes|a la semana|diarios?|"
        "anuales?|sino|contra|que|entre|"
        "veces|"
        "no|por ciento de los|a \\d",
        numbers="dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|docenas?|mitad|medi[oa]s?|tercio|tercera "
        "parte|cuarto|doble|triple|veinte|treinta|cuarenta|cincuenta|cien|cientos|"
        "miles|mil|millones|segund[oa]s?|tercer\\w*|uno de|una de",
        years="en|En|desde|Desde|año|enero de|febrero de|marzo de|abril de|mayo de|junio de|julio de|agosto de|"
        "septiembre de|octubre de|noviembre de|diciembre de",
        articles="un|el|la|los|las",
        negations="no|ni|nunca|jamás|nadie|ningun[ao]?|ningún|sin|tampoco|sino|salvo",
        counted=r"(?!(?:grandes|pequeñ[oa]s|nuev[oa]s|viej[oa]s|antigu[oa]s|buen[oa]s|mal[oa]s|larg[oa]s|jóvenes|graves|"
        r"mism[oa]s|diferentes|distint[oa]s|divers[oa]s|importantes|primer[oa]s|últim[oa]s|próxim[oa]s|siguientes|"
        r"mejores|peores|mayores|principales|verdader[oa]s|enormes|fuertes|breves|célebres|únic[oa]s)\b)"
        r"[a-záéíóúñ]+(?:as|os|es)",
    ),
    "fr": Context(
        about="environ|près de|presque|plus de|moins de|quelque|à peu près|au moins|au plus|seulement|jusqu'à|"
        "jusqu’à|à peine|pratiquement|quasiment|approximativement",
        refuse_before="pas|ni|jamais|sans|entre|de|du|des|à|au|et|ou|que|par|chaque|numéro|page|chapitre|vol|route|article|"
        "niveau|type|salle|le|la|les|en|avec|version|partie|moins|plus|tous les|toutes les|contre|ligne|"
        "étage|âge|aux|dès|sous|après|il y a|dans|pour|leurs|ses|ces|autres|vers|pendant|un|une",
        refuse_after="de plus|de moins|plus|moins|trop|ou|à|par|sur|chaque|mais|contre|que|fois|pas|quotidien\\w*|"
        "annuel\\w*|mensuel\\w*|l['’]heure|"
        "l['’]an|le kilo|la minute|le litre",
        numbers="deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|douzaines?|moitié|demie?|tiers|quart|"
        "double|triple|vingt|trente|quarante|cinquante|soixante|cent|cents|centaines?|"
        "mille|milliers?|millions|milliards|deuxième|troisième|second[es]?|un sur|une sur",
        years="en|En|depuis|Depuis|année|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|"
        "novembre|décembre",
        negations="pas|ni|jamais|sans|aucune?|guère|sauf",
        counted=r"(?!(?:des|les|ses|ces|dans|sans|sous|vers|dès|puis|plus|fois|grande?s|petite?s|nouveaux|nouvelles|"
        r"jeunes|vieux|vieilles|ancien(?:ne)?s|autres|beaux|belles|bon(?:ne)?s|gros|grosses|longs|longues|haute?s|"
        r"mauvais|mauvaises|meilleure?s|pires|premi(?:er|ère)s|derni(?:er|ère)s|prochaine?s|principaux|"
        r"principales|mêmes|différente?s|diverse?s|véritables|vrais|vraies|simples|seule?s|énormes|brèves|"
        r"importante?s|célèbres)\b)[a-zàâçéèêëîïôûùü]+[sx]",
    ),
    "ru": Context(
        about="около|примерно|почти|более|больше|свыше|менее|меньше|не менее|не более|лишь|всего|только|до|порядка|"
        "по меньшей мере|как минимум|приблизительно|практически|едва",
        refuse_before="не|ни|без|между|от|из|с|со|к|и|или|чем|на|по|в|каждые|каждый|каждая|номер\\w*|страниц\\w*|глав\\w*|"
        "рейс\\w*|квартал\\w*|блок\\w*|зал\\w*|корпус\\w*|подъезд\\w*|участк\\w*|зон[аеуы]|маршрут\\w*|стать\\w+|дом\\w*|квартир\\w*|том\\w*|школ\\w*|этаж\\w*|канал\\w*|лини\\w+|"
        "трасс\\w*|комнат\\w*|вагон\\w*|верси\\w+|част\\w+|ряд\\w*|за|против|для|возраст|о|об|при|под|над|"
        "через|минус|плюс|метро|вместо|\\w{2,}ее|глубже|выше|ниже|шире|дальше|дороже|дешевле|старше|младше|моложе|короче|"
        "спустя|после|эти|этих|все|других|ещё|последни[ех]|первы[ех]|начиная|свои|своих|его|её|их",
        refuse_after="больше|меньше|дороже|дешевле|короче|длиннее|выше|ниже|\\w+ее|или|до|из|по|в день|в году?|в час|в "
        "месяц|в неделю|в сутки|в минуту|в секунду|каждый|каждую|каждые|"
        "размер\\w*|класс\\w*|этаж\\w*|сорт\\w*|ежедневно|ежегодно|а не|против|раза?|не|на человека|за",
        numbers="дв[аеу]\\w*|тр[иёе]х?|трое|четыр\\w*|пят[ьи]|шест[ьи]|сем[ьи]|восемь|девять|десят\\w*|дюжин\\w*|"
        "половин\\w*|пол|треть\\w*|четверт\\w*|вдвое|втрое|двадцат\\w*|тридцат\\w*|"
        "сорок\\w*|сто|сотн\\w*|сот\\w*|тысяч\\w*|миллион\\w*|миллиард\\w*|полтора|второ\\w*|один из|одна из",
        years="",
        negations="не|ни|нет|без|никогда|никто|ничего|кроме",
        counted=r"минут|(?!(?:из|по|в|на|и|или|раз|раза|лет|года|"
        r"год)\b)[а-яё]+(?<!крыт)(?<!ых)(?<!их)(?<!ый)(?<!ая)(?<!ое)(?<!ли)(?<!ть)(?<!ут)(?<!ют)(?<!ет)(?<!ит)(?<!ят)",
    ),
    "it": Context(
        about="circa|quasi|più di|meno di|oltre|almeno|al massimo|solo|fino a|appena",
        refuse_before="non|né|mai|senza|tra|fra|di|del|a|e|o|che|per|ogni|numero|pagina|capitolo|volo|articolo|livello|"
        "tipo|sala|in|il|la|i|gli|le|con|da|dal|versione|parte|meno|più|contro|linea",
        refuse_after="più|meno|in più|o|a|per|su|al giorno|all['’]anno|al mese|ogni|ma|contro|che|volte|non|di cui|"
        "all['’]ora",
        numbers="due|tre|quattro|cinque|sei|sette|otto|nove|dieci|dodici|dozzin\\w*|metà|mezz[oa]|terzo|quarto|"
        "doppio|triplo|venti|trenta|cento|centinaia|mila|migliaia|milioni|miliardi|second[oa]|uno su",
        years="nel|Nel|dal|Dal|anno",
        negations="non|né|mai|senza|tranne",
        counted=r"(?!(?:dei|delle|degli|che|e|di|grandi|nuov[ie]|piccol[ie]|giovani|vecchi[e]?|altr[ie])\b)[a-zàèéìòù]+[ie]",
    ),
    "pt": Context(
        about="cerca de|quase|mais de|menos de|pelo menos|no máximo|só|apenas|até|aproximadamente",
        refuse_before="não|nem|nunca|sem|entre|de|do|da|a|e|ou|que|por|cada|número|página|capítulo|voo|artigo|nível|tipo|"
        "sala|em|o|os|as|com|desde|versão|parte|menos|mais|contra|linha",
        refuse_after="mais|menos|ou|a|por|em cada|ao dia|ao ano|ao mês|cada|mas|contra|que|vezes|não|dos quais|à hora",
        numbers="dois|duas|três|quatro|cinco|seis|sete|oito|nove|dez|doze|dúzias?|metade|mei[oa]|terço|quarto|dobro|"
        "triplo|vinte|trinta|cem|cento|centenas|mil|milhares|milhões|bilhões|segund[oa]|um em",
        years="em|Em|desde|Desde|ano",
        negations="não|nem|nunca|sem|salvo",
        counted=r"(?!(?:dos|das|nos|nas|os|as|grandes|nov[oa]s|pequen[oa]s|jovens|velh[oa]s|outr[oa]s)\b)[a-zàáâãçéêíóôõú]+s",
    ),
    "nl": Context(
        about="ongeveer|circa|zo['’]n|bijna|meer dan|minder dan|ruim|minstens|hoogstens|slechts|tot wel",
        refuse_before="niet|geen|nooit|zonder|tussen|van|tot|op|en|of|dan|als|per|elke|ieder|alle|nummer|pagina|hoofdstuk|"
        "vlucht|lijn|artikel|kamer|met|tegen|om|deel|versie|plus|min|in|de|het",
        refuse_after="meer|minder|langer|korter|te veel|te weinig|of|tot|van|per|op de|maal|keer|"
        "maar|tegen|dan|elke|niet|"
        "uur",
        numbers="twee|drie|vier|vijf|zes|zeven|acht|negen|tien|twaalf|dozijn|helft|half|halve|derde|kwart|dubbel\\w*|"
        "twintig|dertig|honderd\\w*|duizend\\w*|miljoen|miljard|tweede|een op",
        years="in|In|sinds|Sinds|jaar",
        negations="niet|geen|nooit|zonder|behalve",
        counted=r"[a-z]+(?:en|s)",
    ),
    "ja": Context(
        about="約|およそ|ほぼ|わずか|少なくとも|おおよそ|おおむね",
        refuse_before="月|年|日|週|一日|一泊|一人|一台|さらに|他の|その|この|第|毎|各|全|No\\.|番|号|から|と|や|〜|～|非|別|残り|残りの|他に|ごと|平成|昭和|令和|大正|明治|紀元前|前|マイナス|プラス|満|最大|最低|時速|秒速|徒歩|国道|県道|免許",
        refuse_after="ではな|じゃな|しか|から|または|あるいは|ごと|につき|当たり|あたり|うち|のうち|中の|倍|ない|ず|割|以上|以下|未満|超|前後|程度|ほど|くらい|ぐらい|近く|弱|強|台|目|号|番|"
        "日に|年に|月に|週に|時間に|ぬ|まで|毎|(?:高|低|多|少な|長|短|重|軽|広|狭|深|早|遅|速)[いく]",
        numbers="[一二三四五六七八九十百千](?=[人年月日本個匹頭回つ分割倍台件])|[一二三四五六七八九十]つ|半分|半数|倍|割|両方|数[十百千万億人]|第[一二三]",
        years=".*",
        negations="より|比べ|ない|なく|なかった|ません|以外|毎[時分日月年週]|[日月年週]に(?=[\\d\\x00])|時間に(?=[\\d\\x00])",
        counted="(?:人|年間|個|本|匹|頭|軒|件|種|種類|冊|枚|羽|隻|ヶ国|か国|カ国|基|校|社)(?![\u4e00-\u9fff])",
    ),
}
