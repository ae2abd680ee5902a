"""The network that reads and writes text and images, and CausalFusion with text (paper, §6): one sample at a time, its mask spelled out, no cache.
But for `captions`, which is the benchmark's opponent: a batch at a time, with a key/value cache.

Letters in shape comments: L image tokens, k noised copies, n tokens of a text, Q tokens of a sequence, D width, P values per token, V vocabulary.
"""
import dataclasses
from typing import Optional

import torch
from torch import nn
from torch.nn import functional

from .diffusion import guide
from .factorization import boundaries
from .model import NORM_EPSILON, Block, TimestepEmbedder, patchify, sincos_positions
from .sampling import LayerCache

TEXT_LOSS_WEIGHT = 0.01


class JointNetwork(nn.Module):
    """CausalFusion's weights without its class table, and those of the text. Transfusion has the same."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        width = config.hidden_size
        self.x_proj = nn.Linear(config.patch_dim, width)
        self.t_embedder = TimestepEmbedder(width)
        self.pos_embed = nn.Parameter(sincos_positions(width, config.grid).unsqueeze(0))
        self.text_embed = nn.Embedding(config.vocab_size, width)
        self.text_pos_embed = nn.Parameter(torch.zeros(1, config.max_text_tokens + 2, width))
        self.blocks = nn.ModuleList(Block(width, config.num_heads, config.mlp_ratio) for _ in range(config.depth))
        self.final_layer = nn.Sequential(nn.LayerNorm(width, eps=NORM_EPSILON), nn.Linear(width, config.patch_dim))
        self.text_head = nn.Sequential(nn.LayerNorm(width, eps=NORM_EPSILON), nn.Linear(width, config.vocab_size, bias=False))
        self._initialize()

    def _initialize(self):
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        for weight in (self.text_embed.weight, self.text_pos_embed, self.text_head[1].weight):
            nn.init.normal_(weight, std=0.02)
        nn.init.zeros_(self.final_layer[1].weight)

    def embed_text(self, text):
        """(n,) token ids, the first of them at position 0 → (n, D)."""
        return self.text_embed(text) + self.text_pos_embed[0, :len(text)]

    def embed_image(self, tokens, places, t=None):
        """tokens (M, P) at the raster indices places (M,); t a timestep, None for those that are told none → (M, D)."""
        x = self.x_proj(tokens) + self.pos_embed[0, places]
        return x if t is None else x + self.t_embedder(torch.tensor([t]))

    def forward(self, x, sees):
        """Embedded tokens (Q, D) after all blocks; sees (Q, Q) bool: whether a query (row) sees a key (column)."""
        bias = torch.zeros(sees.shape, dtype=x.dtype).masked_fill(~sees, float("-inf"))
        x = x.unsqueeze(0)
        for block in self.blocks:
            x = block(x, bias)
        return x[0]


# Training


@dataclasses.dataclass
class Sample:
    """image (C, H, W). noise (k, C, H, W). t (k,). order (L,). text (n,): with begin, and end unless it was cut; empty for none."""
    image: torch.Tensor
    noise: torch.Tensor
    t: torch.Tensor
    order: torch.Tensor
    text: torch.Tensor
    image_first: bool

    @property
    def prompt(self):
        """The text before the image."""
        return self.text[:0] if self.image_first else self.text

    @property
    def caption(self):
        """The text behind the image as far as a token follows: nothing sees the last one."""
        return self.text[:-1] if self.image_first else self.text[:0]

    @property
    def targets(self):
        return self.text[1:] if self.image_first else self.text[:0]


@dataclasses.dataclass
class Prediction:
    """noise, added (k·L, P): predicted and true, generation order. logits (n − 1, V), targets (n − 1,): empty unless image first."""
    noise: torch.Tensor
    added: torch.Tensor
    logits: torch.Tensor
    targets: torch.Tensor


@dataclasses.dataclass(frozen=True)
class Token:
    """kind: prompt, clean, caption or noised. place: position in its text. step, copy: of the image's tokens."""
    kind: str
    place: int = 0
    step: int = 0
    copy: int = 0


