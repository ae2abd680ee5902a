"""The noise axis: linear schedule, respacing, q-sampling, ancestral DDPM with the fixed-large variance (paper, §3 and Table 9)."""
import torch


def linear_betas(steps=1000, first=1e-4, last=0.02):
    return torch.linspace(first, last, steps, dtype=torch.float64)


def spaced_timesteps(spec, steps=1000):
    """Original indices kept by a respacing: a count, "a,b,c" (counts for equal sections) or "ddimN" (a fixed integer stride)."""
    if isinstance(spec, str) and spec.startswith("ddim"):
        wanted = int(spec[4:])
        for stride in range(1, steps):
            if len(range(0, steps, stride)) == wanted:
                return list(range(0, steps, stride))
        raise ValueError(f"no integer stride leaves {wanted} of {steps} steps")
    counts = [int(part) for part in str(spec).split(",")]
    kept, start = [], 0
    for section, count in enumerate(counts):
        size = steps // len(counts) + (1 if section < steps % len(counts) else 0)
        if not 1 <= count <= size:
            raise ValueError(f"section {section} has {size} steps, {count} asked for")
        stride = (size - 1) / (count - 1) if count > 1 else 1.0
        position = 0.0
        # Summed as the DiT family's code does: a product would round ties differently (499.5 of 21 steps: 499, not 500).
        for _ in range(count):
            kept.append(start + round(position))
            position += stride
        start += size
    return kept


class Diffusion:
    """Float64 tables of a (respaced) schedule. Index i counts the kept steps; timestep_map[i] is what the network is told."""

    def __init__(self, spec=None, betas=None):
        betas = linear_betas() if betas is None else betas
        self.timestep_map = torch.tensor(spaced_timesteps(len(betas) if spec is None else spec, len(betas)))
        kept = torch.cumprod(1 - betas, 0)[self.timestep_map]
        before = torch.cat([torch.ones(1, dtype=torch.float64), kept[:-1]])
        self.betas = 1 - kept / before
        if spec is None:
            self.betas = betas
        self.alphas_cumprod = torch.cumprod(1 - self.betas, 0)
        before = torch.cat([torch.ones(1, dtype=torch.float64), self.alphas_cumprod[:-1]])
        self.sqrt_alphas_cumprod = self.alphas_cumprod.sqrt()
        self.sqrt_one_minus_alphas_cumprod = (1 - self.alphas_cumprod).sqrt()
        self.sqrt_recip_alphas_cumprod = (1 / self.alphas_cumprod).sqrt()
        self.sqrt_recipm1_alphas_cumprod = (1 / self.alphas_cumprod - 1).sqrt()
        self.posterior_variance = self.betas * (1 - before) / (1 - self.alphas_cumprod)
        self.posterior_mean_coef1 = self.betas * before.sqrt() / (1 - self.alphas_cumprod)
        self.posterior_mean_coef2 = (1 - before) * (1 - self.betas).sqrt() / (1 - self.alphas_cumprod)
        # A single step has no second variance; its noise is never used.
        second = self.posterior_variance[1:2] if len(kept) > 1 else self.betas[:1]
        self.posterior_log_variance_clipped = torch.cat([second, self.posterior_variance[1:]]).log()
        self.fixed_large_variance = torch.cat([second, self.betas[1:]])
        self.fixed_large_log_variance = self.fixed_large_variance.log()

    def __len__(self):
        return len(self.betas)

    def q_sample(self, x, i, noise):
        """x noised to step i, (N,) of any integer dtype."""
        return self.at("sqrt_alphas_cumprod", i, x) * x + self.at("sqrt_one_minus_alphas_cumprod", i, x) * noise

    def predict_clean(self, x, i, predicted_noise):
        return self.at("sqrt_recip_alphas_cumprod", i, x) * x - self.at("sqrt_recipm1_alphas_cumprod", i, x) * predicted_noise

    def ancestral_step(self, x, i, predicted_noise, noise, temperature=1.0):
        """x at step i → x at step i−1, i one integer for the batch; the last step (i = 0) adds no noise."""
        index = torch.full((x.shape[0],), i)
        clean = self.predict_clean(x, index, predicted_noise)
        mean = self.at("posterior_mean_coef1", index, x) * clean + self.at("posterior_mean_coef2", index, x) * x
        if i == 0:
            return mean
        return mean + torch.exp(0.5 * self.at("fixed_large_log_variance", index, x)) * noise * temperature

    def at(self, table, i, like):
        values = getattr(self, table)[i].to(like.dtype)
        return values.reshape(*i.shape, *[1] * (like.dim() - i.dim()))


def guide(conditional, unconditional, scale):
    """Classifier-free guidance over all channels."""
    return unconditional + scale * (conditional - unconditional)
