"""Compares this reference with outputs of the published code.

    /usr/bin/python3 tests/reference/check_against_published.py --golden ../shared/golden

Prints for each item the largest |ours − theirs| divided by the largest |theirs|; exits with 1 if one exceeds the tolerance.
"""
import argparse
import json
import os
import sys

import torch

import safetensors_io
from causalfusion_reference import dit, learned_variance
from causalfusion_reference.autoencoder import KlAutoencoder, KlConfig
from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.factorization import ar_weights, attention_mask
from causalfusion_reference.model import Config, CausalFusion, gather_tokens, patchify, sincos_positions, timestep_embedding, unpatchify
from causalfusion_reference.sampling import sample
from causalfusion_reference.training import compute_loss

TOLERANCE = 1e-5


class Report:
    def __init__(self):
        self.failed = self.count = 0

    def compare(self, name, ours, theirs, scale=None):
        """scale: what an error is relative to, where theirs is zero but for rounding."""
        self.count += 1
        ours = torch.as_tensor(ours)
        if ours.shape != theirs.shape:
            error = float("nan")
        elif not theirs.is_floating_point():
            error = 0.0 if torch.equal(ours, theirs) else float("inf")
        else:
            largest = float(theirs.abs().max()) if scale is None else scale
            difference = float((ours.double() - theirs.double()).abs().max())
            error = difference / largest if largest else difference
        ok = error <= TOLERANCE
        self.failed += not ok
        print(f"{'ok  ' if ok else 'FAIL'} {error:9.2e}  {name}")


def check_masks_and_weights(report, golden):
    for case in range(9):
        split = golden[f"case{case}.split_sizes"].tolist()
        mask = attention_mask(int(golden[f"case{case}.cond_len"]), split)
        report.compare(f"mask, case {case}", mask, golden[f"case{case}.mask"])
        for shape in ("linear", "cosine"):
            for start, end in (("2", "1"), ("3", "1"), ("1.5", "0.5")):
                weights = ar_weights(split, float(start), float(end), shape)
                report.compare(f"{shape} weights {start}→{end}, case {case}", weights, golden[f"case{case}.w.{shape}.{start}.{end}"])


def check_diffusion(report, golden):
    specs = {"full": None, "r250": 250, "r50": 50, "r10": 10, "r1": 1, "ddim50": "ddim50", "r10_15_20": "10,15,20"}
    for key, spec in specs.items():
        diffusion = Diffusion(spec)
        for name, table in golden.items():
            if name.startswith(key + ".") and table.numel():  # one published table of a single step is empty
                attribute = name[len(key) + 1:].replace("_clipped_fixed_small", "_clipped")
                report.compare(f"diffusion {name}", getattr(diffusion, attribute), table)


def check_positions(report, golden):
    for width, grid in ((48, 4), (192, 8), (1024, 16)):
        report.compare(f"positions {width}, {grid}×{grid}", sincos_positions(width, grid), golden[f"pos_{width}_g{grid}"])
    report.compare("timestep embedding 256", timestep_embedding(golden["temb_in"]), golden["temb_256"])
    report.compare("timestep embedding 9", timestep_embedding(golden["temb_odd_in"], 9), golden["temb_odd_9"])


def check_training(report, model, golden):
    order, split = golden["ids_shuffle"], golden["split_sizes"].tolist()
    x, noise, t = golden["x"], golden["noise"], golden["t"]
    report.compare("noised image", Diffusion().q_sample(x, t, noise), golden["xn"])
    report.compare("training mask", attention_mask(model.config.num_cond_tokens, split), golden["attn_mask"])
    terms = compute_loss(model, Diffusion(), x, noise, t, golden["y"], order, split)
    for name in ("sq_error", "per_token", "loss"):
        report.compare(name, getattr(terms, name).detach(), golden[name])
    report.compare("mean_mse", terms.sq_error.detach().mean(), golden["mean_mse"])
    terms.loss.backward()
    gradients = {name: p.grad for name, p in model.named_parameters()}
    report.compare("grad_norm", torch.stack([g.norm() for g in gradients.values()]).norm(), golden["grad_norm"])
    expected = {name[5:] for name in golden if name.startswith("grad.")}
    if expected != set(gradients):
        raise SystemExit(f"gradients of other parameters than published: {sorted(expected ^ set(gradients))}")
    for name, gradient in gradients.items():
        # A term common to a query's scores leaves its softmax alone: the gradient of k_norm.bias is zero but for rounding.
        twin = golden["grad." + name.replace("k_norm", "q_norm")]
        scale = float(twin.abs().max()) if name.endswith("k_norm.bias") else None
        report.compare(f"gradient {name}", gradient, golden["grad." + name], scale)


