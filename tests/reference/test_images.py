"""ADM's center crop against Pillow, whose filters and rounding it has."""
import unittest

import numpy

from causalfusion_reference.images import centre_crop

try:
    from PIL import Image
except ImportError:
    Image = None


def by_pillow(image, size):
    picture = Image.fromarray(image)
    while min(picture.size) >= 2 * size:
        picture = picture.resize((picture.width // 2, picture.height // 2), Image.BOX)
    scale = size / min(picture.size)
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.BICUBIC)
    left, top = (picture.width - size) // 2, (picture.height - size) // 2
    return numpy.array(picture.crop((left, top, left + size, top + size)))


class CenterCropTest(unittest.TestCase):
    @unittest.skipUnless(Image, "Pillow is not installed")
    def test_it_is_pillows_bit_for_bit(self):
        state = numpy.random.RandomState(1)
        for _ in range(60):
            height, width, size = (int(value) for value in (*state.randint(4, 150, 2), state.randint(4, 40)))
            image = state.randint(0, 256, (height, width, 3)).astype(numpy.uint8)
            self.assertTrue(numpy.array_equal(by_pillow(image, size), centre_crop(image, size)), f"{height}×{width} to {size}")


if __name__ == "__main__":
    unittest.main()
