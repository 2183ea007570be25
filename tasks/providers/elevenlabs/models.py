"""ElevenLabs' speech models: their languages, limits and prices differ, and so does what they refuse."""

import re
from dataclasses import dataclass

TWENTY_NINE = frozenset(
    "en ja zh de hi fr ko pt it es id nl tr fil pl sv bg ro ar cs el fi hr ms sk da ta uk ru".split()
)
THIRTY_TWO = TWENTY_NINE | {"hu", "no", "vi"}


@dataclass(frozen=True)
class Model:
    """`languages`: None if it speaks so many that only ElevenLabs itself knows them. `characters`: of one request.

    `credits`: of the plan, for one character. `stitches`: whether it takes the texts before and after a passage.
    `stabilities`: the only values that it takes; empty if it takes all from 0 to 1.
    """

    languages: frozenset[str] | None = None
    characters: int = 10_000
    credits: float = 1.0
    stitches: bool = True
    stabilities: tuple[float, ...] = ()


MODELS = {
    "eleven_multilingual_v2": Model(TWENTY_NINE),
    "eleven_flash_v2_5": Model(THIRTY_TWO, characters=40_000, credits=0.5),
    "eleven_turbo_v2_5": Model(THIRTY_TWO, characters=40_000, credits=0.5),
    "eleven_flash_v2": Model(frozenset({"en"}), characters=30_000, credits=0.5),
    "eleven_turbo_v2": Model(frozenset({"en"}), characters=30_000, credits=0.5),
    "eleven_v3": Model(characters=5_000, stitches=False, stabilities=(0.0, 0.5, 1.0)),
}


def model_of(name: str) -> Model:
    """The model of this name. One that is not in the table is judged by its family."""
    if name in MODELS:
        return MODELS[name]
    if name.startswith("eleven_v3"):
        return MODELS["eleven_v3"]
    generation = re.search(r"_v(\d+)", name)
    return Model(
        credits=0.5 if "flash" in name or "turbo" in name else 1.0,
        stitches=generation is None or int(generation[1]) < 3,
    )
