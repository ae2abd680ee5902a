"""Walks down the noise axis, written as in their papers: each step is told the predicted noise and the predicted clean data."""
import math


class Ddpm:
    """Ancestral sampling (Ho et al. 2020) with the variance β_t ("large") or that of q(x_{t−1} | x_t, x₀) ("small")."""

    def __init__(self, diffusion, variance="large", temperature=1.0):
        self.diffusion, self.temperature = diffusion, temperature
        self.variance = diffusion.fixed_large_variance if variance == "large" else diffusion.posterior_variance

    def step(self, x, i, eps, clean, noise):
        d = self.diffusion
        mean = d.posterior_mean_coef1[i] * clean + d.posterior_mean_coef2[i] * x
        return mean if i == 0 else mean + self.variance[i].sqrt() * self.temperature * noise


class Ddim:
    """Song et al. 2021, eq. 12 with the σ of eq. 16, over the steps that are kept."""

    def __init__(self, diffusion, eta=0.0, temperature=1.0):
        self.alphas, self.eta, self.temperature = diffusion.alphas_cumprod.tolist(), eta, temperature

    def step(self, x, i, eps, clean, noise):
        now, after = self.alphas[i], self.alphas[i - 1] if i > 0 else 1.0
        sigma = self.eta * math.sqrt((1 - after) / (1 - now)) * math.sqrt(1 - now / after)
        return math.sqrt(after) * clean + math.sqrt(max(1 - after - sigma ** 2, 0)) * eps + sigma * self.temperature * noise


class DpmSolver:
    """DPM-Solver++(2M) (Lu et al. 2022, algorithm 2); the steps to index 0 and from it are of first order."""

    def __init__(self, diffusion):
        alphas = diffusion.alphas_cumprod
        self.signal, self.sigma = alphas.sqrt().tolist(), (1 - alphas).sqrt().tolist()
        self.times = [math.log(a / s) for a, s in zip(self.signal, self.sigma)]
        self.before = None  # the prediction of the step before, and the time it was made at

    def step(self, x, i, eps, clean, noise):
        if i == 0:
            return clean
        h = self.times[i - 1] - self.times[i]
        direction = clean
        if self.before is not None and i > 1:
            last, time = self.before
            r = (self.times[i] - time) / h
            direction = (1 + 1 / (2 * r)) * clean - 1 / (2 * r) * last
        self.before = clean, self.times[i]
        return self.sigma[i - 1] / self.sigma[i] * x - self.signal[i - 1] * math.expm1(-h) * direction


def make_sampler(text, diffusion, temperature=1.0):
    """The sampler of a text form: ddpm, ddpm:small, ddim, ddim:ETA, dpm++2m. One for each walk."""
    name, _, value = text.partition(":")
    if name == "ddpm":
        return Ddpm(diffusion, value or "large", temperature)
    if name == "ddim":
        return Ddim(diffusion, float(value or 0), temperature)
    if text == "dpm++2m":
        return DpmSolver(diffusion)
    raise ValueError(f"no sampler {text}")
