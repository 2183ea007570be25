"""Lists whose items have letters or Roman numerals: "a) ...", "(i) ...". They become bullets, which readers know."""

import re

_MARK = re.compile(
    r"^(?P<lead>[ \t]{0,3})\(?(?:(?P<roman>[ivx]{1,5}|[IVX]{1,5})|(?P<letter>[^\W\d_]))"
    r"(?:\)|(?<=[a-zа-яα-ω])\.)[ \t]+(?=\S)"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщэюя", "αβγδεζηθικλμνξοπρστυφχψω")


def bulleted(text: str) -> str:
    """The text, where the marks of two items or more that follow each other, from the first on, became bullets."""
    lines = text.split("\n")
    marks = [_MARK.match(line) for line in lines]
    for names in (_ROMAN, *_ALPHABETS):
        at = 0
        while found := _run(marks, names, at):
            at = found[-1] + 1
            if len(found) > 1:
                for number in found:
                    mark = marks[number]
                    lines[number] = f"{mark['lead']}- {lines[number][mark.end() :]}" if mark else lines[number]
                    marks[number] = None
    return "\n".join(lines)


def _run(marks: list[re.Match[str] | None], names: tuple[str, ...] | str, start: int) -> list[int]:
    """The lines from `start` on that are marked with the first name, the second and so on, in order."""
    found: list[int] = []
    for number in range(start, len(marks)):
        mark = marks[number]
        name = (mark["roman"] or mark["letter"]).lower() if mark else ""
        if name and len(found) < len(names) and name == names[len(found)]:
            found.append(number)
        elif name == names[0]:
            break
    return found
