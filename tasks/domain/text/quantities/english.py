"""What English alone writes in this way: feet and inches, rulers' numerals, ratios, letters for thousands."""

import re
from collections.abc import Iterator
from decimal import Decimal

from tasks.domain.text.quantities import icu
from tasks.domain.text.quantities.quantity import Kind, Quantity
from tasks.domain.text.quantities.roman import roman_value
from tasks.domain.text.quantities.times import Rule

# Rulers, whose numeral is an ordinal; any other name takes a plain number: "Apollo 13", "World War 2".
_RULERS = (
    "Louis|Henry|Edward|George|William|Charles|James|Richard|Elizabeth|Napoleon|Pius|Benedict|Leo|John|Paul|Ramses|"
    "Ramesses|Frederick|Philip|Alexander|Nicholas|Peter|Catherine|Ivan|Mehmed|Selim|Murad|Gustav|Thutmose|Amenhotep|"
    "Ptolemy|Darius|Xerxes|Cyrus|Otto|Alfonso|Pedro|Leopold|Albert|Wilhelm|Francis|Innocent|Gregory|Urban|Clement|"
    "Julius|Boniface|Haakon|Harald|Olav|Margrethe|Carl|Christian|Constantine|Basil|Justinian|Theodosius|Malcolm|Robert|"
    "Mary|Isabella|Ferdinand|Joseph|Maximilian|Rudolf|Umberto|Emmanuel|Mithridates|Antiochus|Abdulhamid|Bayezid|Mahmud"
)
# "10m people": these are counted in millions, not measured in metres.
_COUNTED = (
    "people|users|viewers|subscribers|followers|visitors|customers|copies|views|downloads|jobs|homes|"
    "households|tourists|"
    "voters|patients|passengers|workers|children|tonnes|tons|pounds|dollars|euros|barrels|shares|devices"
)
_PER = {
    **dict(
        zip("kg g L l km mi lb oz".split(), "kilogram gram liter liter kilometer mile pound ounce".split(), strict=True)
    ),
    **{word: word for word in "day night week month year hour minute second person head unit mile litre liter".split()},
    **dict(zip("min s h hr".split(), "minute second hour hour".split(), strict=True)),
    **{word: word for word in "gallon ton tonne piece".split()},
}
_PARTS = {"1/2": "a half", "1/4": "a quarter", "3/4": "three quarters", "1/3": "a third", "2/3": "two thirds"}
_DIRECTIONS = {"N": "north", "S": "south", "E": "east", "W": "west"}


def rules() -> Iterator[tuple[re.Pattern[str], Rule]]:
    """The rules, the most specific first."""
    yield re.compile(r"(?<![\w.])(\d{1,2})['′’] ?(\d{1,2})(?:[\"″”]|['’]['’])(?!\w)"), _feet_and_inches
    yield re.compile(r"(?<![\w.])(\d{1,3})° ?(\d{1,2})[′'](?: ?(\d{1,2}(?:\.\d+)?)(?:[″\"]|''))?"), _angle
    yield re.compile(r"(?<![\w.])(\d{1,2}) ?ft\.? ?(\d{1,2}) ?in\b\.?(?! [a-z]+ing)"), _feet_and_inches
    yield re.compile(r"(?<![\w.])(\d{1,3})['′’] ?[x×] ?(\d{1,3})['′’]"), _room
    yield re.compile(r"(?<![\w.])(\d{1,2}(?:\.\d)?)[\"″](?= [a-z])"), _inches
    yield re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d)?) in\.(?= (?:wide|long|tall|deep|high|thick|across)\b)"), _inches
    yield re.compile(r"(?<![\w.])(\d{1,3}) ?h(?:r|rs)? ?(\d{1,2}) ?m(?:in|ins)?\b"), _duration
    yield re.compile(r"(?<=War )(I)(?![\w’'])"), _roman
    yield re.compile(r"(?<![\w.])(\d{1,2})['′’](?= (?:tall|high|wide|long|deep))"), _feet
    yield re.compile(rf"(?<=\b)(?:{_RULERS}) (?:[IVX]+)(?![\w.’']\w)(?!\w)"), _ruler
    yield re.compile(r"(?<=[a-z] )([IVX]{2,6})(?![\w’'])"), _roman
    yield re.compile(r"(?<![\w.,/])(\d+) (1/2|1/4|3/4|1/3|2/3)(?![\w/])"), _mixed
    yield re.compile(r"(?<![\w.,/])(\d{1,3})/\1(?![\w/])"), _even
    yield re.compile(r"(?<![\w.,:])(\d{1,4}):(\d|\d{1,3}(?:,\d{3})+)(?![\w:]|[.,]\d)"), _ratio
    yield re.compile(r"(?<![\w.,])(\d+(?:\.\d+)?)[x×](?=[ ,.;:!?](?!\d))"), _times
    yield re.compile(rf"(?<![\w.,$£€])(\d+(?:\.\d+)?)(?:([kKMB])(?= [a-z]+s\b)|m(?=\s(?:{_COUNTED})\b))"), _magnitude
    yield re.compile(r"(?<![\w.,$£€])(\d{1,3})p(?!\w|\.\w)"), _pence


