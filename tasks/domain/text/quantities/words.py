"""The words that each language reads signs with. {} stands for the number; an empty text means: left as written."""

from dataclasses import dataclass
from typing import Literal

Gender = Literal["", "masculine", "feminine", "neuter"]


@dataclass(frozen=True, slots=True)
class Words:
    """Readings of signs in one language. `half` reads the ½ of a mixed number, `cents` the cents of an amount."""

    minus: str
    plus_minus: str
    about: str
    less: str
    more: str
    at_most: str
    at_least: str
    times: str
    by: str
    equals: str
    plus: str
    divided: str
    power: str
    to: str
    number: str
    at: str
    dot: str
    slash: str
    percent: str
    permille: str
    half: str = ""
    cents: str = ""
    of: str = ""  # between millions and what they count: "tres millones de euros"
    gap: str = " "  # between words

    def bound(self, sign: str) -> str:
        """The reading of a bound such as "<" or "≈"."""
        table = {"<": self.less, ">": self.more, "≤": self.at_most, "≥": self.at_least, "≈": self.about}
        return table.get(sign, self.plus_minus if sign == "±" else "{}")


_FIELDS = tuple(Words.__dataclass_fields__)[:20]


def _words(row: str, *, half: str = "", cents: str = "", of: str = "", gap: str = " ") -> Words:
    """The words of a row: one for each field, in order, separated by "|"; a {} that is missing stands at the end."""
    cells = [cell.strip() for cell in row.split("|")]
    named = dict(zip(_FIELDS, cells, strict=True))
    holds = ("minus", "plus_minus", "about", "less", "more", "at_most", "at_least", "number", "percent", "permille")
    filled = {name: f"{text}{gap}{{}}" if name in holds and "{}" not in text else text for name, text in named.items()}
    return Words(**filled, half=half, cents=cents, of=of, gap=gap)


