"""Golden files of the ways to train: timesteps per AR step, noised copies, the clean target, repeated class tokens, other weights, other
targets and errors that are measured elsewhere."""
import torch

from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.factorization import ar_weights, attention_mask
from causalfusion_reference.model import Config
from causalfusion_reference.training import compute_loss
from golden_common import Source, exact_gradients, exact_model, make_weights, single

SPLIT = [3, 6, 7]

# name: (copies, shape of the timesteps behind N, target, class token repeats, AR weights)
CASES = {
    "per_step": (1, (1, 3), "noise", 1, (2.0, "linear")),
    "copies4": (4, (4, 3), "noise", 1, (2.0, "linear")),
    "copies2_shared": (2, (2,), "noise", 1, (1.5, "cosine")),
    "copies2_token": (2, (2, 3), "noise", 1, (2.0, "linear")),
    "clean": (1, (), "clean", 1, (3.0, "linear")),
    "repeats": (1, (), "noise", 3, (2.0, "cosine")),
}

# name: (target, what its error is measured in)
PAIRS = {
    "velocity": ("velocity", None),
    "noise_as_clean": ("noise", "clean"),
    "noise_as_velocity": ("noise", "velocity"),
    "clean_as_noise": ("clean", "noise"),
    "clean_as_velocity": ("clean", "velocity"),
    "velocity_as_noise": ("velocity", "noise"),
    "velocity_as_clean": ("velocity", "clean"),
}


def config_for(name, repeats):
    width, depth = (12, 1) if name in PAIRS else (16, 2)
    return Config(input_size=8, patch_size=2, latent_channels=1, hidden_size=width, num_cond_tokens=2, depth=depth, num_heads=2, num_classes=5,
                  cond_repeats=repeats, time_token=name.endswith("token"))


def make(save):
    for number, (name, (copies, shape, target, repeats, weights)) in enumerate(CASES.items()):
        make_case(save, number, name, copies, shape, target, None, repeats, weights)
    for number, (name, (target, measured)) in enumerate(PAIRS.items(), start=len(CASES)):
        # The least and the most noise are where divisors are held.
        make_case(save, number, name, 2, (2, 3), target, measured, 1, (2.0, "linear"), ends=(2, 995))


def make_case(save, number, name, copies, shape, target, measured, repeats, weight, ends=None):
    config, (start, curve) = config_for(name, repeats), weight
    weights, source = make_weights(config, 60 + number, gain=1.0), Source(70 + number)
    model = exact_model(config, weights)
    n, size = 2, (config.latent_channels, config.input_size, config.input_size)
    x, noise = source.uniform(n, *size), source.normal(n, copies, *size)
    t, y, order = source.integers(0, 1000, n, *shape), source.integers(0, config.num_classes + 1, n), source.order(n, config.tokens)
    if ends:
        t.view(-1)[0], t.view(-1)[-1] = ends
    terms = compute_loss(
        model, Diffusion(), x.double(), noise.double(), t, y, order, SPLIT, ar_weights(SPLIT, start, shape=curve), target, measured)
    terms.loss.backward()
    save(f"train_{name}", single({
        **{f"weights.{key}": value for key, value in weights.items()},
        "x": x, "noise": noise, "t": t, "y": y, "ids_shuffle": order, "split_sizes": torch.tensor(SPLIT),
        "attn_mask": attention_mask(config.condition_length, SPLIT, int(config.time_token), copies),
        "prediction": terms.prediction.detach(),
        "loss": terms.loss.detach(),
        **{f"grad.{key}": gradient for key, gradient in exact_gradients(model).items()},
    }), {"config": config.to_json(), "target": target, "weight": str(start), "weight_shape": curve,
         **({"measured": measured} if measured else {})})
