"""ADM's center crop on arrays of bytes (H, W, C), by the box and bicubic filters of Pillow in its fixed point."""
import math

import numpy

PRECISION = 22


def box(x):
    return 1.0 if -0.5 < x <= 0.5 else 0.0


def cubic(x, a=-0.5):
    x = abs(x)
    if x < 1:
        return ((a + 2) * x - (a + 3)) * x * x + 1
    return (((x - 5) * x + 8) * x - 4) * a if x < 2 else 0.0


def weights(source, target, kernel, support):
    """An integer matrix (target, source) whose rows sum to about 2^22."""
    matrix = numpy.zeros((target, source), dtype=numpy.int64)
    scale = source / target
    stretch = max(scale, 1.0)
    for row in range(target):
        center = (row + 0.5) * scale
        first = max(int(center - support * stretch + 0.5), 0)
        end = min(int(center + support * stretch + 0.5), source)
        values = [kernel((x - center + 0.5) * (1.0 / stretch)) for x in range(first, end)]
        total = sum(values)
        for x, value in zip(range(first, end), values):
            share = value / total * (1 << PRECISION)
            matrix[row, x] = int(share + math.copysign(0.5, share))
    return matrix


def resize(image, height, width, kernel, support):
    """Along rows first, then along columns, rounded to bytes after each."""
    for axis, size in ((1, width), (0, height)):
        if image.shape[axis] != size:
            matrix = weights(image.shape[axis], size, kernel, support)
            total = numpy.tensordot(image.astype(numpy.int64), matrix, axes=(axis, 1))        # the new axis comes last
            image = numpy.moveaxis((total + (1 << PRECISION - 1)) >> PRECISION, -1, axis).clip(0, 255).astype(numpy.uint8)
    return image


def centre_crop(image, size):
    while min(image.shape[:2]) >= 2 * size:
        image = resize(image, image.shape[0] // 2, image.shape[1] // 2, box, 0.5)
    scale = size / min(image.shape[:2])
    image = resize(image, round(image.shape[0] * scale), round(image.shape[1] * scale), cubic, 2.0)
    top, left = (image.shape[0] - size) // 2, (image.shape[1] - size) // 2
    return image[top:top + size, left:left + size]
