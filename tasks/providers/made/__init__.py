"""Pictures that a model makes: OpenAI's, or those of a server with its API."""

from tasks.providers.made.illustrator import PictureMaker
from tasks.providers.made.settings import KEY, ImageSettings
from tasks.providers.vendor import Vendor

VENDOR = Vendor(
    name="made",
    title="Made pictures",
    gives="pictures of what scenes should show, made by a model; only if named: `pictures: commons, made`",
    limits="`most_made` of the channel; your account",
    cost="5 pictures, $0.06 with gpt-image-2.6-flare",
    key=KEY,
    key_optional=True,
    key_advice="or OPENAI_API_KEY at OpenAI's own address",
    paid=True,
    settings=ImageSettings,
    needs_network=True,
    illustrator=PictureMaker,
)

__all__ = ["VENDOR", "PictureMaker"]
