"""The decoder-only transformer of the paper (§3 and §4), with the published state-dict names.

Letters in shape comments: N batch, L image tokens, K condition tokens, D width, H heads, d = D/H, P values per token.
"""
import dataclasses
import json
import math

import numpy
import torch
from torch import nn
from torch.nn import functional

NORM_EPSILON = 1e-5
TIME_FREQUENCIES = 256
MAX_PERIOD = 10000


OPTIONAL = {"optional": True}  # in JSON only where it is not the default


@dataclasses.dataclass(frozen=True)
class Config:
    """Field names are those of the published configuration."""
    input_size: int
    patch_size: int
    latent_channels: int
    hidden_size: int
    num_cond_tokens: int
    depth: int
    num_heads: int
    num_classes: int
    mlp_ratio: float = 4.0
    class_dropout_prob: float = 0.1
    trainable_pos: bool = True
    cond_repeats: int = dataclasses.field(default=1, metadata=OPTIONAL)  # the class tokens are repeated so many times
    time_token: bool = dataclasses.field(default=False, metadata=OPTIONAL)
    qk_norm: bool = dataclasses.field(default=True, metadata=OPTIONAL)
    vocab_size: int = dataclasses.field(default=0, metadata=OPTIONAL)  # of a network that reads text instead of classes: text.py
    max_text_tokens: int = dataclasses.field(default=0, metadata=OPTIONAL)  # begin and end not counted

    @property
    def condition_length(self):
        return self.num_cond_tokens * self.cond_repeats

    @property
    def grid(self):
        return self.input_size // self.patch_size

    @property
    def tokens(self):
        return self.grid ** 2

    @property
    def patch_dim(self):
        return self.patch_size ** 2 * self.latent_channels

    def to_json(self):
        """The published names, and of our own switches those that are not as published."""
        optional = {field.name: field.default for field in dataclasses.fields(self) if field.metadata.get("optional")}
        return json.dumps({name: value for name, value in vars(self).items() if name not in optional or value != optional[name]})

    @staticmethod
    def from_json(text):
        return Config(**json.loads(text))


def patchify(images, patch):
    """(N, C, H, W) → (N, L, P): tokens in raster order, values in the order row, column, channel."""
    n, c, height, width = images.shape
    h, w = height // patch, width // patch
    x = images.reshape(n, c, h, patch, w, patch)
    return x.permute(0, 2, 4, 3, 5, 1).reshape(n, h * w, patch * patch * c)


def unpatchify(tokens, patch, channels):
    """(N, L, P) → (N, C, H, W), the inverse of patchify on a square grid."""
    n, count, _ = tokens.shape
    grid = math.isqrt(count)
    x = tokens.reshape(n, grid, grid, patch, patch, channels)
    return x.permute(0, 5, 1, 3, 2, 4).reshape(n, channels, grid * patch, grid * patch)


def gather_tokens(x, order):
    """(N, L, C) → (N, M, C) by order (N, M): position i of sample n gets token order[n, i]."""
    return torch.gather(x, 1, order.unsqueeze(-1).expand(-1, -1, x.shape[-1]))


def sincos_positions(width, grid):
    """(grid², width) float32: first half the column, second half the row; each half sines then cosines."""
    quarter = width // 4
    frequencies = 1.0 / MAX_PERIOD ** (numpy.arange(quarter, dtype=numpy.float64) / quarter)
    rows, columns = numpy.divmod(numpy.arange(grid * grid), grid)
    parts = []
    for place in (columns, rows):
        angles = numpy.outer(place, frequencies)
        parts += [numpy.sin(angles), numpy.cos(angles)]
    return torch.from_numpy(numpy.concatenate(parts, axis=1)).float()


def timestep_embedding(t, size=TIME_FREQUENCIES):
    """(N,) → (N, size): cosines, then sines, in float32 whatever the model's dtype; an odd size ends in a zero."""
    half = size // 2
    frequencies = torch.exp(-math.log(MAX_PERIOD) * torch.arange(half, dtype=torch.float32) / half)
    angles = t[:, None].float() * frequencies[None]
    embedding = torch.cat([torch.cos(angles), torch.sin(angles)], dim=-1)
    return functional.pad(embedding, (0, size % 2))


class Attention(nn.Module):
    """Multi-head attention, with LayerNorm on every head's query and key where `qk_norm`."""

    def __init__(self, width, heads, qk_norm=True, qkv_bias=False):
        super().__init__()
        self.heads, self.head_width = heads, width // heads
        self.qkv = nn.Linear(width, 3 * width, bias=qkv_bias)
        self.q_norm = nn.LayerNorm(self.head_width, eps=NORM_EPSILON) if qk_norm else nn.Identity()
        self.k_norm = nn.LayerNorm(self.head_width, eps=NORM_EPSILON) if qk_norm else nn.Identity()
        self.proj = nn.Linear(width, width)

    def forward(self, x, bias=None, cache=None):
        """bias: (Lq, Lk), 0 where a query sees a key and −∞ where not. cache: this layer's LayerCache, seen by every query."""
        n, length, width = x.shape
        # (N, L, 3D) → three of (N, H, L, d)
        q, k, v = self.qkv(x).view(n, length, 3, self.heads, self.head_width).permute(2, 0, 3, 1, 4).unbind(0)
        q, k = self.q_norm(q), self.k_norm(k)
        if cache is not None:
            k, v = cache.extend(k, v)
        y = attend(q, k, v, bias)
        return self.proj(y.transpose(1, 2).reshape(n, length, width))


