"""The reference's side of a row of the GPU benchmark: prints repeats of one piece of work as a line of JSON.

    python3 reference.py train --splits '[[64], [20, 44], …]' --repeats 5
"""
import argparse
import json
import os
import resource
import sys
import time

sys.path.insert(0, os.environ["CAUSALFUSION_REFERENCE"])

import torch

from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.factorization import equal_split, random_order
from causalfusion_reference.model import CausalFusion, Config
from causalfusion_reference.sampling import sample
from causalfusion_reference.training import Trainer, compute_loss

CONFIG = dict(input_size=32, patch_size=4, latent_channels=3, hidden_size=192, num_cond_tokens=4, depth=6, num_heads=6, num_classes=10)
LARGE = dict(CONFIG, patch_size=2, latent_channels=4, hidden_size=384, depth=12)
TINY = dict(CONFIG, input_size=16, hidden_size=32, depth=2, num_heads=2)
GUIDANCE = 1.5


def train(config, batch, splits):
    """A function that runs a step for each split and returns the number of images."""
    model = CausalFusion(config)
    trainer, schedule = Trainer(model), Diffusion()
    images = torch.rand(batch, config.latent_channels, config.input_size, config.input_size) * 2 - 1
    labels = torch.randint(0, config.num_classes, (batch,))

    def work():
        for split in splits:
            noise, t = torch.randn_like(images), torch.randint(0, len(schedule), (batch,))
            y = labels.masked_fill(torch.rand(batch) < config.class_dropout_prob, config.num_classes)
            terms = compute_loss(model, schedule, images, noise, t, y, random_order(batch, config.tokens), split)
            trainer.step(terms.loss)
        return len(splits) * batch

    return work


def sampling(config, batch, ar_steps, diffusion_steps):
    """A function that samples a batch and returns the number of images."""
    model, schedule = CausalFusion(config), Diffusion(diffusion_steps)
    labels = torch.randint(0, config.num_classes, (batch,))
    split = equal_split(config.tokens, ar_steps)

    def work():
        shape = (batch, config.tokens, config.patch_dim)
        initial, noise, order = torch.randn(shape), torch.randn(diffusion_steps, *shape), random_order(batch, config.tokens)
        sample(model, schedule, labels, order, split, initial, noise, GUIDANCE)
        return batch

    return work


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", choices=["train", "train-tokens", "train-large", "sample", "sample-ar8"])
    parser.add_argument("--splits", type=json.loads, required=True)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--dry-run", action="store_true")
    arguments = parser.parse_args()

    tiny = arguments.dry_run
    if not tiny:
        torch.set_default_device("cuda")
    small, large = (TINY, dict(TINY, depth=3)) if tiny else (CONFIG, LARGE)
    config = Config(**(large if arguments.work == "train-large" else small))
    if arguments.work.startswith("train"):
        work = train(config, 8 if tiny else 64, arguments.splits)
    else:
        work = sampling(config, 2 if tiny else 16, 8 if arguments.work == "sample-ar8" else 1, 5 if tiny else 250)
    of_image = config.tokens if arguments.work == "train-tokens" else 1

    def finished():
        done = work()
        if not tiny:
            torch.cuda.synchronize()
        return done

    finished()  # warms up
    values = []
    for _ in range(arguments.repeats):
        start = time.perf_counter()
        done = finished()
        values.append(done * of_image / (time.perf_counter() - start))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"unit": "tokens/s" if of_image > 1 else "images/s", "values": values, "peakMB": peak}))


if __name__ == "__main__":
    main()
