"""What a picture's transparent parts say: whether it is a cut-out, and the tone of a ground that suits it."""

import numpy as np
from PIL import Image

FREE = 0.12  # share of a picture that is transparent, from which it is a cut-out


def stands_free(image: Image.Image) -> bool:
    """Whether enough of an RGBA picture's ground is transparent, and enough is not: rounded corners make no cut-out."""
    alpha = np.asarray(image.getchannel("A").resize((64, 64), Image.Resampling.BOX))
    return bool((alpha < 64).mean() >= FREE and alpha.max() > 128)


def on_ground(image: Image.Image) -> Image.Image:
    """An RGBA picture before a ground of one tone."""
    ground = Image.new("RGBA", image.size, (*ground_tone(image), 255))
    return Image.alpha_composite(ground, image).convert("RGB")


def ground_tone(image: Image.Image) -> tuple[int, int, int]:
    """A ground for an RGBA picture's transparent parts in its mean colour: dark for light pictures, light for dark."""
    pixels = np.asarray(image.resize((32, 32))).reshape(-1, 4).astype(np.float32)
    weight = pixels[:, 3:] / 255
    mean = (pixels[:, :3] * weight).sum(0) / max(float(weight.sum()), 1.0)
    tone = 40 + 0.25 * mean if mean.mean() > 110 else 235 - 0.25 * (255 - mean)
    return int(tone[0]), int(tone[1]), int(tone[2])
