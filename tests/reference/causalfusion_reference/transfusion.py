"""Transfusion (paper, §6): the same network; the image's tokens are noised in place, see each other, and the text behind them sees them noised."""
import torch

from . import text
from .model import patchify
from .text import Prediction, Token

CLEAN = 0  # the timestep that a clean image is told


def sees(query, key):
    if query.kind == "noised":
        return key.kind in ("prompt", "noised")
    if key.kind == query.kind:
        return key.place <= query.place
    return query.kind == "caption" and key.kind == "noised"


def predict(model, diffusion, sample):
    """One sample's training sequence, [prompt | noised image | caption]. The sample has one copy and raster order."""
    clean, added = (patchify(x, model.config.patch_size) for x in (sample.image.unsqueeze(0), sample.noise))  # (1, L, P)
    noised = diffusion.q_sample(clean, sample.t, added)[0]
    before, count = len(sample.prompt), len(noised)
    tokens = [
        *(Token("prompt", place=place) for place in range(before)),
        *(Token("noised") for _ in range(count)),
        *(Token("caption", place=place) for place in range(len(sample.caption))),
    ]
    x = model(torch.cat([
        model.embed_text(sample.prompt),
        model.embed_image(noised, torch.arange(count), int(sample.t)),
        model.embed_text(sample.caption),
    ]), text.mask(tokens, sees))
    return Prediction(model.final_layer(x[before:before + count]), added[0], model.text_head(x[before + count:]), sample.targets)


def joint_loss(predictions, text_weight=text.TEXT_LOSS_WEIGHT):
    """Without AR steps no token weighs more than another."""
    return text.joint_loss(predictions, torch.ones(len(predictions[0].added)), text_weight)


def whole_image(model, image):
    """A clean image (C, H, W) as context."""
    return text.whole_image(model, image, CLEAN)


def generate(model, diffusion, context, initial, noise, guidance=1.0, negative=()):
    """As text.generate, the whole image at once."""
    count = len(initial)
    return text.generate(model, diffusion, context, torch.arange(count), [count], initial, noise, guidance, negative)
