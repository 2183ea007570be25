"""How a voice speaks: its speed, and what only some voices obey."""

from collections.abc import Collection

from tasks.domain.values import Frozen


class Delivery(Frozen):
    """How a voice speaks: `speed` is 1 for its natural pace; the others are ElevenLabs' own, None for its defaults."""

    speed: float = 1.0
    stability: float | None = None
    similarity: float | None = None
    style: float | None = None

    def asked(self) -> dict[str, float]:
        """What differs from the voice's own way, by name."""
        return {name: value for name, value in self if value != PLAIN_VALUES[name]}

    def only(self, names: Collection[str]) -> "Delivery":
        """The same for a voice that obeys these alone."""
        return Delivery.model_validate({name: value for name, value in self.asked().items() if name in names})


PLAIN_VALUES = {name: field.default for name, field in Delivery.model_fields.items()}
PLAIN = Delivery()
