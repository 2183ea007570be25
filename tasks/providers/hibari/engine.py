"""The hibari ONNX model, patched to expose phoneme durations as an extra output."""

import hashlib
import re
import threading
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from hibari import Hibari, dsp
from hibari.g2p.normalize import normalize
from numpy.typing import NDArray

from tasks.domain.speech import SpokenWord
from tasks.machine.media.onnx import open_model
from tasks.machine.media.tempo import stretched

MODEL_SHA256 = "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"
DURATIONS = "/Cast_32_output_0"  # a tensor of that model: frames of each phoneme
RATE: Final[int] = dsp.SR  # samples a second
FRAME = 600 / 24000  # seconds of one frame
ONSET = 0.045  # seconds; the model's word starts are this much later than the acoustic onsets after pauses
# The speed that the model is asked for, and that of its sound, measured on twelve sentences. They differ because a
# phoneme lasts a few whole frames. The sound is stretched by the rest.
ASKED = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3)
SPOKEN = (0.709, 0.804, 0.953, 1.0, 1.043, 1.109, 1.173)


@cache
def engine() -> "Engine":
    """The process's only engine: loading the model takes time and memory."""
    return Engine()


class Engine:
    """The model and its grapheme rules. Threads may share the session, but not the rules, hence the lock."""

    def __init__(self) -> None:
        self.tts = Hibari()
        model = Path(self.tts.model_path).read_bytes()
        self.timed = hashlib.sha256(model).hexdigest() == MODEL_SHA256
        if self.timed:
            self.tts.sess = open_model(model, DURATIONS)
        self.lock = threading.Lock()

    def say(
        self, text: str, rng: np.random.Generator, speed: float = 1.0
    ) -> tuple[NDArray[np.float32], list[SpokenWord]]:
        """Samples at 24 kHz, `speed` times as fast as the voice's own pace, and the spoken tokens with their times.

        Without the known model there are no times.
        """
        with self.lock:
            g2p = self.tts.g2p
            tokens = g2p.phonemize_tokens(g2p.tokenize(normalize(text)))
        ids, spans = [0], []
        for token in tokens:
            first = len(ids)
            ids += [self.tts.vocab[c] for c in token.phonemes or "" if c in self.tts.vocab]
            spans.append((token.text, first, len(ids)))
            if token.whitespace and " " in self.tts.vocab:
                ids.append(self.tts.vocab[" "])
        while len(ids) > 1 and ids[-1] == self.tts.vocab.get(" "):
            ids.pop()
        if len(ids) < 2:
            return np.zeros(0, np.float32), []
        ids.append(0)
        feed = {"ids": np.asarray([ids], np.int64), "speed": np.asarray([speed], np.float32)}
        out = dict(zip((o.name for o in self.tts.sess.get_outputs()), self.tts.sess.run(None, feed), strict=True))
        names = [name for name in out if name != DURATIONS]
        audio = dsp.synth(*(out[name][0] for name in names), rng)
        tempo = 1.0 if speed == 1.0 else speed / float(np.interp(speed, ASKED, SPOKEN))
        if tempo != 1.0:
            audio = stretched(audio, RATE, tempo)
        if not self.timed:
            return audio, []
        edges = np.concatenate([[0], np.cumsum(out[DURATIONS].ravel())]) * FRAME / tempo
        words = [
            SpokenWord(text=text, start=max(0.0, float(edges[a]) - ONSET), end=float(edges[b]))
            for text, a, b in spans
            if b > a and re.search(r"\w", text)
        ]
        return audio, words
