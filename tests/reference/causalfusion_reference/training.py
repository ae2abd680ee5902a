"""Loss (paper, §5), AdamW (Table 9), clipping and EMA."""
import dataclasses

import torch

from . import targets
from .factorization import ar_weights, attention_bias
from .model import gather_tokens, patchify

BETAS = (0.9, 0.95)
EPSILON = 1e-15
CLIP = 1.0


@dataclasses.dataclass
class LossTerms:
    """Everything in generation order. prediction, sq_error (N, L, P); per_token (N, L) unweighted; loss a scalar."""
    prediction: torch.Tensor
    sq_error: torch.Tensor
    per_token: torch.Tensor
    loss: torch.Tensor


def compute_loss(model, diffusion, x, noise, t, y, order, split, weights=None, target="noise", measured=None):
    """x: images (N, C, H, W). noise: k images each, (N, k, C, H, W), or (N, C, H, W) for one. y: classes after label dropout.
    t: (N,), or (N, k), or (N, k, S) with a timestep for each AR step of each copy. order: (N, L). split: sizes of the AR steps.
    target: what the model predicts, "noise", "clean" or "velocity". measured: what both it and the truth are converted to, target by default."""
    config = model.config
    if weights is None:
        weights = ar_weights(split)
    if noise.dim() == 4:
        noise = noise.unsqueeze(1)
    copies = noise.shape[1]
    clean = gather_tokens(patchify(x, config.patch_size), order)  # (N, L, P)
    added = torch.cat([gather_tokens(patchify(n, config.patch_size), order) for n in noise.unbind(1)], dim=1)  # (N, k·L, P)
    repeated = clean.repeat(1, copies, 1)
    of_tokens = t if t.dim() == 1 else token_timesteps(t, copies, split)
    noised = diffusion.q_sample(repeated, of_tokens, added)
    bias = attention_bias(config.condition_length, split, x.dtype, int(config.time_token), copies)
    prediction = model(noised, clean[:, :clean.shape[1] - split[-1]], of_tokens, y, order, bias, split)
    alpha = diffusion.at("sqrt_alphas_cumprod", of_tokens, noised)
    sigma = diffusion.at("sqrt_one_minus_alphas_cumprod", of_tokens, noised)
    truth = targets.truth(target, repeated, added, alpha, sigma)
    both = (targets.convert(value, target, measured or target, noised, alpha, sigma, targets.SMALLEST_DIVISOR) for value in (prediction, truth))
    sq_error = torch.sub(*both).square()
    loss = (sq_error * weights.to(x.dtype).repeat(copies)[None, :, None]).mean()
    return LossTerms(prediction, sq_error, sq_error.mean(dim=-1), loss)


def token_timesteps(t, copies, split):
    """(N, k) or (N, k, S) → (N, k·L): the timestep of every noised token."""
    if t.dim() == 2:
        t = t.unsqueeze(-1).expand(-1, -1, len(split))
    return torch.repeat_interleave(t, torch.tensor(split), dim=2).reshape(t.shape[0], copies * sum(split))


def learning_rate(step, base, warmup):
    """Linear from base/warmup at step 1 to base at step `warmup`, constant after it."""
    return base * min(1.0, step / warmup) if warmup else base


def ema_decay(step, decay):
    """The EMA's decay at update `step`, counted from 1: short runs forget their start sooner."""
    return min(decay, (1 + step) / (10 + step))


class Trainer:
    """One optimizer step per call. Frozen parameters are neither updated nor averaged."""

    def __init__(self, model, lr=1e-4, warmup=0, decay=0.9999):
        self.model, self.base_lr, self.warmup, self.decay = model, lr, warmup, decay
        self.parameters = {name: p for name, p in model.named_parameters() if p.requires_grad}
        self.ema = {name: p.detach().clone() for name, p in self.parameters.items()}
        self.optimizer = torch.optim.AdamW(self.parameters.values(), lr, BETAS, EPSILON, weight_decay=0.0, foreach=True)
        self.step_count = 0

    def step(self, loss):
        """Backward, clip, AdamW, EMA. Returns the gradient norm before clipping."""
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        return self.update()

    def update(self):
        """As step, for gradients that are there already."""
        self.step_count += 1
        norm = clip_gradients([p.grad for p in self.parameters.values()], CLIP)
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.step_count, self.base_lr, self.warmup)
        self.optimizer.step()
        decay = ema_decay(self.step_count, self.decay)
        with torch.no_grad():
            averages, values = list(self.ema.values()), [p.detach() for p in self.parameters.values()]
            torch._foreach_mul_(averages, decay)
            torch._foreach_add_(averages, values, alpha=1 - decay)
        return norm


@torch.no_grad()
def clip_gradients(gradients, limit):
    """Scales all gradients by min(1, limit / (norm + 1e-6)); returns their joint norm."""
    norm = torch.stack(torch._foreach_norm(gradients)).norm()
    scale = limit / (float(norm) + 1e-6)
    if scale < 1:
        torch._foreach_mul_(gradients, scale)
    return norm
