"""Golden cases of the KL autoencoders."""
import dataclasses
import json
import os

import torch

from causalfusion_reference.autoencoder import KlAutoencoder, KlConfig, diffusers_state
from golden_common import Source, single

# As the published ones, but narrower: MAR's has an attention in the encoder's coarsest level.
CONFIGS = {
    "autoencoder_mar": KlConfig(z_channels=6, ch_mult=(1, 1, 2), ch=4, num_res_blocks=2, groups=2, encoder_attention=(2,)),
    "autoencoder_sd": KlConfig(z_channels=4, ch_mult=(1, 2, 2), ch=4, num_res_blocks=2, groups=2),
}


def random_weights(config, seed):
    """Random float32 weights, none zero, that keep values near unit size."""
    source, weights = Source(seed), {}
    for name, parameter in KlAutoencoder(config).named_parameters():
        noise = source.normal(*parameter.shape)
        if parameter.dim() == 4:
            weights[name] = noise * parameter[0].numel() ** -0.5
        else:
            weights[name] = 0.1 * noise + (1 if "norm" in name and name.endswith("weight") else 0)
    return weights


def cases(config, weights, source):
    model = KlAutoencoder(config).double()
    model.load_state_dict({name: value.double() for name, value in weights.items()})
    x, eps = source.uniform(2, config.image_channels, 16, 24), source.normal(2, config.z_channels, 4, 6)
    with torch.no_grad():
        posterior = model.encode(x.double())
        sample = posterior.sample(eps.double())
        return {"x": x, "eps": eps, "moments": posterior.moments, "mean": posterior.mean.contiguous(), "logvar": posterior.logvar, "std": posterior.std,
                "sample": sample, "kl": posterior.kl(), "decoded": model.decode(sample)}


def make(save, folder):
    for seed, (name, config) in enumerate(CONFIGS.items(), start=71):
        weights, metadata = random_weights(config, seed), {"config": json.dumps(dataclasses.asdict(config))}
        save(name, weights, metadata)
        save(name + "_io", single(cases(config, weights, Source(seed + 10))), metadata)
        if name == "autoencoder_sd":
            save(name + "_diffusers", diffusers_state(weights, config.levels), metadata)
            save(name + "_diffusers_018", diffusers_state(weights, config.levels, newer=True), metadata)
        else:
            torch.save({"model": weights}, os.path.join(folder, name + ".pt"))  # as MAR's is published
