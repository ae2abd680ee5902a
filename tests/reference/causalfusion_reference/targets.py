"""What a network predicts of x_t = α·x + σ·ε: the noise ε, the clean x or the velocity v = α·ε − σ·x; and each of them from another."""
import torch

SMALLEST_DIVISOR = 0.05  # arXiv 2511.13720


def truth(target, clean, noise, alpha, sigma):
    return {"noise": noise, "clean": clean, "velocity": alpha * noise - sigma * clean}[target]


def convert(value, source, target, x, alpha, sigma, smallest=0.0):
    """A value that is a `source`, as a `target`. Divisors are at least `smallest`."""
    by_alpha, by_sigma = torch.clamp(alpha, min=smallest), torch.clamp(sigma, min=smallest)
    if source == target:
        return value
    return {
        ("noise", "clean"): lambda: (x - sigma * value) / by_alpha,
        ("noise", "velocity"): lambda: (value - sigma * x) / by_alpha,
        ("clean", "noise"): lambda: (x - alpha * value) / by_sigma,
        ("clean", "velocity"): lambda: (alpha * x - value) / by_sigma,
        ("velocity", "noise"): lambda: sigma * x + alpha * value,
        ("velocity", "clean"): lambda: alpha * x - sigma * value,
    }[source, target]()
