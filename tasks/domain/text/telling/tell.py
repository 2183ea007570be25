"""Tells a text in a number of words: whole if it fits, else shortened, and always in its own order."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from tasks.domain.story import Fact
from tasks.domain.text.hanging.protagonist import goes_on_about
from tasks.domain.text.prose import content_words, lemmas
from tasks.domain.text.telling.asking import answer, asks, helping
from tasks.domain.text.telling.backwards import needs_of
from tasks.domain.text.telling.choosing import ENOUGH, FOR_END, FOR_LEAD, OVER, Choice
from tasks.domain.text.telling.ending import LATE, UNENDED, closes
from tasks.domain.text.telling.kinds import Kind, is_own, kind_of
from tasks.domain.text.telling.listing import with_count
from tasks.domain.text.telling.matches import decisive, final, is_match
from tasks.domain.text.telling.paragraphs import leads_in, places
from tasks.domain.text.telling.pieces import AMID, Pieces
from tasks.domain.text.telling.ranking import Ranking
from tasks.domain.text.telling.speakable import past_signposts, speakable
from tasks.domain.text.telling.spoken_length import parted, short, words
from tasks.domain.text.telling.steps import brief, steps_told
from tasks.domain.text.telling.tidy import tidied
from tasks.domain.text.telling.titled import under_title
from tasks.domain.text.telling.turning import reveals, turns
from tasks.domain.text.telling.worth import Worth, is_news, reaching

FITS = 1.06  # a text up to this much too long is told whole
LEAD = 12  # words: a first sentence that is shorter has not said who, where and when
FOR_OPENING = 0.5  # of the budget: a longer first paragraph is not told whole
LEAD_UP = 3  # sentences before the end of a story that lead up to it
MOST_TURNS = 3  # places where a story may turn, of which one is told
FOR_LEAD_UP = 0.6  # of the budget, at most, goes to them
FOR_PROMISE = 0.3  # of the budget, at most, goes to what the title promises and nothing else says
FOR_VERDICT = 0.75  # if nothing of it was said
AS_GOOD = 0.8  # by which a sentence may end a short less well than the best, if its thought can be told whole


@dataclass(frozen=True)
class Told:
    """The facts to speak, in order, and what the viewer should know about them."""

    facts: tuple[Fact, ...]
    notes: tuple[str, ...] = ()


def tell(facts: Sequence[Fact], title: str, whole: int, budget: int, language: str = "en") -> Told:
    """The facts to speak: all of them if they have at most `whole` words, or else those that tell it in `budget`."""
    tidy = tidied(facts, language)
    if words(tidy.facts) <= whole * FITS:
        return Told(tidy.facts, tidy.notes)
    told = _Telling(tidy.facts, tidy.concluding, title, whole, budget, language)
    return Told(told.chosen(), (*tidy.notes, *told.notes))


def tell_script(facts: Sequence[Fact], title: str, budget: int, language: str = "en") -> tuple[Fact, ...]:
    """A text that was written to be spoken: whole if it fits, else with the same first and last sentence."""
    if words(facts) <= budget * FITS:
        return tuple(facts)
    return _Telling(facts, frozenset({facts[-1].id}), title, budget, budget, language, kind=Kind.story).chosen()


class _Telling:
    """One text that is too long, on its way to a short."""

    notes: tuple[str, ...] = ()

    def __init__(
        self,
        facts: Sequence[Fact],
        concluding: frozenset[str],
        title: str,
        whole: int,
        budget: int,
        language: str,
        kind: Kind | None = None,
    ) -> None:
        parts = parted(facts)
        self.kind = kind or _kind(parts, title)
        self.english = language.partition("-")[0] == "en"
        self.facts = short(parts) if self.english else parts
        if self.kind in {Kind.recipe, Kind.procedure}:
            self.facts = brief(self.facts, round(whole * FITS))
        self.texts = [fact.text for fact in self.facts]
        self.late = round(len(self.texts) * LATE) if self.kind is Kind.story else 0
        self.concluding, self.title, self.language, self.whole = concluding, title, language, whole
        # No step may be missing: a recipe takes all the time that there is.
        self.budget = whole if self.kind in {Kind.recipe, Kind.procedure} else budget
        self.match = self.kind is not Kind.recipe and is_match(self.texts)
        self.news = not self.match and is_news(self.texts)
        self.ranking = Ranking(self.texts, title, language)
        self.answering = answer(title, self.texts, language)
        self.stems = [self._stems(text) for text in self.texts]
        self.places = places(self.facts)
        fit = frozenset(speakable(self.texts, self.kind, language, self.places))
        found, self.hangs = needs_of(self.facts, self.kind, concluding, language, self.places)
        self.needs = past_signposts(found, self.texts, fit)
        self.choice = Choice(
            lengths=[len(text.split()) for text in self.texts],
            needs=self.needs,
            thoughts=[leads_in(number, self.places, fit) for number in range(len(self.facts))],
            fit=fit,
            budget=self.budget,
        )

    def chosen(self) -> tuple[Fact, ...]:
        if self.kind in {Kind.recipe, Kind.procedure}:
            self.choice.told, self.notes = steps_told(self.texts, self.choice, self.ranking.scores, self.budget * FITS)
        else:
            self._tell()
            self._in_pieces()
            if max(self.choice.told, default=0) < self.late:
                self.notes = (UNENDED,)
        told = tuple(self.facts[number] for number in sorted(self.choice.told))
        begins = bool(told) and told[0].id == self.facts[0].id
        unnamed = self.hangs if begins else self.kind in {Kind.recipe, Kind.procedure}
        title = with_count(self.title, self.facts, told) if self.english else self.title
        return under_title(told, title, self.language, unnamed=unnamed)

    def _tell(self) -> None:
        choice = self.choice
        for number in sorted(choice.fit)[:5]:  # the lead: who, where and when
            limit = self.budget * FOR_LEAD
            if not choice.take(number, limit) and not choice.told and choice.lengths[number] <= limit:
                choice.told.add(number)  # nothing stands before it that could be told
            if choice.words >= LEAD:
                break
        self._open()
        self._name_subject()
        if self.answering is not None:
            choice.take(self.answering)
        self._keep_promise()
        end = self._end()
        if self.kind is Kind.story:
            self._turn(end)
            self._lead_up(end)
        if self.match:
            self._decide(end)
        choice.fill([number for number in choice.fit if number <= end], self._worth)
        if choice.words < self.budget * ENOUGH:  # what stands before that end is told: a later one has room
            end = self._end(share=1.0)
            choice.fill([number for number in choice.fit if number <= end], self._worth)
        beside = [at for at in choice.fit if {at - 1, at + 1} & choice.told]
        choice.fill([at for at in beside if at <= end], self._worth, apart=True)
        if choice.words < self.budget * ENOUGH:
            choice.fill(choice.fit, self._worth, apart=True)

    def _in_pieces(self) -> None:
        """Tell one or two pieces of the text instead, if they say as much of what it promises, and end as well."""
        chosen = frozenset(self.choice.told)
        worth = Worth(
            texts=self.texts,
            stems=self.stems,
            title=self.title,
            promised=self._stems(self.title.rpartition(": ")[2]) or self._stems(self.title),
            answering=self.answering,
            scores=self.ranking.scores,
            concluding={number for number, fact in enumerate(self.facts) if fact.id in self.concluding},
            closing=self._closing,
            budget=self.budget,
            match=self.match,
            reaches=reaching(self.texts, self.budget, news=self.news),
        )
        # Each sentence of a report is about the next minutes of the match, wherever its paragraphs begin.
        amid, goes_on = 0.0 if self.match else AMID, partial(goes_on_about, self.texts)
        pieces = Pieces(self.choice.lengths, self.needs, sorted(self.choice.fit), self.places, goes_on, amid)
        lates = (round(len(self.texts) * LATE), 0) if self.match else (self.late,)
        found = (pieces.best(self.budget * ENOUGH, self.whole * FITS, worth, late=late) for late in lates)
        told = next((one for one in found if one is not None), chosen)
        if worth(told) - pieces.jumps(told) > worth(chosen) - pieces.jumps(chosen):
            self.choice.told = set(told)

    def _open(self) -> None:
        """Tell the rest of the paragraph that the lead is in: it says what the text is about, if it is short."""
        first = min(self.choice.told, default=0)
        rest = range(first, first - self.places[first].position + self.places[first].size)
        if sum(self.choice.lengths[at] for at in rest if at in self.choice.fit) <= self.budget * FOR_OPENING:
            for number in rest:
                self.choice.take(number, self.budget * FOR_LEAD)

    def _name_subject(self) -> None:
        """Tell the first sentence that names what the title is about, unless the lead has."""
        named = set(content_words(self.title, self.language))
        if not named or any(named & set(content_words(self.texts[at], self.language)) for at in self.choice.told):
            return
        for number in sorted(self.choice.fit):
            if named & set(content_words(self.texts[number], self.language)):
                self.choice.take(number, limit=self.choice.words + self.budget * FOR_END)
                return

    def _end(self, share: float = FOR_END) -> int:
        """Choose the sentence to end on, and tell it; the last sentence if none suits. `share`: of the budget."""
        count = len(self.texts)
        latest = max(self.choice.told, default=0)
        candidates = sorted(
            (number for number in self.choice.fit if number > max(latest, count * 0.3)),
            key=lambda number: (-self._closing(number), number),
        )
        if self.kind is Kind.story:  # it may take all the time there is, rather than break off
            for limit in (self.budget * OVER, self.whole * FITS):
                if any(self.choice.take(number, limit) for number in candidates if number >= count * LATE):
                    return max(self.choice.told)
        share = 1.0 if self.kind is Kind.story else share
        limit = min(self.budget * OVER, self.choice.words + self.budget * share)
        best = max(map(self._closing, candidates), default=0.0)
        good = [number for number in candidates if self._closing(number) >= best - AS_GOOD]
        for those, apart in ((good, False), (candidates, True)):
            for number in those:
                if self.choice.take(number, limit, apart=apart):
                    return max(self.choice.told)
        return max(latest, count - 1)

    def _turn(self, end: int) -> None:
        """Tell where the story turns, the last such place before its end, even if it takes all the time there is."""
        strength = {number: reveals(self.texts[number]) for number in self.choice.fit if number < end}
        turning = sorted(filter(strength.get, strength), key=lambda number: (-strength[number], -number))
        if any(strength.get(number, 0) > 1 for number in self.choice.told):
            return
        for number in turning[:MOST_TURNS]:
            for limit in (self.budget * OVER, self.whole * FITS):
                if self.choice.take(number, limit):
                    return

    def _decide(self, end: int) -> None:
        """Tell the last thing that decided a match, if there is room."""
        decided = [number for number in self.choice.fit if number < end and decisive(self.texts[number]) > 0]
        for number in sorted(decided, reverse=True)[:MOST_TURNS]:
            if self.choice.take(number):
                return

    def _lead_up(self, end: int) -> None:
        """Tell what happens right before the end: a last line is worth nothing without what it closes.

        If none of it fits, it may take all the time that there is.
        """
        before = range(end - 1, max(0, end - LEAD_UP) - 1, -1)
        for limit in (min(self.budget * OVER, self.choice.words + self.budget * FOR_LEAD_UP), self.whole * FITS):
            for number in before:
                self.choice.take(number, limit)
            if self.choice.told.intersection(before):
                return

    def _keep_promise(self) -> None:
        """Tell the sentence that says most of what the title promises, if something of that is not said yet."""
        for number in helping(self.title, self.texts, self.choice.told):
            if self.choice.take(number, self.choice.words + self.budget * FOR_PROMISE):
                break
        said = frozenset[str]().union(*(self.stems[number] for number in self.choice.told))
        promise = self.title.rpartition(": ")[2]  # "Kettle K2 review: slow" is about slow
        wanted = self._stems(promise)
        missing = (wanted or self._stems(self.title)) - said
        share = FOR_VERDICT if wanted and len(missing) * 2 > len(wanted) else FOR_PROMISE
        worth = {number: len(missing & self.stems[number]) for number in self.choice.fit}
        limit = min(self.budget * OVER, self.choice.words + self.budget * share)
        for number in sorted(worth, key=lambda number: (-worth[number], -self.ranking.scores[number])):
            if not worth[number] or self.choice.take(number, limit):
                return

    def _stems(self, text: str) -> set[str]:
        return set(lemmas(content_words(text, self.language), self.language))

    def _closing(self, number: int) -> float:
        fact = self.facts[number]
        return (
            self.ranking.scores[number]
            + closes(
                fact.text,
                place=0.0 if self.news else number / max(1, len(self.facts) - 1),
                concluding=fact.id in self.concluding,
                tells_a_story=self.kind is Kind.story,
                goes_on=self._goes_on(number),
            )
            + (final(fact.text) + 0.5 * decisive(fact.text) if self.match else 0.0)
        )

    def _goes_on(self, number: int) -> bool:
        """Whether the next sentence goes on about what this one has begun."""
        after = number + 1
        if after >= len(self.facts) or self.places[number].ends or self.facts[number].id in self.concluding:
            return False
        return self.places[number].opens or frozenset({number}) in self.needs[after]

    def _worth(self, number: int) -> float:
        """By rank and place; less for what repeats, more for what goes on from a told sentence."""
        told = self.choice.told
        repeats = max((self.ranking.alike(number, other) for other in told), default=0.0)
        at = number / len(self.texts)
        story = self.kind is Kind.story
        place = 0.6 * abs(1 - 2 * at) + 0.5 * turns(self.texts[number]) if story else 0.4 * (1 - at)
        place += 0.5 * decisive(self.texts[number]) if self.match else 0.0
        goes_on = 0.5 * (number - 1 in told) + 0.5 * (number + 1 in told)
        return self.ranking.scores[number] + place - 0.4 * repeats + goes_on


def _kind(facts: Sequence[Fact], title: str) -> Kind:
    """The kind of a text. A title that asks has its text told for the answer, unless that is one's own story."""
    kind = kind_of(facts)
    return Kind.account if kind is Kind.story and asks(title) and not is_own(facts) else kind