def sees(query, key):
    if query.kind in ("prompt", "caption") and key.kind == query.kind:
        return key.place <= query.place
    if query.kind == "prompt":
        return False
    if query.kind == "caption":
        return key.kind == "clean"
    if query.kind == "clean":
        return key.kind == "prompt" or key.kind == "clean" and key.step <= query.step
    return (key.kind == "prompt" or key.kind == "clean" and key.step < query.step
            or key.kind == "noised" and (key.step, key.copy) == (query.step, query.copy))


def mask(tokens, rule):
    """(Q, Q) bool: row sees column."""
    return torch.tensor([[rule(query, key) for key in tokens] for query in tokens])


def predict(model, diffusion, sample, split):
    """One sample's training sequence: [prompt | clean steps 1…S−1, or all | caption | noised copies]."""
    patch, order = model.config.patch_size, sample.order
    clean = patchify(sample.image.unsqueeze(0), patch)[0, order]  # (L, P)
    added = patchify(sample.noise, patch)[:, order]  # (k, L, P)
    noised = [diffusion.q_sample(clean.unsqueeze(0), t.view(1), noise.unsqueeze(0))[0] for t, noise in zip(sample.t, added)]
    step = [s for s, size in enumerate(split) for _ in range(size)]
    context = len(order) if sample.image_first else len(order) - split[-1]
    tokens = [
        *(Token("prompt", place=place) for place in range(len(sample.prompt))),
        *(Token("clean", step=s) for s in step[:context]),
        *(Token("caption", place=place) for place in range(len(sample.caption))),
        *(Token("noised", step=s, copy=copy) for copy in range(len(noised)) for s in step),
    ]
    x = model(torch.cat([
        model.embed_text(sample.prompt),
        model.embed_image(clean[:context], order[:context]),
        model.embed_text(sample.caption),
        *(model.embed_image(x, order, int(t)) for x, t in zip(noised, sample.t)),
    ]), mask(tokens, sees))
    of_kind = {kind: torch.tensor([token.kind == kind for token in tokens]) for kind in ("caption", "noised")}
    return Prediction(model.final_layer(x[of_kind["noised"]]), added.flatten(0, 1), model.text_head(x[of_kind["caption"]]), sample.targets)


@dataclasses.dataclass
class Losses:
    image: torch.Tensor
    text: torch.Tensor
    total: torch.Tensor


def joint_loss(predictions, weights, text_weight=TEXT_LOSS_WEIGHT):
    """Image loss: mean over all samples. Text loss: mean over all text targets of the batch. weights: (L,), of each token of the generation order."""
    noise, added = (torch.stack([getattr(p, name) for p in predictions]) for name in ("noise", "added"))  # (N, k·L, P)
    logits, targets = (torch.cat([getattr(p, name) for p in predictions]) for name in ("logits", "targets"))
    copies = noise.shape[1] // len(weights)
    image = ((noise - added).square() * weights.to(noise.dtype).repeat(copies)[:, None]).mean()
    text = functional.cross_entropy(logits, targets) if len(targets) else torch.zeros((), dtype=noise.dtype)
    return Losses(image, text, image + text_weight * text)


# Use


@dataclasses.dataclass
class Text:
    """tokens (n,), begin and end included."""
    tokens: torch.Tensor

    def embed(self, model):
        return model.embed_text(self.tokens)

    def own_mask(self):
        return torch.ones(len(self.tokens), len(self.tokens)).tril().bool()


@dataclasses.dataclass
class Image:
    """tokens (M, P) at places (M,), told the timestep t."""
    tokens: torch.Tensor
    places: torch.Tensor
    t: Optional[int] = None

    def embed(self, model):
        return model.embed_image(self.tokens, self.places, self.t)

    def own_mask(self):
        return torch.ones(len(self.tokens), len(self.tokens)).bool()