# minus | ± | about | < | > | ≤ | ≥ | × | × between lengths | = | + | ÷ | power | range | # | @ | . | / | % | ‰
WORDS: dict[str, Words] = {
    "en": _words(
        "minus | plus or minus | about | less than | more than | at most | at least | times | by | equals | plus | "
        "divided by | {} to the power of {} | {} to {} | number | at | dot | slash | {} percent | {} per mille",
        half="{} and a half",
    ),
    "de": _words(
        "minus | plus minus | etwa | weniger als | mehr als | höchstens | mindestens | mal | mal | gleich | plus | "
        "geteilt durch | {} hoch {} | {} bis {} | Nummer | ät | Punkt | Schrägstrich | {} Prozent | {} Promille",
        half="{}einhalb",
        cents="{} {} {}",
    ),
    "fr": _words(
        "moins | plus ou moins | environ | moins de | plus de | au plus | au moins | fois | sur | égale | plus | "
        "divisé par | {} puissance {} | {} à {} | numéro | arobase | point | barre oblique | {} pour cent | "
        "{} pour mille",
        half="{} et demi",
        cents="{} {} {}",
        of="de",
    ),
    "es": _words(
        "menos | más o menos | aproximadamente | menos de | más de | como máximo | al menos | por | por | igual a | "
        "más | dividido entre | {} elevado a {} | {} a {} | número | arroba | punto | barra | {} por ciento | "
        "{} por mil",
        half="{} y medio",
        cents="{} {} con {}",
        of="de",
    ),
    "it": _words(
        "meno | più o meno | circa | meno di | più di | al massimo | almeno | per | per | uguale | più | diviso | "
        "{} elevato a {} | {} a {} | numero | chiocciola | punto | barra | {} per cento | {} per mille",
        half="{} e mezzo",
        cents="{} {} e {}",
        of="di",
    ),
    "pt": _words(
        "menos | mais ou menos | cerca de | menos de | mais de | no máximo | pelo menos | vezes | por | é igual a | "
        "mais | dividido por | {} elevado a {} | {} a {} | número | arroba | ponto | barra | {} por cento | "
        "{} por mil",
        half="{} e meio",
        cents="{} {} e {}",
        of="de",
    ),
    "nl": _words(
        "min | plus of min | ongeveer | minder dan | meer dan | hoogstens | minstens | keer | bij | is gelijk aan | "
        "plus | gedeeld door | {} tot de macht {} | {} tot {} | nummer | apenstaartje | punt | schuine streep | "
        "{} procent | {} promille",
        half="{} en een half",
        cents="{} {} {}",
    ),
    "pl": _words(
        "minus | plus minus | mniej więcej | mniej niż | więcej niż | najwyżej | co najmniej | razy | na | równa się | "
        "plus | podzielić przez | {} do potęgi {} | {}–{} | numer | małpa | kropka | ukośnik | {} procent | {} promili",
        half="{} i pół",
    ),
    "ru": _words(
        "минус | плюс-минус | примерно | меньше чем | больше чем | не больше чем | не меньше чем | умножить на | на | "
        "равно | плюс | разделить на | {} в степени {} | {}–{} | номер | собака | точка | слэш | {} % | {} ‰",
        half="{} с половиной",
    ),
    "uk": _words(
        "мінус | плюс-мінус | приблизно | менше ніж | більше ніж | не більше ніж | не менше ніж | помножити на | на | "
        "дорівнює | плюс | поділити на | {} у степені {} | {}–{} | номер | ет | крапка | слеш | {} % | {} ‰",
        half="{} з половиною",
    ),
    "tr": _words(
        "eksi | artı eksi | yaklaşık | {} altında | {} üzerinde | en fazla | en az | çarpı | çarpı | eşittir | artı | "
        "bölü | {} üzeri {} | {} ila {} | numara | et | nokta | eğik çizgi | yüzde {} | binde {}",
        half="{} buçuk",
    ),
    "el": _words(
        "μείον | συν πλην | περίπου | λιγότερο από | περισσότερο από | το πολύ | τουλάχιστον | επί | επί | "
        "ίσον | συν | "
        "διά | {} στη δύναμη {} | {} έως {} | αριθμός | παπάκι | τελεία | κάθετος | {} τοις εκατό | {} τοις χιλίοις",
        half="{} και μισό",
    ),
    "sv": _words(
        "minus | plus minus | ungefär | mindre än | mer än | högst | minst | gånger | gånger | är lika med | plus | "
        "delat med | {} upphöjt till {} | {} till {} | nummer | snabel-a | punkt | snedstreck | {} procent | "
        "{} promille",
        half="{} och en halv",
    ),
    "da": _words(
        "minus | plus minus | cirka | mindre end | mere end | højst | mindst | gange | gange | er lig med | plus | "
        "divideret med | {} opløftet til {} | {} til {} | nummer | snabel-a | punktum | skråstreg | {} procent | "
        "{} promille",
        half="{} en halv",
    ),
    "nb": _words(
        "minus | pluss minus | omtrent | mindre enn | mer enn | høyst | minst | ganger | ganger | er lik | pluss | "
        "delt på | {} opphøyd i {} | {} til {} | nummer | krøllalfa | punktum | skråstrek | {} prosent | {} promille",
        half="{} og en halv",
    ),
    "ja": _words(
        "マイナス | プラスマイナス | 約 | {}未満 | {}超 | {}以下 | {}以上 | かける | かける | イコール | たす | わる | "
        "{}の{}乗 | {}から{} | {}番 | アットマーク | ドット | スラッシュ | {}パーセント | {}パーミル",
        gap="",
    ),
    "zh": _words(
        "负 | 正负 | 约 | 不到 | 超过 | 不超过 | 至少 | 乘以 | 乘 | 等于 | 加 | 除以 | {}的{}次方 | {}到{} | {}号 | "
        "艾特 | 点 | 斜杠 | 百分之{} | 千分之{}",
        gap="",
    ),
    "ko": _words(
        "마이너스 | 플러스마이너스 | 약 | {} 미만 | {} 초과 | {} 이하 | {} 이상 | 곱하기 | 곱하기 | 이퀄 | 더하기 | "
        "나누기 | {}의 {}승 | {}에서 {} | {}번 | 골뱅이 | 점 | 슬래시 | {}퍼센트 | {}퍼밀",
    ),
    "ar": _words(
        "سالب | زائد أو ناقص | حوالي | أقل من | أكثر من | على الأكثر | على الأقل | ضرب | في | يساوي | زائد | على | "
        "{} أس {} | {} إلى {} | رقم | آت | نقطة | شرطة مائلة | {} بالمئة | {} بالألف",
    ),
    "he": _words(
        "מינוס | פלוס מינוס | בערך | פחות מ־{} | יותר מ־{} | לכל היותר | לפחות | כפול | על | שווה | ועוד | חלקי | "
        "{} בחזקת {} | {} עד {} | מספר | שטרודל | נקודה | לוכסן | {} אחוז | {} פרומיל",
    ),
    "hi": _words(
        "माइनस | प्लस माइनस | लगभग | {} से कम | {} से अधिक | अधिकतम | कम से कम | गुणा | गुणा | बराबर | जमा | भाग | "
        "{} की घात {} | {} से {} | नंबर | ऐट | डॉट | स्लैश | {} प्रतिशत | {} प्रति हज़ार",
    ),
    "th": _words(
        "ลบ | บวกลบ | ประมาณ | น้อยกว่า | มากกว่า | ไม่เกิน | อย่างน้อย | คูณ | คูณ | เท่ากับ | บวก | หาร | "
        "{}ยกกำลัง{} | {}ถึง{} | หมายเลข | แอต | จุด | ทับ | {}เปอร์เซ็นต์ | {}ต่อพัน",
        gap="",
    ),
}
