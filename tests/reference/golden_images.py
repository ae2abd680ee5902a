"""Golden cases of ADM's center crop."""
import numpy
import torch

from causalfusion_reference.images import centre_crop

# Height, width, channels, size: as it is, enlarged, shrunk, halved once, several times and with odd sides, in the longer side rounded half to even.
CASES = ((8, 8, 3, 8), (7, 12, 3, 16), (20, 31, 3, 16), (40, 53, 3, 16), (131, 97, 1, 12), (65, 201, 3, 8), (9, 64, 1, 8), (16, 25, 3, 8))


def image(state, height, width, channels):
    """Noise over slopes: bytes of every size, edges that overshoot."""
    slope = numpy.add.outer(numpy.arange(height) * 3, numpy.arange(width) * 5)[:, :, None] * numpy.arange(1, channels + 1)
    return ((slope + state.randint(0, 90, (height, width, channels))) % 256).astype(numpy.uint8)


def make(save):
    state, tensors = numpy.random.RandomState(91), {}
    for index, (height, width, channels, size) in enumerate(CASES):
        source = image(state, height, width, channels)
        tensors[f"case{index}.image"] = torch.from_numpy(source)
        tensors[f"case{index}.cropped"] = torch.from_numpy(centre_crop(source, size).copy())
    save("centre_crop", tensors)
