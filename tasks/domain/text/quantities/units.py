"""The signs of units and currencies, CLDR's identifiers of them, and their grammar where ICU is silent about it."""

from functools import cache

from tasks.domain.text.quantities.words import Gender

_LATIN = """
km/h:kilometer-per-hour kmh:kilometer-per-hour kph:kilometer-per-hour m/s:meter-per-second km/s:kilometer-per-second
m/s²:meter-per-square-second mph:mile-per-hour °C:celsius ℃:celsius °F:fahrenheit ℉:fahrenheit ºC:celsius
ºF:fahrenheit mg/L:milligram-per-liter mg/l:milligram-per-liter °_C:celsius °_F:fahrenheit °:degree
km²:square-kilometer km2:square-kilometer m²:square-meter m2:square-meter cm²:square-centimeter cm2:square-centimeter
m³:cubic-meter m3:cubic-meter cm³:cubic-centimeter cm3:cubic-centimeter km³:cubic-kilometer ha:hectare km:kilometer
m:meter cm:centimeter mm:millimeter µm:micrometer μm:micrometer nm:nanometer kg:kilogram g:gram mg:milligram t:tonne
l:liter L:liter ml:milliliter mL:milliliter kWh:kilowatt-hour MWh:megawatt-hour GWh:gigawatt-hour TWh:terawatt-hour
Wh:watt-hour kW:kilowatt MW:megawatt GW:gigawatt W:watt V:volt kV:kilovolt mA:milliampere Hz:hertz kHz:kilohertz
MHz:megahertz GHz:gigahertz KB:kilobyte kB:kilobyte MB:megabyte GB:gigabyte TB:terabyte ms:millisecond s:second
min:minute h:hour hPa:hectopascal kPa:kilopascal kcal:kilocalorie kJ:kilojoule Mbps:megabit-per-second
Mbit/s:megabit-per-second ppm:part-per-million g/cm³:gram-per-cubic-centimeter kg/m³:kilogram-per-cubic-meter
L/min:liter-per-minute l/min:liter-per-minute mL/min:milliliter-per-minute kg/s:kilogram-per-second
mg/kg:milligram-per-kilogram g/l:gram-per-liter g/L:gram-per-liter g/km:gram-per-kilometer µg:microgram μg:microgram
"""
_OWN = {
    "en": "sq_mi:square-mile sq_ft:square-foot sq_km:square-kilometer fl_oz:fluid-ounce gal:gallon mcg:microgram "
    "cu_ft:cubic-foot ft:foot lb:pound lbs:pound oz:ounce yd:yard mi:mile ft²:square-foot mi²:square-mile hr:hour "
    "hrs:hour hours:hour "
    "mins:minute sec:second secs:second sq._ft:square-foot sq._m:square-meter sq._km:square-kilometer "
    "sq._mi:square-mile cu._ft:cubic-foot cu._m:cubic-meter sq_m:square-meter cu_m:cubic-meter",
    "de": "Std.:hour Min.:minute Sek.:second Jh.:century qm:square-meter qkm:square-kilometer cbm:cubic-meter "
    "Std:hour Sek:second",
    "fr": "sec:second ko:kilobyte Mo:megabyte Go:gigabyte To:terabyte",
    "es": "seg:second hs:hour",
    "it": "mq:square-meter kmq:square-kilometer mc:cubic-meter sec:second",
    "pt": "seg:second",
    "nl": "km/u:kilometer-per-hour uur:hour sec:second",
    "pl": "godz.:hour godz:hour sek:second m_kw.:square-meter km_kw.:square-kilometer",
    "ru": "км/ч:kilometer-per-hour м/с:meter-per-second км/с:kilometer-per-second км²:square-kilometer м²:square-meter "
    "м³:cubic-meter км:kilometer м:meter см:centimeter мм:millimeter нм:nanometer кг:kilogram г:gram "
    "мг:milligram т:tonne "
    "га:hectare л:liter мл:milliliter кВт·ч:kilowatt-hour кВт:kilowatt МВт:megawatt ГВт:gigawatt Вт:watt В:volt "
    "Гц:hertz кГц:kilohertz МГц:megahertz ГГц:gigahertz КБ:kilobyte МБ:megabyte ГБ:gigabyte ТБ:terabyte мин:minute "
    "ч:hour час.:hour с:second сек:second кв._м:square-meter кв._км:square-kilometer куб._м:cubic-meter "
    "кв._метров:square-meter кв._метра:square-meter кв._километров:square-kilometer куб._метров:cubic-meter",
    "uk": "км/год:kilometer-per-hour м/с:meter-per-second км²:square-kilometer м²:square-meter м³:cubic-meter "
    "км:kilometer м:meter см:centimeter мм:millimeter кг:kilogram г:gram мг:milligram т:tonne га:hectare л:liter "
    "мл:milliliter кВт:kilowatt МВт:megawatt Вт:watt Гц:hertz МБ:megabyte ГБ:gigabyte хв:minute год:hour с:second "
    "сек:second кв._м:square-meter кв._км:square-kilometer куб._м:cubic-meter кв._метрів:square-meter "
    "кв._кілометрів:square-kilometer куб._метрів:cubic-meter",
    "tr": "km/s:kilometer-per-hour km/sa:kilometer-per-hour sa:hour dk:minute sn:second",
    "el": "χλμ.:kilometer χλμ:kilometer χμ:kilometer μ.:meter εκ.:centimeter κ.:kilogram τ.μ.:square-meter τ.:tonne "
    "λεπ:minute δευτ:second τ.χλμ.:square-kilometer κ.μ.:cubic-meter "
    "χλμ/ώρα:kilometer-per-hour",
    "sv": "km/tim:kilometer-per-hour kvm:square-meter sek:second tim:hour",
    "da": "km/t:kilometer-per-hour kvm:square-meter sek:second",
    "nb": "km/t:kilometer-per-hour kvm:square-meter sek:second",
    "ar": "°م:celsius كم/س:kilometer-per-hour كم²:square-kilometer م²:square-meter كم:kilometer "
    "كلم:kilometer سم:centimeter "
    "مم:millimeter "
    "م:meter كغ:kilogram كجم:kilogram غ:gram",
    "he": 'קמ"ש:kilometer-per-hour ק"מ:kilometer ס"מ:centimeter מ"מ:millimeter מ"ר:square-meter ק"ג:kilogram',
    "hi": "किमी/घंटा:kilometer-per-hour किमी:kilometer किमी²:square-kilometer सेमी:centimeter मिमी:millimeter "
    "किग्रा:kilogram मी:meter",
    "th": "กม./ชม.:kilometer-per-hour กม.:kilometer ซม.:centimeter มม.:millimeter ม.:meter กก.:kilogram "
    "ตร.กม.:square-kilometer "
    "ตร.ม.:square-meter",
}
LENGTHS = frozenset("kilometer meter centimeter millimeter micrometer nanometer foot inch yard mile".split())
# Units and currencies of feminine gender, and of neuter; the others are masculine.
FEMININE = {
    "he": "celsius fahrenheit degree",
    "de": "tonne minute hour second watt-hour kilowatt-hour megawatt-hour gigawatt-hour terawatt-hour kilocalorie mile "
    "INR TRY UAH",
    "fr": "tonne minute hour second kilocalorie millisecond GBP INR TRY UAH",
    "es": "tonne minute-angle hour kilocalorie mile GBP INR TRY UAH pound ounce yard",
    "it": "tonne hour kilocalorie GBP INR TRY UAH pound ounce",
    "pt": "tonne hour kilocalorie mile GBP INR TRY UAH pound ounce yard",
    "pl": "tonne minute hour second kilocalorie kilowatt-hour megawatt-hour mile INR TRY UAH",
    "ru": "tonne minute hour-angle second millisecond kilocalorie mile INR JPY TRY UAH KRW",
    "uk": "tonne minute hour second millisecond kilocalorie mile INR JPY TRY UAH KRW",
    "el": "hour kilowatt-hour megawatt-hour kilocalorie degree GBP INR TRY",
}
NEUTER = {
    "de": "EUR-none kilogram gram milligram megabyte gigabyte terabyte kilobyte pound GBP",
    "el": "kilometer meter centimeter millimeter square-meter square-kilometer cubic-meter kilogram gram milligram "
    "foot "
    "mile minute second EUR USD JPY",
}
_SIGNS = {
    **{"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW"},
    **{"₺": "TRY", "₴": "UAH", "₪": "ILS", "฿": "THB", "₫": "VND", "R$": "BRL", "C$": "CAD", "A$": "AUD", "HK$": "HKD"},
    **{code: code for code in "USD EUR GBP JPY INR RUB KRW TRY UAH CHF CNY SEK NOK DKK PLN CAD AUD BRL ILS".split()},
}
_DOLLARS = {"CA$": "CAD", "AU$": "AUD", "NZ$": "NZD", "S$": "SGD", "NT$": "TWD", "US-$": "USD"}
_SIGNS |= _DOLLARS
_SIGNS |= {"₱": "PHP", "₦": "NGN", "₸": "KZT", "₾": "GEL", "₼": "AZN", "₭": "LAK", "₮": "MNT", "₲": "PYG", "₵": "GHS"}
_SIGNS |= {"৳": "BDT", "֏": "AMD", "₡": "CRC", "₿": "BTC", "Rs.": "INR", "Rs": "INR"}
_OWN_SIGNS = {
    "de": {"Fr.": "CHF"},
    "pl": {"zł": "PLN"},
    "ru": {"руб.": "RUB", "руб": "RUB", "долл.": "USD"},
    "uk": {"грн": "UAH"},
    "tr": {"TL": "TRY"},
    "sv": {"kr": "SEK"},
    "da": {"kr.": "DKK", "kr": "DKK"},
    "nb": {"kr": "NOK"},
    "ja": {"円": "JPY"},
    "zh": {"¥": "CNY", "￥": "CNY", "元": "CNY"},
    "ko": {"원": "KRW"},
}
# Where the noun stands in CLDR's full name of a currency: "dólares estadounidenses", "японских иен".
_NOUN_FIRST = frozenset("es fr it pt pl el ar he".split())
_NOUN_LAST = frozenset("en de nl ru uk sv da nb hi ko".split())
_WHOLE = {("ru", "GBP"), ("he", "GBP"), *((language, "ILS") for language in "es fr it pt pl el he".split())}
_NAMES = {  # where neither rule gives what people say
    ("en", "KRW"): ("won", "won"),
    ("en", "TRY"): ("lira", "lira"),
    ("de", "USD"): ("Dollar", "Dollar"),
    ("de", "GBP"): ("Pfund", "Pfund"),
    ("de", "CNY"): ("Yuan", "Yuan"),
    ("tr", "USD"): ("dolar", "dolar"),
    ("tr", "GBP"): ("sterlin", "sterlin"),
    ("tr", "JPY"): ("yen", "yen"),
    ("tr", "TRY"): ("lira", "lira"),
    ("tr", "EUR"): ("avro", "avro"),
    ("tr", "INR"): ("rupi", "rupi"),
    ("sv", "USD"): ("dollar", "dollar"),
    ("ja", "USD"): ("ドル", "ドル"),
    ("ja", "GBP"): ("ポンド", "ポンド"),
    ("ja", "INR"): ("ルピー", "ルピー"),
    ("ja", "KRW"): ("ウォン", "ウォン"),
    ("ja", "CNY"): ("元", "元"),
    ("zh", "CNY"): ("元", "元"),
    ("ko", "JPY"): ("엔", "엔"),
    ("ko", "KRW"): ("원", "원"),
    ("th", "USD"): ("ดอลลาร์", "ดอลลาร์"),
    ("th", "GBP"): ("ปอนด์", "ปอนด์"),
    ("th", "JPY"): ("เยน", "เยน"),
    ("th", "INR"): ("รูปี", "รูปี"),
    ("hi", "GBP"): ("पाउंड", "पाउंड"),
    ("he", "USD"): ("דולר", "דולר"),
    ("ar", "GBP"): ("جنيه إسترليني", "جنيه إسترليني"),
    ("it", "GBP"): ("sterlina", "sterline"),
}
CENTS = {  # of an amount such as 50¢
    "en": ("cent", "cents"),
    "de": ("Cent", "Cent"),
    "fr": ("cent", "cents"),
    "es": ("centavo", "centavos"),
    "it": ("centesimo", "centesimi"),
    "pt": ("centavo", "centavos"),
    "nl": ("cent", "cent"),
    "sv": ("cent", "cent"),
    "da": ("cent", "cent"),
    "nb": ("cent", "cent"),
    "tr": ("sent", "sent"),
}


