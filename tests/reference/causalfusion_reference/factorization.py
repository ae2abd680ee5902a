"""The sequence axis: AR splits, token orders, the generalized causal mask, AR loss weights (paper, §5 and App. A)."""
import math

import torch


def random_split(tokens, gamma, generator=None):
    """Sizes of a random AR split: P(S = i) ∝ γ^(i−1), then S−1 distinct cut points uniform in 1..L−1."""
    if gamma == 0:
        return [tokens]
    weights = gamma ** torch.arange(tokens, dtype=torch.float64)
    steps = int(torch.multinomial(weights, 1, generator=generator)) + 1
    cuts = torch.randperm(tokens - 1, generator=generator)[: steps - 1] + 1
    edges = [0, *sorted(cuts.tolist()), tokens]
    return [b - a for a, b in zip(edges, edges[1:])]


def equal_split(tokens, steps):
    if tokens % steps:
        raise ValueError(f"{tokens} tokens do not divide into {steps} equal AR steps")
    return [tokens // steps] * steps


def cosine_split(tokens, steps):
    """About L·cos(πs/2S) tokens, rounded down, are left after step s of S; no step is empty."""
    left, sizes = tokens, []
    for step in range(1, steps + 1):
        wanted = int(tokens * math.cos(math.pi * step / (2 * steps))) if step < steps else 0
        size = min(max(left - wanted, 1), left - (steps - step))
        sizes.append(size)
        left -= size
    return sizes


def boundaries(split):
    """[(a, b), …]: AR step s covers positions a..b−1 of the generation order."""
    edges = [0]
    for size in split:
        edges.append(edges[-1] + size)
    return list(zip(edges, edges[1:]))


def random_order(batch, tokens, generator=None):
    """(N, L): an own uniformly random permutation per sample."""
    return torch.stack([torch.randperm(tokens, generator=generator) for _ in range(batch)])


def raster_order(grid):
    return torch.arange(grid * grid)


def block_raster_order(grid, side):
    """Blocks of side×side tokens in raster order, raster order inside each; smaller ones at the right and lower edges of a grid that they do not fill."""
    row, column = raster_order(grid) // grid, raster_order(grid) % grid
    return sorted_by(row // side, column // side, row, column)


def dilated_order(grid, stride):
    """All tokens whose (row, column) are (0, 0) modulo stride, then (0, 1), …; raster order inside each group."""
    row, column = raster_order(grid) // grid, raster_order(grid) % grid
    return sorted_by(row % stride, column % stride, row, column)


def sorted_by(*keys):
    """Indices 0…L−1 in the order of several keys (L,), the first one counting most."""
    return torch.tensor(sorted(range(len(keys[0])), key=lambda i: [int(key[i]) for key in keys]))


def attention_mask(condition, split, group=0, copies=1):
    """(Q, Q) bool, true = blocked, for the sequence [condition | clean steps 1..S−1 | noised steps 1..S, `copies` times].

    group: tokens that stand before each step's noised tokens and belong to them.
    """
    steps = boundaries(split)
    context, tokens = steps[-1]
    noised_length = tokens + group * len(steps)
    length = condition + context + copies * noised_length
    blocked = torch.ones(length, length, dtype=torch.bool)
    blocked[:, :condition] = False
    clean = condition
    for s, (a, b) in enumerate(steps):
        if b <= context:
            blocked[clean + a:clean + b, clean:clean + b] = False
        for noised in range(condition + context, length, noised_length):
            first, end = noised + a + s * group, noised + b + (s + 1) * group
            blocked[first:end, clean:clean + a] = False
            blocked[first:end, first:end] = False
    return blocked


def attention_bias(condition, split, dtype=torch.float32, group=0, copies=1):
    """attention_mask as a term to add to the scores: 0 or −∞."""
    blocked = attention_mask(condition, split, group, copies)
    return torch.zeros(blocked.shape, dtype=dtype).masked_fill_(blocked, -math.inf)


def ar_weights(split, start=2.0, end=1.0, shape="linear"):
    """(L,) in generation order: every token of a step has the weight of the step's first position."""
    tokens = sum(split)
    weights = torch.empty(tokens, dtype=torch.float64)
    for a, b in boundaries(split):
        progress = a / tokens
        falling = 1 - progress if shape == "linear" else (1 + math.cos(math.pi * progress)) / 2
        weights[a:b] = end + (start - end) * falling
    return weights.float()