def check_sampling(report, model, golden):
    y, z, noise = golden["y"], golden["z"], golden["noise_seq"]
    order = torch.arange(z.shape[1]).expand(z.shape[0], -1)
    result = sample(model, Diffusion(10), y, order, [z.shape[1]], z, noise, guidance=3.0)
    report.compare("10 sampling steps, guidance 3", result.tokens, golden["final"])
    config = model.config
    report.compare("the same as an image", unpatchify(result.tokens, config.patch_size, config.latent_channels), golden["final_image"])


def check_autoencoder(report, weights, metadata, golden):
    config = KlConfig(int(metadata["z_channels"]), json.loads(metadata["ch_mult"]), int(metadata["ch"]), int(metadata["num_res_blocks"]))
    model = KlAutoencoder(config)
    model.load_state_dict(weights)
    with torch.no_grad():
        posterior = model.encode(golden["x"])
        for name in ("moments", "mean", "logvar", "std"):
            report.compare(f"autoencoder {name}", getattr(posterior, name), golden[name])
        report.compare("autoencoder sample", posterior.sample(golden["eps"]), golden["sample"])
        report.compare("autoencoder kl", posterior.kl(), golden["kl"])
        report.compare("autoencoder decoded", model.decode(golden["z"]), golden["decoded"])


def check_autoencoder_names(report, published):
    """MAR's autoencoder at full size: every name, every shape."""
    model = KlAutoencoder(KlConfig(16, (1, 1, 2, 2, 4), encoder_attention=(4,)))
    ours = {name: list(value.shape) for name, value in model.state_dict().items()}
    report.compare("autoencoder names and shapes", torch.tensor(ours == published["keys"]), torch.tensor(True))
    report.compare("autoencoder parameters", torch.tensor(sum(p.numel() for p in model.parameters())), torch.tensor(published["params"]))


def check_dit(report, model, golden):
    x, y, t = golden["x"], golden["y"], golden["t"]
    report.compare("DiT prediction", model(x, t, y).detach(), golden["out"])
    report.compare("DiT noised image", Diffusion().q_sample(x, t, golden["noise"]), golden["train.xt"])
    terms = learned_variance.compute_loss(model, Diffusion(), x, golden["noise"], t, y)
    for name in ("mse", "vb", "loss"):
        report.compare(f"DiT {name}", getattr(terms, name).detach(), golden["train." + name])
    terms.loss.mean().backward()
    gradients = {name: p.grad for name, p in model.named_parameters() if p.requires_grad}
    if {name[5:] for name in golden if name.startswith("grad.")} != set(gradients):
        raise SystemExit("gradients of other parameters of DiT than published")
    for name, gradient in gradients.items():
        report.compare(f"DiT gradient {name}", gradient, golden["grad." + name])
    with torch.no_grad():
        half = len(golden["cfg.x"]) // 2
        guided = dit.guided(model, golden["cfg.x"][:half], golden["cfg.t"][:half], golden["cfg.y"][:half], 4.0)
    report.compare("DiT guidance 4 of three channels", guided, golden["cfg.out_scale4"][:half])
    result = dit.sample(model, Diffusion(10), golden["loop.y"], golden["loop.z"], golden["loop.noise_seq"])
    report.compare("DiT, 10 sampling steps", result, golden["loop.final"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--golden", required=True, help="folder of the published outputs")
    folder = parser.parse_args().golden

    def load(name):
        return safetensors_io.load(os.path.join(folder, name + ".safetensors"))

    report = Report()
    check_masks_and_weights(report, load("masks_weights")[0])
    check_diffusion(report, load("diffusion")[0])
    check_positions(report, load("pos_embed_sincos")[0])
    weights, metadata = load("tiny_model")
    model = CausalFusion(Config.from_json(metadata["config"]))
    model.load_state_dict(weights)
    check_training(report, model, load("train_ar3_nodrop")[0])
    check_sampling(report, model, load("p_sample_loop_T10_cfg3")[0])
    check_autoencoder(report, *load("mar_vae_small"), load("mar_vae_small_io")[0])
    with open(os.path.join(folder, "keys_mar_vae.json"), encoding="utf-8") as file:
        check_autoencoder_names(report, json.load(file))
    weights, metadata = load("dit_tiny")
    model = dit.Dit(dit.DitConfig.from_json(metadata["config"]))
    model.load_state_dict(weights)
    check_dit(report, model, load("dit_tiny_io")[0])
    with open(os.path.join(folder, "keys_dit.json"), encoding="utf-8") as keys:
        published = json.load(keys)["DiT-S/2"]["keys"]
    ours = dit.Dit(dit.DitConfig(input_size=32, patch_size=2, in_channels=4, hidden_size=384, depth=12, num_heads=6, num_classes=1000))
    same = {key: list(value.shape) for key, value in ours.state_dict().items()} == published
    report.compare("keys and shapes of DiT-S/2", torch.tensor(same), torch.tensor(True))
    print(f"{report.count - report.failed} of {report.count} within {TOLERANCE:g}")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
