"""Sampling with a key/value cache (paper, §3)."""
import dataclasses

import torch

from .diffusion import guide
from .factorization import boundaries


class LayerCache:
    """Keys and values of one layer, (N, H, capacity, d), of which the first `length` are kept.

    extend() puts new ones behind the kept ones and returns views of both; unless keep() follows, the next extend() overwrites them.
    """

    def __init__(self, batch, heads, capacity, head_width, dtype):
        self.keys = torch.empty(batch, heads, capacity, head_width, dtype=dtype)
        self.values = torch.empty_like(self.keys)
        self.length = 0

    def extend(self, k, v):
        end = self.length + k.shape[2]
        self.keys[:, :, self.length:end] = k
        self.values[:, :, self.length:end] = v
        return self.keys[:, :, :end], self.values[:, :, :end]


class Cache:
    def __init__(self, model, batch):
        config = model.config
        capacity = config.condition_length + int(config.time_token) + config.tokens
        head_width = config.hidden_size // config.num_heads
        dtype = model.pos_embed.dtype
        self.layers = [LayerCache(batch, config.num_heads, capacity, head_width, dtype) for _ in range(config.depth)]

    def keep(self, count):
        for layer in self.layers:
            layer.length += count


@dataclasses.dataclass
class Sample:
    """tokens (N, L, P) in raster order; first_noise[s]: the (guided) noise predicted at the first diffusion step of AR step s."""
    tokens: torch.Tensor
    first_noise: list


def run_blocks(model, x, cache):
    for block, layer in zip(model.blocks, cache.layers):
        x = block(x, cache=layer)
    return x


@torch.no_grad()
def sample(model, diffusion, y, order, split, initial, noise, guidance=1.0, temperature=1.0):
    """Generates images' tokens. y: (N,). order: (N, L). initial: (N, L, P), x_T in generation order.

    noise: (T, N, L, P) in generation order; noise[i] is used by the i-th diffusion step, the noisiest first; noise[T−1] never is.
    guidance 1 leaves the unconditional half out.
    """
    copies = 2 if guidance != 1.0 else 1
    batch = y.shape[0]
    cache = Cache(model, copies * batch)
    classes = torch.cat([y, torch.full_like(y, model.config.num_classes)]) if copies == 2 else y
    run_blocks(model, model.embed_condition(classes), cache)
    cache.keep(model.config.condition_length)

    tokens, first_noise = torch.empty_like(initial), []
    for a, b in boundaries(split):
        x, places = initial[:, a:b], order[:, a:b]
        for i in reversed(range(len(diffusion))):
            t = diffusion.timestep_map[i].expand(batch)
            embedded = model.tell_time(model.embed_tokens(x, places), t)
            predicted = model.head(run_blocks(model, embedded.repeat(copies, 1, 1), cache))
            if copies == 2:
                predicted = guide(predicted[:batch], predicted[batch:], guidance)
            if i == len(diffusion) - 1:
                first_noise.append(predicted)
            x = diffusion.ancestral_step(x, i, predicted, noise[len(diffusion) - 1 - i][:, a:b], temperature)
        tokens[:, a:b] = x
        if b < order.shape[1]:
            # Both halves see the same clean tokens from here on.
            run_blocks(model, model.embed_tokens(x, places).repeat(copies, 1, 1), cache)
            cache.keep(b - a)
    raster = torch.empty_like(tokens).scatter_(1, order.unsqueeze(-1).expand_as(tokens), tokens)
    return Sample(raster, first_noise)