def read(model, context):
    """The last of a sequence of texts and images, after all blocks. Each sees all before it; within, a text is causal, an image is not."""
    parts = [part.embed(model) for part in context]
    total = sum(len(part) for part in parts)
    seen, start = torch.zeros(total, total).bool(), 0
    for part in context:
        end = start + len(part.tokens)
        seen[start:end, :start] = True
        seen[start:end, start:end] = part.own_mask()
        start = end
    return model(torch.cat(parts), seen)[-len(parts[-1]):]


def whole_image(model, image, t=None):
    """A clean image (C, H, W) as context: its tokens in raster order."""
    return Image(patchify(image.unsqueeze(0), model.config.patch_size)[0], torch.arange(model.config.tokens), t)


@torch.no_grad()
def next_logits(model, context, text):
    """(n, V): after each token of the text, of what comes next."""
    return model.text_head(read(model, [*context, Text(text)]))


@torch.no_grad()
def greedy(model, context, begin, steps):
    """The likeliest tokens and their log-probabilities, `steps` of each, whether or not end is among them."""
    text, log_probabilities = torch.tensor([begin]), []
    for _ in range(steps):
        scores = torch.log_softmax(next_logits(model, context, text)[-1], dim=-1)
        text = torch.cat([text, scores.argmax().view(1)])
        log_probabilities.append(scores.max())
    return text[1:], torch.stack(log_probabilities)


@torch.no_grad()
def captions(model, images, begin, steps, cached=True):
    """As `greedy`, of clean images (N, C, H, W) at once: the likeliest tokens, (N, steps). Without the cache, all of the context anew for each."""
    def caches():
        shape = len(images), config.num_heads, config.tokens + steps, config.hidden_size // config.num_heads
        return [LayerCache(*shape, model.pos_embed.dtype) for _ in model.blocks]

    def run(x, layers, bias=None):
        for block, layer in zip(model.blocks, layers):
            x = block(x, bias, layer)
            layer.length += x.shape[1]
        return x

    def next_tokens(tokens, place, layers):
        """After tokens (N, n), the first of them at `place` of its text."""
        count = tokens.shape[1]
        bias = None if count == 1 else torch.cat([
            torch.zeros(count, config.tokens), torch.full((count, count), float("-inf")).triu(1)], dim=1).to(pictures.dtype)
        x = run(model.text_embed(tokens) + model.text_pos_embed[:, place:place + count], layers, bias)
        return model.text_head(x[:, -1:]).argmax(dim=-1)

    config, text = model.config, torch.full((len(images), 1), begin)
    pictures = model.x_proj(patchify(images, config.patch_size)) + model.pos_embed
    if cached:
        run(pictures, layers := caches())
    for place in range(steps):
        if not cached:
            run(pictures, layers := caches())
        text = torch.cat([text, next_tokens(text[:, -1:], place, layers) if cached else next_tokens(text, 0, layers)], dim=1)
    return text[:, 1:]


@torch.no_grad()
def generate(model, diffusion, context, order, split, initial, noise, guidance=1.0, negative=()):
    """An image's tokens (L, P) in raster order, and the (guided) noise predicted at the first diffusion step of each AR step, generation order.

    context: what stands before it. negative: likewise for the unconditional half; nothing, unless there is a negative prompt.
    order (L,). initial (L, P) and noise (T, L, P) are in generation order; noise[i] belongs to the i-th diffusion step, noisiest first.
    """
    tokens, first, finished = torch.empty_like(initial), [], []
    for a, b in boundaries(split):
        x, places = initial[a:b], order[a:b]
        for number, i in enumerate(reversed(range(len(diffusion)))):
            now = Image(x, places, int(diffusion.timestep_map[i]))
            predicted = model.final_layer(read(model, [*context, *finished, now]))
            if guidance != 1:
                predicted = guide(predicted, model.final_layer(read(model, [*negative, *finished, now])), guidance)
            if number == 0:
                first.append(predicted)
            x = diffusion.ancestral_step(x.unsqueeze(0), i, predicted.unsqueeze(0), noise[number, a:b].unsqueeze(0))[0]
        finished.append(Image(x, places))
        tokens[places] = x
    return tokens, torch.cat(first)
