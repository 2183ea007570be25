"""The music has three parts, never repeats itself, and plays on a phone."""

from itertools import combinations

import numpy as np
import pytest

from tasks.domain.channel import Tone
from tasks.render.sound.music import RATE, compose
from tasks.render.sound.music.arrangement import Form
from tasks.render.sound.music.harmony import MOODS, chord

Samples = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
SECONDS, TURN, LAST = 42, 24, 37


@pytest.fixture(scope="module", params=[(tone, seed) for tone in Tone for seed in (1, 4)], ids=str)
def piece(request: pytest.FixtureRequest) -> tuple[Tone, Samples]:
    tone, seed = request.param
    return tone, compose(tone, seed, SECONDS * RATE, turn=TURN * RATE, last=LAST * RATE).mean(1).astype(float)


def likeness(a: Samples, b: Samples) -> float:
    """The highest correlation (0 to 1) of two sounds at any lag."""
    size = len(a) + len(b)
    product = np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size))
    return float(np.abs(np.fft.irfft(product, size)).max() / np.sqrt((a**2).sum() * (b**2).sum()))


def level(sound: Samples, start: float, end: float) -> float:
    return float(np.sqrt((sound[round(start * RATE) : round(end * RATE)] ** 2).mean()))


@pytest.mark.sampled(4)
def test_the_music_lifts_at_the_turn_and_leaves_room_before_the_last_line(piece: tuple[Tone, Samples]) -> None:
    sound = piece[1]
    assert level(sound, TURN + 1, LAST - 2) > 1.25 * level(sound, 2, TURN - 1)
    assert level(sound, LAST - 0.4, LAST - 0.05) < 0.15 * level(sound, 2, TURN - 1)
    assert level(sound, LAST + 0.3, LAST + 2) > 0.4 * level(sound, 2, TURN - 1)


def test_a_phone_plays_the_music(piece: tuple[Tone, Samples]) -> None:
    power = np.abs(np.fft.rfft(piece[1])) ** 2
    hertz = np.fft.rfftfreq(len(piece[1]), 1 / RATE)
    assert power[hertz > 400].sum() > 0.25 * power.sum(), "small loudspeakers play little below 400 Hz"


def test_no_loop_repeats_within_a_film(piece: tuple[Tone, Samples]) -> None:
    """Any two stretches of four bars, at every lag between them, correlate by less than a half."""
    tone, sound = piece
    loop = round(4 * MOODS[tone].bar * RATE / 8)
    short = sound[: round((LAST - 1) * RATE)].reshape(-1, 8).mean(1)
    parts = [short[at : at + loop] for at in range(0, len(short) - loop, loop)]
    pairs = [likeness(a, b) for a, b in combinations(parts, 2)]
    assert pairs
    assert max(pairs) < 0.5


@pytest.mark.parametrize("tone", Tone)
def test_seeds_play_different_pieces_in_one_mood(tone: Tone) -> None:
    assert len(MOODS[tone].progressions) >= 8
    pieces = [compose(tone, seed, 10 * RATE)[:, 0][::8].astype(float) for seed in range(4)]
    assert max(likeness(a, b) for a, b in combinations(pieces, 2)) < 0.5


def test_a_bar_begins_at_the_turn() -> None:
    for turn in (7.3, 19.9, 30.1):
        form = Form.of(45 * RATE, round(turn * RATE), 40 * RATE, 2.4)
        assert abs(form.turn / form.bar - round(form.turn / form.bar)) < 0.001
        assert 2.0 <= form.bar / RATE <= 2.88


@pytest.mark.parametrize("seconds", [0.4, 1, 3])
def test_even_the_shortest_film_has_music(seconds: float) -> None:
    assert len(compose(Tone.bright, 1, round(seconds * RATE))) == round(seconds * RATE)


def test_chords_stay_near_the_moods_centre() -> None:
    for mood in MOODS.values():
        for progression in mood.progressions:
            for degree in progression:
                assert all(abs(note - mood.centre) <= 7 for note in chord(mood, degree, mood.centre - 12))
