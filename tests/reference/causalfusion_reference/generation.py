"""Generation and editing in full: every prediction runs the whole sequence anew, without a cache (paper, §3 and §6)."""
import dataclasses
import math
from typing import Callable, Optional

import torch

from . import targets
from .diffusion import guide
from .factorization import boundaries
from .model import gather_tokens
from .samplers import make_sampler


@dataclasses.dataclass
class Guidance:
    """scale at the last AR step; ramp along the AR axis; where(timestep, noise level) says on which part of the noise axis it applies."""
    scale: float = 1.0
    ramp: str = "constant"
    where: Optional[Callable] = None

    def at(self, finished, timestep, level):
        """The scale, 1 for none. finished: the share of generated tokens that is done at the end of the AR step."""
        if self.where is not None and not self.where(timestep, level):
            return 1.0
        rise = {"constant": 1.0, "linear": finished, "cosine": (1 - math.cos(math.pi * finished)) / 2}[self.ramp]
        return 1 + (self.scale - 1) * rise


def predict(model, y, context, x, places, t):
    """What the network says of noised tokens x (N, T, P) at places (N, T), after groups of clean tokens [(tokens, places), …]."""
    parts = [model.embed_condition(y), *(model.embed_tokens(tokens, at) for tokens, at in context), model.embed_tokens(x, places)]
    parts[-1] = parts[-1] + model.t_embedder(torch.full_like(y, t)).unsqueeze(1)
    group = torch.cat([torch.full((part.shape[1],), number) for number, part in enumerate(parts)])
    bias = torch.zeros(len(group), len(group), dtype=x.dtype).masked_fill_(group[None, :] > group[:, None], -math.inf)
    hidden = torch.cat(parts, dim=1)
    for block in model.blocks:
        hidden = block(hidden, bias)
    return model.head(hidden[:, -x.shape[1]:])


@torch.no_grad()
def generate(model, diffusion, y, order, split, initial, noise, sampler="ddpm", target="noise", guidance=None, temperature=1.0, start=None):
    """Tokens (N, L, P) in raster order, those in order (N, M) generated in AR steps of the sizes of split.

    initial (N, M, P) and noise (T, N, M, P) are in generation order; noise[i] belongs to the i-th diffusion step, noisiest first.
    start (N, L, P), raster order: what is kept where order has no token; the kept tokens are one group of clean context.
    """
    guidance = guidance or Guidance()
    null, context = torch.full_like(y, model.config.num_classes), []
    tokens = torch.zeros(y.shape[0], model.config.tokens, model.config.patch_dim, dtype=initial.dtype) if start is None else start.clone()
    marked = set(order[0].tolist())
    kept = torch.tensor([i for i in range(model.config.tokens) if i not in marked], dtype=torch.long).expand(y.shape[0], -1)
    if kept.shape[1]:
        context.append((gather_tokens(tokens, kept), kept))
    for a, b in boundaries(split):
        x, places, walk = initial[:, a:b], order[:, a:b], make_sampler(sampler, diffusion, temperature)
        for number, i in enumerate(reversed(range(len(diffusion)))):
            t = int(diffusion.timestep_map[i])
            predicted = predict(model, y, context, x, places, t)
            scale = guidance.at(b / order.shape[1], t, float(diffusion.sqrt_recipm1_alphas_cumprod[i]))
            if scale != 1:
                predicted = guide(predicted, predict(model, null, context, x, places, t), scale)
            signal, level = diffusion.sqrt_alphas_cumprod[i], diffusion.sqrt_one_minus_alphas_cumprod[i]
            eps, clean = (targets.convert(predicted, target, wanted, x, signal, level) for wanted in ("noise", "clean"))
            x = walk.step(x, i, eps, clean, noise[number][:, a:b])
        context.append((x, places))
        tokens.scatter_(1, places.unsqueeze(-1).expand_as(x), x)
    return tokens
