"""DiT with AdaLN-zero, the paper's baseline, with the published state-dict names.

Letters in shape comments: N batch, C channels, L tokens, D width.
"""
import dataclasses
import json

import torch
from torch import nn

from .learned_variance import ancestral_step
from .model import Attention, LabelEmbedder, Mlp, TimestepEmbedder, sincos_positions, unpatchify

NORM_EPSILON = 1e-6


@dataclasses.dataclass(frozen=True)
class DitConfig:
    """Field names are those of the published configuration."""
    input_size: int
    patch_size: int
    in_channels: int
    hidden_size: int
    depth: int
    num_heads: int
    num_classes: int
    learn_sigma: bool = True
    mlp_ratio: float = 4.0

    @property
    def out_channels(self):
        return 2 * self.in_channels if self.learn_sigma else self.in_channels

    def to_json(self):
        return json.dumps(dataclasses.asdict(self))

    @staticmethod
    def from_json(text):
        return DitConfig(**json.loads(text))


class PatchEmbedder(nn.Module):
    def __init__(self, channels, patch, width):
        super().__init__()
        self.proj = nn.Conv2d(channels, width, patch, stride=patch)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)  # (N, C, H, W) → (N, L, D)


def modulation(width, parts):
    return nn.Sequential(nn.SiLU(), nn.Linear(width, parts * width))


def modulate(x, shift, scale):
    return x * (1 + scale.unsqueeze(1)) + shift.unsqueeze(1)


class DitBlock(nn.Module):
    def __init__(self, width, heads, mlp_ratio):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=NORM_EPSILON, elementwise_affine=False)
        self.attn = Attention(width, heads, qk_norm=False, qkv_bias=True)
        self.norm2 = nn.LayerNorm(width, eps=NORM_EPSILON, elementwise_affine=False)
        self.mlp = Mlp(width, int(width * mlp_ratio))
        self.adaLN_modulation = modulation(width, 6)

    def forward(self, x, condition):
        """condition: (N, D). Shift, scale and gate of the attention, then of the MLP."""
        shift1, scale1, gate1, shift2, scale2, gate2 = self.adaLN_modulation(condition).chunk(6, dim=1)
        x = x + gate1.unsqueeze(1) * self.attn(modulate(self.norm1(x), shift1, scale1))
        return x + gate2.unsqueeze(1) * self.mlp(modulate(self.norm2(x), shift2, scale2))


class DitHead(nn.Module):
    def __init__(self, width, values):
        super().__init__()
        self.norm_final = nn.LayerNorm(width, eps=NORM_EPSILON, elementwise_affine=False)
        self.linear = nn.Linear(width, values)
        self.adaLN_modulation = modulation(width, 2)

    def forward(self, x, condition):
        shift, scale = self.adaLN_modulation(condition).chunk(2, dim=1)
        return self.linear(modulate(self.norm_final(x), shift, scale))


class Dit(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        width, patch = config.hidden_size, config.patch_size
        self.x_embedder = PatchEmbedder(config.in_channels, patch, width)
        self.t_embedder = TimestepEmbedder(width)
        self.y_embedder = LabelEmbedder(config.num_classes, 1, width)
        self.pos_embed = nn.Parameter(sincos_positions(width, config.input_size // patch).unsqueeze(0), requires_grad=False)
        self.blocks = nn.ModuleList(DitBlock(width, config.num_heads, config.mlp_ratio) for _ in range(config.depth))
        self.final_layer = DitHead(width, patch * patch * config.out_channels)
        self._initialize()

    def _initialize(self):
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Conv2d)):
                nn.init.xavier_uniform_(module.weight.view(module.weight.shape[0], -1))
                nn.init.zeros_(module.bias) if module.bias is not None else None
        for weight in (self.y_embedder.embedding_table.weight, self.t_embedder.mlp[0].weight, self.t_embedder.mlp[2].weight):
            nn.init.normal_(weight, std=0.02)
        for layer in [block.adaLN_modulation[1] for block in self.blocks] + [self.final_layer.adaLN_modulation[1], self.final_layer.linear]:
            nn.init.zeros_(layer.weight)

    def forward(self, x, t, y):
        """x: (N, C, H, W), t: (N,) of the training schedule, y: (N,), num_classes = none → (N, out_channels, H, W)."""
        condition = self.t_embedder(t) + self.y_embedder(y)[:, 0]
        x = self.x_embedder(x) + self.pos_embed
        for block in self.blocks:
            x = block(x, condition)
        return unpatchify(self.final_layer(x, condition), self.config.patch_size, self.config.out_channels)


def guided(model, x, t, y, scale, channels=3):
    """Classifier-free guidance of the first channels; the others are the conditional prediction."""
    null = torch.full_like(y, model.config.num_classes)
    conditional, unconditional = model(torch.cat([x, x]), torch.cat([t, t]), torch.cat([y, null])).chunk(2)
    first = unconditional[:, :channels] + scale * (conditional[:, :channels] - unconditional[:, :channels])
    return torch.cat([first, conditional[:, channels:]], dim=1)


@torch.no_grad()
def sample(model, diffusion, y, initial, noise, guidance=1.0, channels=3):
    """initial (N, C, H, W); noise (T, N, C, H, W): noise[i] is used by the i-th diffusion step, the noisiest first; noise[T−1] never is."""
    x = initial
    for i in reversed(range(len(diffusion))):
        t = diffusion.timestep_map[i].expand(x.shape[0])
        output = model(x, t, y) if guidance == 1.0 else guided(model, x, t, y, guidance, channels)
        given = noise[len(diffusion) - 1 - i]
        x = ancestral_step(diffusion, x, i, output, given) if model.config.learn_sigma else diffusion.ancestral_step(x, i, output, given)
    return x
