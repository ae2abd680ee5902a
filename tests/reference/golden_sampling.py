"""The golden files of token orders, splits, samplers, guidance and editing; make_golden.py calls it."""
import torch

from causalfusion_reference.factorization import block_raster_order, cosine_split, dilated_order, raster_order


def make_orders():
    tensors = {}
    for grid in (4, 6, 7):
        tensors[f"raster.{grid}"] = raster_order(grid)
        for size in (2, 3, 4):
            tensors[f"block.{grid}.{size}"] = block_raster_order(grid, size)
            tensors[f"dilated.{grid}.{size}"] = dilated_order(grid, size)
    for tokens, steps in ((16, 1), (16, 4), (49, 8), (64, 64), (256, 12)):
        tensors[f"cosine.{tokens}.{steps}"] = torch.tensor(cosine_split(tokens, steps))
    return tensors


def make(save):
    """save(name, tensors, metadata=None) writes one file."""
    save("orders", make_orders())
