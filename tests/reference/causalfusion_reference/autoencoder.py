"""The KL autoencoders of MAR and of Stable Diffusion, under the published state-dict names."""
import dataclasses

import torch
from torch import nn
from torch.nn import functional


@dataclasses.dataclass
class KlConfig:
    z_channels: int
    ch_mult: tuple
    ch: int = 128
    num_res_blocks: int = 2
    groups: int = 32
    encoder_attention: tuple = ()  # levels, 0 the finest
    decoder_attention: tuple = ()
    image_channels: int = 3

    def width(self, level):
        return self.ch * self.ch_mult[level]

    @property
    def levels(self):
        return len(self.ch_mult)


class Block(nn.Module):
    def __init__(self, inputs, outputs, groups):
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, inputs, eps=1e-6)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.norm2 = nn.GroupNorm(groups, outputs, eps=1e-6)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        if inputs != outputs:
            self.nin_shortcut = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x):
        h = self.conv1(functional.silu(self.norm1(x)))
        h = self.conv2(functional.silu(self.norm2(h)))
        return h + (self.nin_shortcut(x) if hasattr(self, "nin_shortcut") else x)


class Attention(nn.Module):
    def __init__(self, width, groups):
        super().__init__()
        self.norm = nn.GroupNorm(groups, width, eps=1e-6)
        self.q, self.k, self.v, self.proj_out = (nn.Conv2d(width, width, 1) for _ in range(4))

    def forward(self, x):
        h = self.norm(x)
        q, k, v = (layer(h).flatten(2) for layer in (self.q, self.k, self.v))         # (N, C, HW)
        share = torch.einsum("ncq,nck->nqk", q, k).div(q.shape[1] ** 0.5).softmax(-1)
        return x + self.proj_out(torch.einsum("nqk,nck->ncq", share, v).view_as(x))


class Convolution(nn.Module):
    """A convolution that the published names put one level deeper."""

    def __init__(self, width, stride):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, stride=stride, padding=0 if stride == 2 else 1)

    def forward(self, x):
        if self.conv.stride == (2, 2):
            return self.conv(functional.pad(x, (0, 1, 0, 1)))  # right and bottom only
        return self.conv(x.repeat_interleave(2, 2).repeat_interleave(2, 3))


class Level(nn.Module):
    def __init__(self, inputs, outputs, blocks, groups, attention):
        super().__init__()
        self.block = nn.ModuleList(Block(inputs if i == 0 else outputs, outputs, groups) for i in range(blocks))
        self.attn = nn.ModuleList(Attention(outputs, groups) for _ in range(blocks if attention else 0))

    def forward(self, x):
        for i, block in enumerate(self.block):
            x = block(x)
            if len(self.attn):
                x = self.attn[i](x)
        for name in ("downsample", "upsample"):
            if hasattr(self, name):
                x = getattr(self, name)(x)
        return x


class Middle(nn.Module):
    def __init__(self, width, groups):
        super().__init__()
        self.block_1, self.attn_1, self.block_2 = Block(width, width, groups), Attention(width, groups), Block(width, width, groups)

    def forward(self, x):
        return self.block_2(self.attn_1(self.block_1(x)))


class Encoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv_in = nn.Conv2d(c.image_channels, c.ch, 3, padding=1)
        self.down, width = nn.ModuleList(), c.ch
        for level in range(c.levels):
            part = Level(width, c.width(level), c.num_res_blocks, c.groups, level in c.encoder_attention)
            width = c.width(level)
            if level < c.levels - 1:
                part.downsample = Convolution(width, 2)
            self.down.append(part)
        self.mid = Middle(width, c.groups)
        self.norm_out = nn.GroupNorm(c.groups, width, eps=1e-6)
        self.conv_out = nn.Conv2d(width, 2 * c.z_channels, 3, padding=1)

    def forward(self, x):
        x = self.conv_in(x)
        for level in self.down:
            x = level(x)
        return self.conv_out(functional.silu(self.norm_out(self.mid(x))))


class Decoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, parts = c.width(c.levels - 1), {}
        self.conv_in = nn.Conv2d(c.z_channels, width, 3, padding=1)
        self.mid = Middle(width, c.groups)
        for level in reversed(range(c.levels)):
            parts[level] = Level(width, c.width(level), c.num_res_blocks + 1, c.groups, level in c.decoder_attention)
            width = c.width(level)
            if level > 0:
                parts[level].upsample = Convolution(width, 1)
        self.up = nn.ModuleList(parts[level] for level in range(c.levels))
        self.norm_out = nn.GroupNorm(c.groups, width, eps=1e-6)
        self.conv_out = nn.Conv2d(width, c.image_channels, 3, padding=1)

    def forward(self, z):
        h = self.mid(self.conv_in(z))
        for level in reversed(self.up):
            h = level(h)
        return self.conv_out(functional.silu(self.norm_out(h)))


class Posterior:
    def __init__(self, moments):
        self.moments = moments
        self.mean, logvar = moments.chunk(2, 1)
        self.logvar = logvar.clamp(-30, 20)
        self.std = (self.logvar / 2).exp()

    def sample(self, eps):
        return self.mean + self.std * eps

    def kl(self):
        return 0.5 * (self.mean ** 2 + self.std ** 2 - 1 - self.logvar).sum((1, 2, 3))


class KlAutoencoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.encoder, self.decoder = Encoder(config), Decoder(config)
        self.quant_conv = nn.Conv2d(2 * config.z_channels, 2 * config.z_channels, 1)
        self.post_quant_conv = nn.Conv2d(config.z_channels, config.z_channels, 1)

    def encode(self, x):
        return Posterior(self.quant_conv(self.encoder(x)))

    def decode(self, z):
        return self.decoder(self.post_quant_conv(z))


def diffusers_state(weights, levels, newer=False):
    """A state dict as the diffusers library names and shapes it; `newer`: as it names attention weights since 0.18."""
    attention = {"norm": "group_norm", "q": "query", "k": "key", "v": "value", "proj_out": "proj_attn"}
    if newer:
        attention = {"norm": "group_norm", "q": "to_q", "k": "to_k", "v": "to_v", "proj_out": "to_out.0"}
    renamed = {}
    for name, value in weights.items():
        parts = name.split(".")
        if parts[1:2] == ["down"] or parts[1:2] == ["up"]:
            down, level, kind = parts[1] == "down", int(parts[2]), parts[3]
            head = [parts[0], f"{parts[1]}_blocks", str(level if down else levels - 1 - level)]
            rest = parts[4:]
            kinds = {"block": "resnets", "attn": "attentions", "downsample": "downsamplers.0", "upsample": "upsamplers.0"}
            parts = head + [kinds[kind]] + rest
        elif parts[1:2] == ["mid"]:
            place = {"block_1": "resnets.0", "block_2": "resnets.1", "attn_1": "attentions.0"}[parts[2]]
            parts = [parts[0], "mid_block", place] + parts[3:]
        elif parts[1:2] == ["norm_out"]:
            parts[1] = "conv_norm_out"
        if any(part.startswith("attentions") for part in parts):
            parts[-2] = attention[parts[-2]]
            if parts[-1] == "weight" and value.dim() == 4:
                value = value[:, :, 0, 0].contiguous()
        parts = ["conv_shortcut" if part == "nin_shortcut" else part for part in parts]
        renamed[".".join(parts)] = value
    return renamed
