"""Golden cases of the distances between sets of features."""
import torch

from causalfusion_reference.evaluation import frechet_distance, manifold_comparison
from golden_common import Source

# Real vectors, generated vectors, dimension, neighbors, scale and shift of the generated ones. The third has fewer vectors than dimensions.
CASES = ((60, 45, 6, 3, 1.0, 0.0), (80, 50, 8, 5, 0.6, 0.7), (20, 25, 32, 5, 1.3, 0.2))


def make(save):
    source, tensors = Source(121), {}
    for index, (reals, fakes, dimension, neighbors, scale, shift) in enumerate(CASES):
        mixing = source.normal(dimension, dimension)
        real = source.normal(reals, dimension) @ mixing + 3
        generated = scale * (source.normal(fakes, dimension) @ mixing) + 3 + shift
        prefix = f"case{index}."
        tensors[prefix + "real"], tensors[prefix + "generated"] = real, generated
        tensors[prefix + "neighbors"] = torch.tensor(neighbors)
        tensors[prefix + "frechet"] = frechet_distance(real.double(), generated.double()).float()
        for name, value in manifold_comparison(real.double(), generated.double(), neighbors).items():
            tensors[prefix + name] = value.float()
    save("evaluation", tensors)
