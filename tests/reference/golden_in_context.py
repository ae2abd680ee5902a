"""Golden cases of the recipe switches of Table 1: the timestep as a token or added, QK-norm on or off."""
from causalfusion_reference.model import Config
from golden_common import make_sampling, make_train, make_weights, single

VARIANTS = [(token, norm) for token in (True, False) for norm in (True, False)]


def config(token, norm):
    return Config(input_size=8, patch_size=2, latent_channels=2, hidden_size=16, num_cond_tokens=2, depth=2, num_heads=2, num_classes=5,
                  trainable_pos=False, time_token=token, qk_norm=norm)


def name(token, norm):
    return f"in_context_{'token' if token else 'added'}_{'qk_norm' if norm else 'plain'}"


def make(save):
    """One file for each variant: `model.` the weights, `train.` one training step, `sample.` cached inference."""
    for seed, (token, norm) in enumerate(VARIANTS, start=61):
        shape = config(token, norm)
        weights = make_weights(shape, seed, gain=3.0)
        samples, metadata = make_sampling(shape, weights, seed + 20, 10, ([16], [3, 8, 5]), (1.0, 2.0), 2)
        parts = {"model": weights, "train": make_train(shape, weights, seed + 10, [4, 1, 11]), "sample": samples}
        tensors = {f"{part}.{key}": value for part, values in parts.items() for key, value in values.items()}
        save(name(token, norm), single(tensors), metadata)
