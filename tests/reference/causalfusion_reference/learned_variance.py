"""Variance learned within its range, and the variational bound that it is learned from (Nichol & Dhariwal 2021, as DiT uses it)."""
import dataclasses
import math

import torch


@dataclasses.dataclass
class LossTerms:
    """One value for each sample: mse of the noise, vb in bits per element; their sum is trained."""
    mse: torch.Tensor
    vb: torch.Tensor

    @property
    def loss(self):
        return self.mse + self.vb


def log_variance(diffusion, values, i):
    """values in [−1, 1]: from the log-variance of the posterior to log β; i (N,) indices."""
    low = diffusion.at("posterior_log_variance_clipped", i, values)
    high = diffusion.betas[i].log().to(values.dtype).view(low.shape)
    share = (values + 1) / 2
    return share * high + (1 - share) * low


def posterior_mean(diffusion, clean, x, i):
    return diffusion.at("posterior_mean_coef1", i, x) * clean + diffusion.at("posterior_mean_coef2", i, x) * x


def normal_kl(mean1, log_variance1, mean2, log_variance2):
    return 0.5 * (log_variance2 - log_variance1 - 1 + torch.exp(log_variance1 - log_variance2)
                  + (mean1 - mean2) ** 2 * torch.exp(-log_variance2))


def normal_cdf(z):
    """The tanh approximation."""
    return 0.5 * (1 + torch.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z ** 3)))


def discretized_log_likelihood(x, mean, log_deviation):
    """log of the mass within 1/255 of x in [−1, 1]; at the edges all that lies beyond counts too."""
    below = normal_cdf((x - mean + 1 / 255) * torch.exp(-log_deviation))
    under = normal_cdf((x - mean - 1 / 255) * torch.exp(-log_deviation))
    mass = torch.where(x < -0.999, below, torch.where(x > 0.999, 1 - under, below - under))
    return mass.clamp(min=1e-12).log()


def compute_loss(model, diffusion, x, noise, t, y):
    """x, noise: (N, C, H, W). The bound's gradient reaches the variance alone."""
    noised = diffusion.q_sample(x, t, noise)
    predicted, values = model(noised, diffusion.timestep_map[t], y).chunk(2, dim=1)
    mse = (predicted - noise).square().flatten(1).mean(1)
    mean = posterior_mean(diffusion, diffusion.predict_clean(noised, t, predicted.detach()), noised, t)
    learned = log_variance(diffusion, values, t)
    true_mean, true_log = posterior_mean(diffusion, x, noised, t), diffusion.at("posterior_log_variance_clipped", t, x)
    kl = normal_kl(true_mean, true_log, mean, learned).flatten(1).mean(1)
    nll = -discretized_log_likelihood(x, mean, learned / 2).flatten(1).mean(1)
    return LossTerms(mse, torch.where(t == 0, nll, kl) / math.log(2))


def ancestral_step(diffusion, x, i, output, noise):
    """As Diffusion.ancestral_step, with the variance that output (N, 2C, H, W) brings."""
    predicted, values = output.chunk(2, dim=1)
    index = torch.full((x.shape[0],), i)
    mean = posterior_mean(diffusion, diffusion.predict_clean(x, index, predicted), x, index)
    return mean if i == 0 else mean + torch.exp(log_variance(diffusion, values, index) / 2) * noise