def late_rules() -> Iterator[tuple[re.Pattern[str], Rule]]:
    """The rules for what stands beside amounts, which are read before."""
    per = "|".join(sorted(map(re.escape, _PER), key=len, reverse=True))
    yield re.compile(rf"(?<=[\da-zA-Z²³])/({per})(?!\w)"), _per
    yield re.compile(r"(?<=[°′″])\s?([NSEW])(?!\w)"), _direction


def _feet_and_inches(_text: str, found: re.Match[str]) -> Quantity | None:
    feet, inches = int(found[1]), int(found[2])
    if inches > 11:
        return None
    return _quantity(found, "amount", f"{feet} foot {inches}" if inches else f"{feet} feet")


def _room(_text: str, found: re.Match[str]) -> Quantity:
    return _quantity(found, "amount", f"{found[1]} by {found[2]} foot")


def _inches(text: str, found: re.Match[str]) -> Quantity | None:
    """A 12" record; after an odd number of quotation marks, the sign closes a quotation."""
    if found[0][-1] == '"' and text[: found.start()].count('"') % 2:
        return None
    return _quantity(found, "amount", f"{found[1]} inch")


def _duration(_text: str, found: re.Match[str]) -> Quantity | None:
    hours, minutes = int(found[1]), int(found[2])
    if minutes > 59:
        return None
    said = f"{hours} hour{'s' * (hours != 1)} {minutes} minute{'s' * (minutes != 1)}"
    return _quantity(found, "amount", said)


def _ruler(_text: str, found: re.Match[str]) -> Quantity | None:
    name, _, numeral = found[0].rpartition(" ")
    number = roman_value(numeral)
    if not number or (
        name in {"John", "Paul", "Mary", "Peter", "Robert"} and numeral in {"I", "V", "X"} and name != "Peter"
    ):
        return None
    spoken = f"the {icu.ordinal(number, 'en', 'ordinal')}"
    start = found.end() - len(numeral)
    return Quantity(start, found.end(), numeral, "ordinal", spoken, Decimal(number))


def _roman(text: str, found: re.Match[str]) -> Quantity | None:
    """A numeral after a capitalised name: "World War II", "Apollo XIII"; before "century" an ordinal."""
    number = roman_value(found[1])
    before = text[: found.start()].split()
    if not number:
        return None
    if re.match(r" centur", text[found.end() :]):
        return _quantity(found, "ordinal", icu.ordinal(number, "en", "ordinal"), Decimal(number))
    if not before or not before[-1][:1].isupper() or not before[-1].isalpha():
        return None
    return _quantity(found, "name", str(number), Decimal(number))


def _times(_text: str, found: re.Match[str]) -> Quantity:
    return _quantity(found, "number", f"{found[1]} times", Decimal(found[1]))


def _magnitude(_text: str, found: re.Match[str]) -> Quantity:
    name, power = {"k": ("thousand", 3), "b": ("billion", 9)}.get((found[2] or "m").lower(), ("million", 6))
    return _quantity(found, "number", f"{found[1]} {name}", Decimal(found[1]).scaleb(power))


def _pence(_text: str, found: re.Match[str]) -> Quantity:
    return _quantity(found, "amount", f"{found[1]} {'penny' if found[1] == '1' else 'pence'}", Decimal(found[1]))


def _feet(_text: str, found: re.Match[str]) -> Quantity:
    return _quantity(found, "amount", f"{found[1]} feet")


def _angle(_text: str, found: re.Match[str]) -> Quantity:
    """Degrees, minutes and seconds of a coordinate."""
    seconds = f" {found[3]} seconds" if found[3] else ""
    return _quantity(found, "amount", f"{found[1]} degrees {found[2]} minutes{seconds}")


def _mixed(_text: str, found: re.Match[str]) -> Quantity:
    top, bottom = map(Decimal, found[2].split("/"))
    return _quantity(found, "number", f"{found[1]} and {_PARTS[found[2]]}", Decimal(found[1]) + top / bottom)


def _even(_text: str, found: re.Match[str]) -> Quantity:
    """A "50/50" chance."""
    return _quantity(found, "name", f"{found[1]} {found[1]}")


def _ratio(_text: str, found: re.Match[str]) -> Quantity:
    return _quantity(found, "range", f"{found[1]} to {found[2]}")


def _per(text: str, found: re.Match[str]) -> Quantity | None:
    """A rate such as "$5/month"; in "and/or" and "his/her" there is no amount before the stroke."""
    if not re.search(r"(?:\d[\d.,]*|\d\s?[a-zA-Zµ²³]{1,3})$", text[: found.start()]):
        return None
    return _quantity(found, "sign", f" per {_PER[found[1]]}")


def _direction(_text: str, found: re.Match[str]) -> Quantity:
    return _quantity(found, "sign", f" {_DIRECTIONS[found[1]]}")


def _quantity(found: re.Match[str], kind: Kind, spoken: str, value: Decimal | None = None) -> Quantity:
    return Quantity(found.start(), found.end(), found[0], kind, spoken, value)