@cache
def units(language: str) -> dict[str, str]:
    """Maps the sign of each unit, as this language writes it, to CLDR's identifier."""
    pairs = [pair.rpartition(":") for pair in (_LATIN + _OWN.get(language, "")).split()]
    return {sign.replace("_", " "): unit for sign, _, unit in pairs if unit != "century"}


@cache
def currencies(language: str) -> dict[str, str]:
    """Maps the sign or code of each currency to its code."""
    return _SIGNS | _OWN_SIGNS.get(language, {})


def gender(language: str, name: str) -> Gender:
    """The gender of a unit or currency: "masculine" unless a table says otherwise."""
    if name in FEMININE.get(language, "").split():
        return "feminine"
    return "neuter" if name in NEUTER.get(language, "").split() else "masculine"


def short_name(full: str, code: str, language: str, *, one: bool) -> str:
    """The name of a currency as people say it, from CLDR's full name: "dollars" from "US dollars"."""
    singular, plural = _NAMES.get((language, code), ("", ""))
    if singular:
        return singular if one else plural
    full = full.lower() if language == "pt" else full
    first, *rest = full.split()
    if code == "USD":
        return rest[-1] if rest and language in _NOUN_LAST - {"ru", "uk"} else first  # "долларов США"
    if code == "BTC":
        return "bitcoin" if one or language != "en" else "bitcoins"
    if not rest or (language, code) in _WHOLE or code in _DOLLARS.values() or code == "HKD":
        return full  # a dollar that is named is not the American one
    if language in _NOUN_FIRST:
        return first
    return rest[-1] if language in _NOUN_LAST else full
