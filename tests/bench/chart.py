"""The chart of a run: for each page a group of bars, one a server, as an SVG that stands by itself."""

from collections.abc import Mapping
from html import escape

COLOURS = {"alongside": "#0b6e75", "floor": "#9aa5a8", "spirit": "#c27b1a", "xtd": "#7a4f9a"}
OTHER = "#4c6272"
WIDTH, LABEL, BAR, GAP = 720, 150, 18, 34
Groups = Mapping[str, Mapping[str, float]]  # page → server → milliseconds


def draw(title: str, groups: Groups) -> str:
    """Each group has a scale of its own: its longest bar is as wide as the picture. A table stands beside it."""
    rows, y = [], 40
    for name, values in groups.items():
        rows.append(f'<text x="8" y="{y + 14}" font-weight="bold">{escape(name)}</text>')
        y += 22
        for server, value in values.items():
            rows.append(_bar(server, value, max(values.values()), y))
            y += BAR + 4
        y += GAP - BAR
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" role="img"'
        f' aria-label="{escape(title)}" font-family="sans-serif" font-size="13">'
        f'<rect width="{WIDTH}" height="{y}" fill="#fff"/><text x="8" y="22" font-size="16">{escape(title)}</text>'
    )
    return "\n".join([head, *rows, "</svg>", ""])


def _bar(server: str, value: float, longest: float, y: int) -> str:
    width = max(1, round((WIDTH - LABEL - 90) * value / longest))
    colour = COLOURS.get(server, OTHER)
    return (
        f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(server)}</text>'
        f'<rect x="{LABEL}" y="{y}" width="{width}" height="{BAR}" fill="{colour}"/>'
        f'<text x="{LABEL + width + 6}" y="{y + 13}">{value:,.1f}</text>'
    )


def table(groups: Groups) -> str:
    """The same in Markdown."""
    servers = list(dict.fromkeys(server for values in groups.values() for server in values))
    lines = [f"| | {' | '.join(servers)} |", f"| --- |{' ---: |' * len(servers)}"]
    for name, values in groups.items():
        cells = (f"{values[server]:,.1f}" if server in values else "–" for server in servers)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
