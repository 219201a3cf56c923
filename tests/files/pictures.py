"""Pictures drawn from a number, so that they look like photos, and what people do to photos."""

import io
import random
from collections.abc import Callable
from functools import cache

from PIL import ExifTags, Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

SIZES = ((640, 480), (480, 640), (640, 360), (600, 600))


@cache
def photo(seed: int) -> Image.Image:
    """Light from one side, things of all sizes in the way, a sign, out of focus, with noise."""
    chance = random.Random(seed)
    width, height = size = chance.choice(SIZES)
    light = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(size)
    picture = ImageOps.colorize(light, _colour(chance), _colour(chance))
    draw = ImageDraw.Draw(picture)
    for _ in range(chance.randrange(8, 25)):
        _thing(draw, chance, width, height)
    sign = f"SHIFT {chance.randrange(9999)}"
    draw.text((chance.randrange(width // 2), chance.randrange(height)), sign, font=ImageFont.load_default(28))
    blurred = picture.filter(ImageFilter.GaussianBlur(chance.choice((1, 2, 3))))
    noise = Image.frombytes("L", size, chance.randbytes(width * height)).convert("RGB")
    return Image.blend(blurred, noise, chance.uniform(0.05, 0.15))


def _colour(chance: random.Random) -> tuple[int, int, int]:
    return chance.randrange(256), chance.randrange(256), chance.randrange(256)


def _thing(draw: ImageDraw.ImageDraw, chance: random.Random, width: int, height: int) -> None:
    left, top = chance.randrange(width), chance.randrange(height)
    right, bottom = left + chance.randrange(20, width // 2), top + chance.randrange(20, height // 2)
    colour, kind = _colour(chance), chance.randrange(4)
    if kind == 0:
        draw.rectangle((left, top, right, bottom), fill=colour)
    elif kind == 1:
        draw.ellipse((left, top, right, bottom), fill=colour)
    elif kind == 2:
        draw.line((left, top, right, height - bottom), fill=colour, width=chance.randrange(3, 16))
    else:
        draw.polygon([(left, top), (right, (top + bottom) // 2), ((left + right) // 2, 0)], fill=colour)


def jpeg(picture: Image.Image, quality: int = 85, taken: str = "", zone: str = "") -> bytes:
    """`taken`: as a camera writes it, 2026:11:20 08:00:00."""
    exif = Image.Exif()
    if taken:
        written = exif.get_ifd(ExifTags.IFD.Exif)
        written[ExifTags.Base.DateTimeOriginal] = taken
        if zone:
            written[ExifTags.Base.OffsetTimeOriginal] = zone
        exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


def _again(picture: Image.Image, quality: int) -> Image.Image:
    return Image.open(io.BytesIO(jpeg(picture, quality)))


def _scaled(picture: Image.Image, by: float) -> Image.Image:
    return picture.resize((int(picture.width * by), int(picture.height * by)), Image.Resampling.BICUBIC)


def _cropped(picture: Image.Image, *cut: float) -> Image.Image:
    """So much off left, top, right and bottom."""
    left, top, right, bottom = cut
    width, height = picture.size
    return picture.crop(
        (int(left * width), int(top * height), int((1 - right) * width), int((1 - bottom) * height))
    )


def _marked(picture: Image.Image) -> Image.Image:
    marked = picture.convert("RGB")
    draw = ImageDraw.Draw(marked, "RGBA")
    width, height = marked.size
    stamp = "2026-11-20 08:12  NO.3 FACE"
    draw.text(
        (width * 0.05, height * 0.85),
        stamp,
        fill=(255, 255, 255, 220),
        font=ImageFont.load_default(height // 16),
    )
    draw.rectangle((width * 0.6, height * 0.05, width * 0.95, height * 0.13), fill=(255, 255, 255, 120))
    return marked


Change = Callable[[Image.Image], Image.Image]
# The seven changes, some of them in several ways.
CHANGES: dict[str, tuple[Change, ...]] = {
    "re-compressed to q30": (lambda one: _again(one, 30),),
    "resized to 50 %": (lambda one: _scaled(one, 0.5),),
    "cropped by 8 %": (
        lambda one: _cropped(one, 0.04, 0.04, 0.04, 0.04),
        lambda one: _cropped(one, 0.08, 0.08, 0, 0),
        lambda one: _cropped(one, 0, 0, 0.08, 0.08),
        lambda one: _cropped(one, 0.08, 0, 0, 0),
        lambda one: _cropped(one, 0, 0.08, 0, 0),
        lambda one: _cropped(one, 0.08, 0.08, 0.08, 0.08),
    ),
    "brightness ±20 %": (
        lambda one: ImageEnhance.Brightness(one).enhance(1.2),
        lambda one: ImageEnhance.Brightness(one).enhance(0.8),
    ),
    "through a messenger twice": (lambda one: _again(_scaled(_again(_scaled(one, 0.75), 60), 0.8), 50),),
    "with a watermark": (_marked,),
    "with a border": (
        lambda one: ImageOps.expand(one.convert("RGB"), 24, "white"),
        lambda one: ImageOps.expand(one.convert("RGB"), (0, 40), "black"),
    ),
}
