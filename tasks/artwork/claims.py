"""Tells a fact from what a sentence only supposes, wishes, denies, asks or repeats: a card shows facts alone.

"If he had 100 euros" and "they say that it cost 100 euros" hold the number that a card would show, and do not state
it. The words here also hold what changes a number from anywhere in the sentence: a rate ("every year") and a limit
that it passes ("fell below 500"). English has its own rules, in figures.py.
"""

import re
from functools import cache

# Anywhere in the sentence, these mean that it does not state its number or place.
_UNSTATED = {
    "de": (
        r"davon|darunter|von ihnen|von denen|"
        r"wenn|falls|sofern|ob|hätten?|wären?|würden?|könnten?|müssten?|dürften?|solle?n?|sollten?|kann|können|"
        r"möchten?|will|wollen|wollten?|plan(?:t|en|te|ten)|geplant\w*|hoff\w*|träum\w*|wünsch\w*|forder\w*|"
        r"verlang\w*|droh\w*|erwart\w*|rechne[nt]|schätz\w*|geschätzt\w*|behaupt\w*|angeblich\w*|mutmaßlich\w*|"
        r"vermut\w*|offenbar|wohl|vielleicht|möglicherweise|wahrscheinlich|glaub\w*|meint|meinte|meinen|sagen|"
        r"sagt|sagte|sagten|heißt es|laut|zufolge|bestreite[nt]|bestritt\w*|bezweif\w*|dementier\w*|leugne\w*|"
        r"lüge\w*|gelogen|gerücht\w*|legende|sage|mythos|märchen|fälschlich\w*|irrtümlich\w*|falsch\w*|scheint|"
        r"scheinbar|beinahe|jährlich\w*|täglich\w*|stündlich\w*|monatlich\w*|wöchentlich\w*|pro|je|jede[rnsm]?|"
        r"überst[ei]+g\w*|überschr\w*|unterschr\w*|übertr\w+|unterbot\w*|höchstens|maximal\w*|minimal\w*|"
        r"marke von|grenze von|(?:ein|der|das|die|eine) (?:liter|kilo\w*|gramm|tonne|barrel|fass|unze|"
        r"quadratmeter|kubikmeter|stunde)|so viel\w*|so viele|genauso|ebenso|ähnlich|um ein haar|gesucht|such(?:t|"
        r"en|te)|brauch\w*|benötig\w*|nötig|fehl\w*|ablehn\w*|abgelehnt\w*|lehn(?:t|te|en|ten)|verfehl\w*|"
        r"verpass\w*|verhinder\w*|verzicht\w*|scheiter\w*|vermied\w*|unter null|frost|von null|null auf|fast|"
        r"aufge?hör\w*|hört\w* auf|um \w+ kürzer|zu \w+(?:en|ern|eln)|\w+zu\w+en|verspr[aieo]ch\w*|verspro\w*|"
        r"verg[aä]ß\w*|vergess\w*|weiger\w*|versuch\w*|stelle? (?:dir|sich|man)|einst|früher|ehemal\w*|nahe|"
        r"näher\w*|spätestens|frühestens|allenfalls|bitte[nt]?|abgesagt\w*|verschoben|gestrichen|verboten\w*|"
        r"erlaubt\w*|zulässig\w*|irrt\w*|irrtum|gefühlt\w*|darf|dürfen|umfrage\w*|prognose\w*|^wer|erzähl\w*|"
        r"es heißt|munkel\w*|um haaresbreite|muss|müssen|musste\w*|alle (?:tage|jahre|wochen)|am tag|"
        r"durchschnittlich\w*|im (?:durch)?schnitt|im mittel|(?:wird|werden) (?=\x00)"
    ),
    "es": (
        r"de ell[oa]s|de l[oa]s cuales|entre ell[oa]s|deber[áé]\w*|programad\w*|"
        r"si|tuvier\w+|hubier\w+|fuer(?:a|an|as|amos)|pudier\w+|(?:podr|deber|tendr|habr|ser|estar|costar|pagar|"
        r"har|ir|valdr|querr|llegar|alcanzar|perder|ganar|morir|faltar|bastar)ía\w*|puede|pueden|podía\w*|debe|"
        r"deben|afirm\w*|asegur\w*|dice|dicen|dijo|dijeron|según|niega|niegan|negó|negaron|desmi?nt\w*|"
        r"desmient\w*|presunt\w*|supuest\w*|dud[aoó]\w*|quizás?|tal vez|acaso|probable\w*|posible\w*|cree|creen|"
        r"creía\w*|creyó|sueñ\w*|soñ\w*|quier\w*|quis\w*|dese\w*|esper[aoó]n?|exig\w*|reclam\w*|pide|piden|pidió|"
        r"plane\w*|prevé|prevén|previst\w*|amenaz\w*|rumor\w*|leyenda|mito|fals\w*|mentira|mint\w*|parece|parecen|"
        r"estim\w*|calcul\w*|cada|diari\w*|anual\w*|mensual\w*|semanal\w*|super[aóe]\w*|superior\w*|sobrepas\w*|"
        r"exced\w*|rebas\w*|por debajo|por encima|inferior\w*|máxim\w*|mínim\w*|(?:el|un) (?:litro|kilo\w*|gramo|"
        r"metro|barril)|la (?:tonelada|onza|hora|noche)|tant[oa]s? como|tan \w+ como|igual que|a punto de|"
        r"estuvo por|ojalá|iba a|iban a|va a|van a|busca\w*|necesit\w*|falta\w*|rechaz\w*|evit\w*|renunci\w*|"
        r"fracas\w*|impid\w*|bajo cero|negativos?|desde cero|de cero|casi|quer[íe]\w*|dej[aóe]\w* de|intent\w*|"
        r"trat[aó] de|prometi\w*|promet\w*|olvid\w*|neg(?:ó|aron) a|imagin\w*|donde hubo|donde había|antaño|antes|"
        r"rond[aó]\w*|roz[aó]\w*|acerc\w*|a más tardar|como mucho|a lo sumo|fall[óa]\w*|(?!maría)\w+[ai]ría[ns]?|"
        r"\w{3,}(?:ar|er|ir) (?=\x00)|al parecer|por lo visto|pudo|pudieron|deb[íi]\w*|cancel\w*|suspend\w*|"
        r"aplaz\w*|prohib\w*|equivoc\w*|error\w*|encuesta\w*|sondeo\w*|pongamos|supong\w*|^quien(?:es)?|"
        r"quien cont\w*|se cuenta|cuentan que|como si|por poco|por los pelos|\w+dría[ns]?|tant[oa]s? \w+ como|"
        r"anunci\w* que|todos los (?:días|años|meses)|todas las (?:semanas|noches)|(?-i:[a-záéíóúñ])\w+rá[ns]?|"
        r"al (?:día|año|mes)|a la semana|por (?:día|año|hora|minuto|segundo|persona|habitante)|promedio|de media"
    ),
    "fr": (
        r"dont|parmi (?:eux|elles)|d['’]entre (?:eux|elles)|devra|devront|"
        r"si|s['’](?:il|ils)|\w+(?:rait|raient)|peut|peuvent|pouvai\w*|doit|doivent|devai\w*|dit|disent|affirm\w*|"
        r"assur\w*|prétend\w*|selon|d['’]après|nie|nient|niait|démen\w*|dout\w*|peut-être|sans doute|probable\w*|"
        r"possible\w*|croi[st]|croyai\w*|croient|pens\w*|rêv\w*|veut|veulent|voulai\w*|voudr\w*|espèr\w*|espér\w*|"
        r"exig\w*|réclam\w*|demand\w*|prévoi\w*|prévu\w*|menac\w*|rumeur\w*|légende|mythe|faux|fausse\w*|mensonge|"
        r"ment|semble\w*|estim\w*|présumé\w*|prétendu\w*|suppos\w*|chaque|annuel\w*|quotidien\w*|mensuel\w*|"
        r"hebdo\w*|dépass\w*|excèd\w*|franchi\w*|inférieur\w*|supérieur\w*|maxim\w*|minim\w*|au-dessus|au-dessous|"
        r"en dessous|ne|n['’]\w+|(?:le|un) (?:litre|kilo\w*|gramme|mètre|baril)|la (?:tonne|nuit)|l['’](?:once|"
        r"heure)|autant|aussi|égale?|failli\w*|manqu\w*|pourvu que|allai\w*|va|vont|faut|fallait|cherch\w*|besoin|"
        r"refus\w*|rejet\w*|évit\w*|renonc\w*|échou\w*|empêch\w*|sous zéro|zéro|négatif\w*|presque|cess\w*|"
        r"arrêt\w* de|tent\w*|essa[iy]\w*|promi\w*|promet\w*|oubli\w*|imagin\w*|là où|jadis|autrefois|naguère|"
        r"avoisin\w*|frôl\w*|approch\w*|plus tard|au plus tôt|rat[ée]\w*|\w+(?:er|ir|re|oir) (?=\x00)|annul\w*|"
        r"report\w*|interdi\w*|tromp\w*|erreur\w*|dû|pu|sondage\w*|mettons|certains|racont\w*|bruit court|^qui|"
        r"comme si?|paraît|pour un peu|de justesse|atten\w*|annonc\w* (?:que|vouloir)|tous les (?:jours|ans|mois)|"
        r"toutes les (?:semaines|nuits|heures)|"
        r"par (?:jour|an|mois|heure|minute|seconde|semaine|nuit|personne|habitant)|en moyenne|moyenn?e?|"
        r"(?:mesure|coûte|attein|atteind|compte|accueille|pèse|élève|dure|se|au|pour|viend|fe)r(?:a|ont)"
    ),
    "ru": (
        r"из них|из которых|среди них|в том числе|"
        r"если|бы|б|будь|ли|неужели|разве|может|могут|мог|могл\w+|должн\w*|предположительно|якобы|будто|вероятно|"
        r"наверно\w*|возможно|кажется|видимо|утвержда\w*|заяв\w*|говор\w*|сказа\w*|счита\w*|дума\w*|полага\w*|"
        r"по (?:(?:его|её|их) )?(?:словам|мнению|данным|оценк\w+|слухам|легенде|плану)|согласно|отрица\w*|"
        r"опроверг\w*|сомнева\w*|сомнени\w*|мечта\w*|хоч\w+|хот[яие]\w*|наде[ея]\w*|ожида\w*|планиру\w*|требу\w*|"
        r"угрожа\w*|гроз[ия]т|слух\w*|легенд\w*|миф\w*|лож\w*|лжёт|неправд\w*|ошибочн\w*|ежегодн\w*|ежедневн\w*|"
        r"ежемесячн\w*|еженедельн\w*|кажд\w+|превыс\w*|превыша\w*|перевал\w*|максим\w*|миним\w*|должен|задолжа\w*|"
        r"(?:литр|килограмм|кило|грамм|тонна|баррель|унция|кубометр|квадратный метр|час)\b[^,.]*стои\w*|столько|"
        r"сколько|как|равно|чуть не|едва не|чуть было|нужн\w*|ищ\w+|отказ\w*|отверг\w*|отклон\w*|избеж\w*|"
        r"предотврат\w*|сорва\w*|ниже нуля|мороза|с нуля|ноль|длиннее|короче|выше|глубже|шире|тяжелее|легче|"
        r"больше|меньше|дороже|дешевле|старше|моложе|почти|перестал\w*|недоста[вёею]\w*|пыта\w*|попыт\w*|"
        r"собира\w*|\w{2,}(?:ть|ться|ти|тись|чь)|обеща\w*|забы\w+|представ\w*|прос[ия]\w*|где был\w*|раньше|"
        r"прежде|когда-то|бывш\w*|приближ\w*|близ\w*|предельн\w*|самое большее|не позже|не раньше|планирова\w*|"
        r"провал\w*|отмен\w*|перенес\w*|запре\w*|ошиб\w*|опрос\w*|пожалуй|рассказ\w*|словно|кто-то|допустим|пусть|"
        r"^кто|вряд ли|прогноз\w*|поговарива\w*|едва ли|назад|спустя|солга\w*|врал\w*|врёт|лгал\w*|день за днём|"
        r"в (?:день|сутки|час|месяц|неделю|минуту|секунду)|за (?:день|сутки|час|год|месяц)|в год|в среднем|"
        r"в (?:\w+ )+(?:дни|часы|годы)|будет|будут|станет|станут|состав[ия]т|"
        r"начн[её]тся|начнутся|откро[ею]т\w*|пройд[её]т|пройдут|появ[ия]тся|(?:объяв|сообщ|писа)\w+,? что"
    ),
    "it": (
        r"se|avrebbe\w*|sarebbe\w*|\w+rebber?o?|può|possono|poteva\w*|deve|devono|dice|dicono|disse|ha detto|"
        r"afferma\w*|sostien\w*|secondo|nega|negano|negò|smenti\w*|presunt\w*|forse|probabil\w*|possibil\w*|"
        r"dubit\w*|crede\w*|pens\w*|sogn\w*|vuole|vogliono|vorr\w*|sper[ao]\w*|chied\w*|prev\w*|minacci\w*|"
        r"leggenda|mito|fals\w*|sembra\w*|stim\w*|ogni|annu\w*|giornalier\w*|mensil\w*|super[aò]\w*|superior\w*|"
        r"inferior\w*|massim\w*|minim\w*|al di sotto|al di sopra|sotto i|un (?:litro|chilo)|il (?:litro|chilo)|"
        r"tant[oaie] quant\w*|quanto|come|per poco|magari|sta per|stava per|cerc\w*|serv\w*|manca\w*|rifiut\w*|"
        r"evit\w*|rinunci\w*|sotto zero|da zero|quasi|smes\w*|smett\w*|cercat\w*|promes\w*|promett\w*|dimentic\w*|"
        r"immagin\w*|un tempo|\w+(?:are|ere|ire) (?=\x00)|annulla\w*|rinvia\w*|vieta\w*|sbagli\w*|a quanto pare|"
        r"sondaggi\w*|^chi|mettiamo|raccont\w*|fa|attend\w*|tutti i (?:giorni|mesi)|tutti gli anni|"
        r"al (?:giorno|mese|minuto|secondo)|all['’](?:anno|ora)|in media|mediamente|(?-i:[a-zàèéìòù])\w+r(?:à|anno)"
    ),
    "pt": (
        r"se|tivesse\w*|fosse\w*|houvesse\w*|\w+[aei]ria[m]?|pode|podem|podia\w*|deve|devem|diz|dizem|disse\w*|"
        r"afirm\w*|segundo|nega|negam|negou|desment\w*|supost\w*|talvez|provavel\w*|possivel\w*|duvid\w*|acha|"
        r"acham|acredit\w*|sonh\w*|quer|querem|queria\w*|esper[ao]\w*|exig\w*|pede|pedem|prev\w*|ameaç\w*|"
        r"boato\w*|lenda|mito|fals\w*|parece\w*|estim\w*|cada|diári\w*|anual\w*|mensal\w*|super[ao]\w*|"
        r"superior\w*|ultrapass\w*|exced\w*|inferior\w*|máxim\w*|mínim\w*|abaixo|acima|(?:o|um) (?:litro|quilo)|"
        r"tant[oa]s? quanto|como|quase|tomara|ia|vai|vão|procur\w*|precis\w*|falta\w*|recus\w*|evit\w*|"
        r"abaixo de zero|negativos?|do zero|deix\w* de|tent\w*|promet\w*|esquec\w*|imagin\w*|outrora|\w{3,}(?:ar|"
        r"er|ir) (?=\x00)|cancel\w*|adia\w*|proib\w*|engan\w*|ao que parece|sondag\w*|pesquisa\w*|^quem|"
        r"cont[ao]m? que|atrás|há|todos os (?:dias|anos|meses)|"
        r"por (?:dia|ano|hora|minuto|segundo|pessoa|habitante)|ao (?:dia|ano|mês)|em média|"
        r"terá|terão|será|serão|custará"
    ),
    "nl": (
        r"als|indien|of|zou|zouden|kan|kunnen|kon|konden|moet|moeten|wil|willen|wilde\w*|zegt|zei|zeggen|"
        r"beweer\w*|volgens|ontken\w*|vermoed\w*|waarschijnlijk|mogelijk|misschien|wellicht|betwijfel\w*|"
        r"geloof\w*|denk\w*|droom\w*|dromen|hoop\w*|eis[et]\w*|verwacht\w*|plan\w*|dreig\w*|gerucht\w*|legende|"
        r"mythe|vals\w*|lijkt|schat\w*|geschat\w*|elke?|ieder\w*|jaarlijks|dagelijks|maandelijks|wekelijks|"
        r"overschr\w*|overst\w*|maxim\w*|minim\w*|onder de|boven de|(?:een|de) (?:liter|kilo)|evenveel|zoveel|"
        r"net zo|bijna|zoek\w*|gezocht|nodig|ontbre\w*|weiger\w*|voorkom\w*|onder nul|vorst|van nul|stopte\w*|"
        r"probe\w*|te \w+en|belo\w*|vergat\w*|verget\w*|stel je|ooit|vroeger|afgelast|uitgesteld|verboden|"
        r"vergis\w*|blijkbaar|peiling\w*|^wie|vertel\w*|geleden|moest\w*|"
        r"per (?:dag|jaar|uur|maand|week|minuut|persoon|inwoner)|gemiddelde?|zal|zullen"
    ),
    "ja": (
        r"もし|なら|たら|れば|とされ|という|といわ|と言|と述べ|と主張|と話|と訴え|と語|によると|によれば|そうです|"
        r"そうだ|ようです|らしい|とみられ|とみて|かもしれ|だろう|でしょう|はず|べき|たい(?:です|と)|否定|疑|予定|計画|見込|見通|"
        r"予想|予測|推定|目標|夢|希望|要求|求め|うわさ|噂|伝説|神話|嘘|うそ|思え|思わ|思い|思っ|考え|最高|最低|"
        r"最大|最小|最長|最短|上限|下限|超え|超す|上回|下回|割り|割っ|割る|満た|足り|不足|引き|ぶり|連続|できる|"
        r"可能|突破|恐れ|おそれ|以内|目前|間近|せず|もう少しで|あやうく|危うく|ところで|と同じ|並み|分の|募集|"
        r"必要|ほし|欲し|拒|断り|断っ|見送|免れ|防ぎ|防い|失敗|逃し|氷点下|零下|ゼロ|やめ|ほとんど|試み|忘れ|約束|"
        r"想像|否決|代わり|挑み|挑ん|誓|の案|遅くとも|早くとも|あった所|あったところ|かつて|昔|近づ|迫|頼|中止|"
        r"延期|禁止|と書|間違|誤り|を切|それぞれ|定員|乗れ|つもり|うとし|得ま|仮に|調査|まるで|語られ|ごとに|"
        r"につき|うち|各|に[一1](?=[枚人匹隻頭個つ台件羽冊本軒])|の[一1](?=[枚人匹隻頭個つ台件羽冊本軒])|あきらめ|"
        r"諦め|飼え|られるよう|残り|残る(?=\x00)|平均|1日(?:当たり|あたり)|その他|そのほか"
    ),
}
# Anywhere in the sentence, these mean that it takes place elsewhere, or everywhere.
_ELSEWHERE = {
    "de": (
        r"entthron\w*|verdräng\w*|abkommen|vertrag|verträge|vereinbarung\w*|plan|pläne|projekt\w*|"
        r"darunter|denen|weltweit|welt|botschaft\w*|anders|gegensatz|wie in|als in|sonst|vergleich\w*|"
        r"\w*reise\w*|früher|einst|nächste\w*|künftig|in \w+ (?:\w+ende|\w*ge\w+(?:te|ene))[nrs]?|benannt\w*|"
        r"genannt\w*|(?-i:[A-ZÄÖÜ]\w+) in (?-i:[A-ZÄÖÜ])\w+|"
        r"(?:der|die|das|des|dem|den|eine?[nrms]?) (?:in|im) (?:(?:der|den|dem) )?\w+(?: \w+)? "
        r"\w+(?:te|ene|ende)[nrms]?(?= (?-i:[A-ZÄÖÜ]))"
    ),
    "es": (
        r"(?<=\S )(?-i:[A-ZÁÉÍÓÚÑ])\w+ en|destron\w*|desbanc\w*|acuerdos?|contratos?|plan|planes|proyectos?|"
        r"de ellas|cuales|mundo|mundial|embajada\w*|como en|que en|diferencia|comparación|viaj\w*|antes|"
        r"(?:los|las|el|la|[a-záéíóúñ]+s) \w+[ai]d[oa]s? en|en honor|(?:un|una|el|la|los|las|su|sus) \w+ en|(?:el|"
        r"la|los|las|un|una) \w+ \w+[ai]d[oa]s? en"
    ),
    "fr": (
        r"(?<=\S )(?-i:[A-ZÀ-ÖØ-Þ])[\w-]+ (?:en|aux?)|détrôn\w*|surpass\w*|accords?|contrats?|projets?|plans?|"
        r"monde|mondial\w*|ambassade\w*|comme|qu['’]en|différence|contrairement|comparaison|voyag\w*|"
        r"autrefois|\w+[sx] \w*(?:és|ées|is|ies|us|ues|its|ites) (?:en|au|aux)|nommé\w*|en l['’]honneur|(?:une?|"
        r"le|la|les|son|sa|ses|leurs?) \w+ (?:en|aux?)|(?:une?|le|la|les) \w+ \w+(?:ée?s?|ie?s?|ue?s?) (?:en|"
        r"aux?)|l['’]\w+ (?:en|aux?)"
    ),
    "ru": (
        r"(?<=\S )(?-i:[А-ЯЁ])[\w-]+ во?|опереди\w*|превзош\w*|соглашени\w+|контракт\w*|договор\w*|проект\w*|план\w*|"
        r"в мире|мира|миров\w*|посольств\w*|как в|чем в|отличие|сравнени\w*|поезд\w*|раньше|когда-то|"
        r"\w{2,}(?:вш|нн|щ)(?:ий|ие|их|им|ими|ая|ую|ей|ее|его|ое|ого|ый|ые|ых|ым|ыми|ой) во?|в честь|назван\w*|"
        r"\w{2,}[тм](?:ый|ая|ое|ые|ого|ой|ых|ым|ом|ую|ыми) во?|(?:школа|скала|сила) во?"
    ),
    "it": (
        r"di cui|mondo|mondial\w*|ambasciata\w*|come in|che in|differenza|viagg\w*|(?:un|una|il|la|lo|i|le|"
        r"gli) \w+ in"
    ),
    "pt": (
        r"dos quais|das quais|deles|delas|mundo|mundial|embaixada\w*|como em|que em|que no|diferença|viaj\w*|"
        r"(?:um|uma|o|a|os|as) \w+ (?:em|no|na)"
    ),
    "nl": r"waarvan|wereld\w*|ambassade\w*|zoals|dan in|verschil|reis\w*|(?:een|de|het) \w+ in",
    "ja": (
        r"うち|契約|合意|構想|検討|世界|大使館|ように|と違|旅行|かつて|昔|"
        r"で[^、。]*[たるむうくすつぬぶぐ](?=[\u4e00-\u9fffァ-ヺ])"
    ),
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
