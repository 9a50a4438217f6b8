def contrast(a: str, b: str) -> float:
    """stand-in"""

    def lum(c):
        v = [int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        l = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in v]
        return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]

    x, y = sorted((lum(a), lum(b)))
    return (y + 0.05) / (x + 0.05)
