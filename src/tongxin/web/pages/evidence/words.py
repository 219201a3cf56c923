"""What one may say of a photo, in words."""

CHOICES = {
    "near": (("same", "是同一张"), ("differs", "不是同一张")),
    "time": (("fits", "说得通"), ("unfit", "说不通")),
}
SAID = {
    "same": ("warn", "是同一张"),
    "differs": ("ok", "不是同一张"),
    "fits": ("ok", "时间说得通"),
    "unfit": ("warn", "时间说不通"),
}
