"""Plots as SVG and PNG, drawn by hand: nothing needs to be installed for them."""

from __future__ import annotations

from html import escape

from PIL import Image, ImageDraw, ImageFont

from bench.site import OUTPUT

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 760, 320, 50, 50, 50
BARS = 50


def histogram(name: str, *, title: str, milliseconds: list[float]) -> None:
    """How many took how long, into var/bench; negative values are drawn, too: they would be early."""
    low = min(0.0, *milliseconds)
    high = max(milliseconds) * 1.02 or 1.0
    step = (high - low) / BARS
    counts = [0] * BARS
    for value in milliseconds:
        counts[min(BARS - 1, int((value - low) / step))] += 1
    tallest = max(counts)
    bar = (WIDTH - LEFT - 20) / BARS
    scale = (HEIGHT - TOP - BOTTOM) / tallest
    shapes = [
        f'<rect x="{LEFT + number * bar:.1f}" y="{HEIGHT - BOTTOM - count * scale:.1f}" width="{bar - 1:.1f}" '
        f'height="{count * scale:.1f}" fill="#2b6cb0"/>'
        for number, count in enumerate(counts)
        if count
    ]
    shapes += [
        _text(LEFT + (WIDTH - LEFT - 20) * part, HEIGHT - BOTTOM + 20, f"{low + (high - low) * part:.0f}")
        for part in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    shapes += [
        _text(WIDTH / 2, HEIGHT - 8, "milliseconds after the due instant"),
        _text(WIDTH / 2, 24, title),
        _text(LEFT - 22, TOP + 5, str(tallest)),
        f'<line x1="{LEFT}" y1="{HEIGHT - BOTTOM}" x2="{WIDTH - 20}" y2="{HEIGHT - BOTTOM}" stroke="#333"/>',
    ]
    _write(name, shapes)


def steps(name: str, *, title: str, points: list[tuple[float, int]]) -> None:
    """What readers counted when, in seconds around the instant at nought, into var/bench."""
    first, last = points[0][0], points[-1][0]
    tallest = max(count for _, count in points) or 1

    def x(moment: float) -> float:
        return LEFT + (moment - first) / (last - first or 1) * (WIDTH - LEFT - 20)

    def y(count: float) -> float:
        return HEIGHT - BOTTOM - count / tallest * (HEIGHT - TOP - BOTTOM)

    shapes = [
        f'<circle cx="{x(moment):.1f}" cy="{y(count):.1f}" r="2" fill="#2b6cb0"/>' for moment, count in points
    ]
    shapes += [
        f'<line x1="{x(0):.1f}" y1="{TOP}" x2="{x(0):.1f}" y2="{HEIGHT - BOTTOM}" stroke="#c53030"/>',
        _text(x(0), HEIGHT - BOTTOM + 20, "due"),
        _text(x(first), HEIGHT - BOTTOM + 20, f"{first:.1f} s"),
        _text(x(last), HEIGHT - BOTTOM + 20, f"{last:.1f} s"),
        _text(LEFT - 22, y(tallest) + 5, str(tallest)),
        _text(WIDTH / 2, 24, title),
    ]
    _write(name, shapes)


def ratios(name: str, *, title: str, reached: list[tuple[str, float, float]]) -> None:
    """A bar for each of what was reached, on a scale on which 1 is what was wanted; a PNG in var/bench."""
    row, left = 34, 470
    picture = Image.new("RGB", (left + 560, 70 + row * len(reached)), "white")
    draw = ImageDraw.Draw(picture)
    large, small = ImageFont.load_default(18), ImageFont.load_default(14)
    draw.text((20, 16), title, fill="black", font=large)
    unit = 140
    for number, (words, times, wanted) in enumerate(reached):
        top = 52 + number * row
        length = min(times / wanted, 3.0) * unit
        draw.rectangle(
            (left, top, left + length, top + row - 12), fill="#2b6cb0" if times >= wanted else "#c53030"
        )
        draw.text((20, top + 3), words, fill="black", font=small)
        draw.text((left + length + 8, top + 3), f"{times:.2f} (wanted {wanted:g})", fill="black", font=small)
    draw.line((left + unit, 46, left + unit, picture.height - 12), fill="black")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    picture.save(OUTPUT / f"{name}.png")


def curves(name: str, *, title: str, lines: dict[str, list[tuple[float, float]]]) -> None:
    """Values by the number of pages, one line for each of ``lines``; a PNG in var/bench."""
    picture = Image.new("RGB", (860, 460), "white")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(14)
    draw.text((20, 14), title, fill="black", font=ImageFont.load_default(18))
    points = [point for line in lines.values() for point in line]
    furthest, highest = max(x for x, _ in points), max(y for _, y in points) * 1.15
    colours = ("#2b6cb0", "#c53030", "#2f855a", "#805ad5")
    draw.line((60, 400, 640, 400), fill="black")
    draw.line((60, 60, 60, 400), fill="black")
    for number, (words, line) in enumerate(lines.items()):
        colour = colours[number % len(colours)]
        places = [(60 + x / furthest * 580, 400 - y / highest * 340) for x, y in line]
        draw.line(places, fill=colour, width=2)
        for (x, y), (_, value) in zip(places, line, strict=True):
            draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=colour)
            draw.text((x - 10, y - 22), f"{value:.2f}", fill=colour, font=font)
        draw.text((660, 70 + number * 24), words, fill=colour, font=font)
    for x in sorted({x for x, _ in points}):
        draw.text((50 + x / furthest * 580, 408), f"{x:,.0f}", fill="black", font=font)
    draw.text((280, 432), "pages", fill="black", font=font)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    picture.save(OUTPUT / f"{name}.png")


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(words)}</text>'


def _write(name: str, shapes: list[str]) -> None:
    OUTPUT.mkdir(parents=True, exist_ok=True)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        'font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="white"/>'
    )
    (OUTPUT / f"{name}.svg").write_text("\n".join([head, *shapes, "</svg>", ""]))
