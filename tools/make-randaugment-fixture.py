#!/usr/bin/env python3
"""Writes what Pillow makes of two small images by each operation of RandAugment, for test/train/augment/randaugment.test.ts.

The values of the parameters are worked out here from the formulas of EfficientNetV2's code, not from lossc's table.

usage: make-randaugment-fixture.py > test/fixtures/randaugment.json
"""

import base64
import json
import math

from PIL import Image, ImageEnhance, ImageOps

GREY = 128
MAGNITUDES = (3, 5, 8, 15)


def test_image(height, width, channels):
    """Waves, a bright disc and a dark bar, in levels that leave both ends of 0..255 free."""
    image = Image.new("RGB" if channels == 3 else "L", (width, height))
    for y in range(height):
        for x in range(width):
            pixel = []
            for channel in range(channels):
                level = 110 + 60 * math.sin(0.5 * x + 0.9 * channel) * math.cos(0.35 * y + channel) + ((7 * x + 3 * y) % 11)
                if (x - 0.6 * width) ** 2 + (y - 0.4 * height) ** 2 < 12:
                    level = 225 - 30 * channel
                if 0.7 * height < y < 0.8 * height:
                    level = 22 + 9 * channel
                pixel.append(int(level))
            image.putpixel((x, y), tuple(pixel) if channels == 3 else pixel[0])
    return image


def affine(image, *matrix):
    fill = (GREY,) * 3 if image.mode == "RGB" else GREY
    return image.transform(image.size, Image.AFFINE, matrix, resample=Image.NEAREST, fillcolor=fill)


def rotate(image, degrees):
    fill = (GREY,) * 3 if image.mode == "RGB" else GREY
    return image.rotate(degrees, resample=Image.NEAREST, fillcolor=fill)


def factor(magnitude):
    return magnitude / 10 * 1.8 + 0.1


# Name: (is the sign random, value at a magnitude, operation).
OPERATIONS = {
    "identity": (False, lambda m: 0, lambda image, _: image),
    "auto-contrast": (False, lambda m: 0, lambda image, _: ImageOps.autocontrast(image)),
    "equalize": (False, lambda m: 0, lambda image, _: ImageOps.equalize(image)),
    "rotate": (True, lambda m: m / 10 * 30, rotate),
    "solarize": (False, lambda m: min(256, int(m / 10 * 256)), ImageOps.solarize),
    "color": (False, factor, lambda image, v: ImageEnhance.Color(image).enhance(v)),
    "posterize": (False, lambda m: max(1, int(m / 10 * 4)), ImageOps.posterize),
    "contrast": (False, factor, lambda image, v: ImageEnhance.Contrast(image).enhance(v)),
    "brightness": (False, factor, lambda image, v: ImageEnhance.Brightness(image).enhance(v)),
    "sharpness": (False, factor, lambda image, v: ImageEnhance.Sharpness(image).enhance(v)),
    "shear-x": (True, lambda m: m / 10 * 0.3, lambda image, v: affine(image, 1, v, 0, 0, 1, 0)),
    "shear-y": (True, lambda m: m / 10 * 0.3, lambda image, v: affine(image, 1, 0, 0, v, 1, 0)),
    "translate-x": (
        True,
        lambda m: m / 10 * 100 / 224,
        lambda image, v: affine(image, 1, 0, math.floor(v * image.width + 0.5), 0, 1, 0),
    ),
    "translate-y": (
        True,
        lambda m: m / 10 * 100 / 224,
        lambda image, v: affine(image, 1, 0, 0, 0, 1, math.floor(v * image.height + 0.5)),
    ),
}


def text(image):
    return base64.b64encode(image.tobytes()).decode()


def cases(image):
    for name, (signed, value_at, operation) in OPERATIONS.items():
        has_parameter = value_at(3) != value_at(15)
        for magnitude in MAGNITUDES if has_parameter else MAGNITUDES[:1]:
            for sign in (1, -1) if signed else (1,):
                value = sign * value_at(magnitude)
                yield {"operation": name, "magnitude": magnitude, "value": value, "levels": text(operation(image, value))}


def section(height, width, channels):
    image = test_image(height, width, channels)
    shape = {"height": height, "width": width, "channels": channels}
    return {**shape, "levels": text(image), "cases": list(cases(image))}


print(json.dumps([section(16, 20, 3), section(24, 25, 1)], indent=1))