def attend(q, k, v, bias):
    """softmax(q·kᵀ/√d + bias)·v for q (N, H, Lq, d), k and v (N, H, Lk, d)."""
    n, heads, queries, width = q.shape
    q, k, v = (x.reshape(n * heads, -1, width) for x in (q, k, v))
    if bias is None:
        scores = torch.bmm(q * width ** -0.5, k.transpose(1, 2))
    else:
        scores = torch.baddbmm(bias.expand(n * heads, *bias.shape), q, k.transpose(1, 2), alpha=width ** -0.5)
    return torch.bmm(torch.softmax(scores, dim=-1), v).view(n, heads, queries, width)


class Mlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)

    def forward(self, x):
        return self.fc2(functional.gelu(self.fc1(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, width, heads, mlp_ratio, qk_norm=True):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=NORM_EPSILON)
        self.attn = Attention(width, heads, qk_norm)
        self.norm2 = nn.LayerNorm(width, eps=NORM_EPSILON)
        self.mlp = Mlp(width, int(width * mlp_ratio))

    def forward(self, x, bias=None, cache=None):
        x = x + self.attn(self.norm1(x), bias, cache)
        return x + self.mlp(self.norm2(x))


class TimestepEmbedder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(TIME_FREQUENCIES, width), nn.SiLU(), nn.Linear(width, width))

    def forward(self, t):
        return self.mlp(timestep_embedding(t).to(self.mlp[0].weight.dtype))


class LabelEmbedder(nn.Module):
    """A row of K·D values per class; the last row is the null class. The K tokens are repeated r times."""

    def __init__(self, classes, tokens, width, repeats=1):
        super().__init__()
        self.tokens, self.repeats = tokens, repeats
        self.embedding_table = nn.Embedding(classes + 1, tokens * width)

    def forward(self, y):
        return self.embedding_table(y).view(y.shape[0], self.tokens, -1).repeat(1, self.repeats, 1)  # (N,) → (N, r·K, D)


class CausalFusion(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        width = config.hidden_size
        self.x_proj = nn.Linear(config.patch_dim, width)
        self.t_embedder = TimestepEmbedder(width)
        self.y_embedder = LabelEmbedder(config.num_classes, config.num_cond_tokens, width, config.cond_repeats)
        positions = sincos_positions(width, config.grid).unsqueeze(0)
        self.pos_embed = nn.Parameter(positions, requires_grad=config.trainable_pos)
        self.cond_pos_embed = nn.Parameter(torch.zeros(1, config.condition_length, width))
        self.blocks = nn.ModuleList(Block(width, config.num_heads, config.mlp_ratio, config.qk_norm) for _ in range(config.depth))
        self.final_layer = nn.Sequential(nn.LayerNorm(width, eps=NORM_EPSILON), nn.Linear(width, config.patch_dim))
        self._initialize()

    def _initialize(self):
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        nn.init.normal_(self.y_embedder.embedding_table.weight, std=0.02)
        nn.init.normal_(self.cond_pos_embed, std=0.02)
        nn.init.zeros_(self.final_layer[1].weight)

    def embed_condition(self, y):
        """(N,) class indices, num_classes = none → (N, K, D)."""
        return self.y_embedder(y) + self.cond_pos_embed

    def embed_tokens(self, tokens, order):
        """tokens (N, M, P) whose places are order (N, M) → (N, M, D)."""
        places = self.pos_embed[0][order]  # (N, M, D)
        return self.x_proj(tokens) + places

    def tell_time(self, embedded, t):
        """Embedded noised tokens (N, M, D), t (N,) or (N, M) → (N, M, D), or those of one AR step → (N, 1 + M, D) with the time token first."""
        time = self.t_embedder(t.reshape(-1)).view(t.shape[0], -1, self.config.hidden_size)  # (N, 1 or M, D)
        return torch.cat([time[:, :1], embedded], dim=1) if self.config.time_token else embedded + time

    def head(self, x):
        """Blocks' output for one AR step, as tell_time lays it out → (N, M, P)."""
        return self.final_layer(x[:, 1:] if self.config.time_token else x)

    def features(self, images, layer):
        """Clean images (N, C, H, W) after the first `layer` blocks, without time or condition; every token sees every token → (N, L, D)."""
        x = self.x_proj(patchify(images, self.config.patch_size)) + self.pos_embed
        for block in self.blocks[:layer]:
            x = block(x)
        return x

    def forward(self, noised, clean, t, y, order, bias, split=None):
        """Training: the prediction for every noised token, (N, k·L, P) in generation order.

        noised: (N, k·L, P), k copies in generation order. clean: (N, C, P), the clean tokens of all AR steps but the last.
        t: (N,), or (N, k·L) with a timestep for each noised token. order: (N, L) raster indices.
        bias: (Q, Q), see factorization.attention_bias. split: sizes of the AR steps, each of which has a time token where the
        configuration says so; only then needed.
        """
        context, copies = clean.shape[1], noised.shape[1] // order.shape[1]
        sizes = list(split) * copies if self.config.time_token else [noised.shape[1]]
        embedded = self.embed_tokens(noised, order.repeat(1, copies)).split(sizes, dim=1)
        times = [t] * len(sizes) if t.dim() == 1 else t.split(sizes, dim=1)
        groups = [self.tell_time(part, when) for part, when in zip(embedded, times)]
        x = torch.cat([self.embed_condition(y), self.embed_tokens(clean, order[:, :context]), *groups], dim=1)
        for block in self.blocks:
            x = block(x, bias)
        groups = x[:, self.config.condition_length + context:].split([group.shape[1] for group in groups], dim=1)
        return torch.cat([self.head(group) for group in groups], dim=1)
