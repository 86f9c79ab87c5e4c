"""Bring NHS.UK frontend's two compiled files into the house, so that a theme may colour them.

    npm pack nhsuk-frontend@10.6.1 && tar xzf nhsuk-frontend-*.tgz      (in a folder of its own)
    python themes/vendor_nhsuk.py path/to/package

The compiled CSS holds its colours as figures. Each one becomes a custom property, which
`static/alongside/tokens.css` defines: a trust changes the look by changing tokens, with no build step.
Taken out: the two @font-face blocks (the face is licensed to NHS bodies one by one, and was fetched from
outside) and the pointers to source maps.
"""

import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent / "base" / "static" / "vendor" / "nhsuk"

# figure in the compiled file -> token. What is not named here stays as it came, and is reported.
TOKENS = {
    "212b32": "ink", "4c6272": "ink-soft", "768692": "line-strong", "aeb7bd": "line-strong",
    "d8dde0": "line", "e0e4e6": "sand", "dbe0e3": "sand", "f0f4f5": "paper", "fff": "white",
    "354550": "ink-soft", "ffeb3b": "focus", "fff59d": "note-wash", "fff9c4": "note-wash",
    "005eb8": "brand", "004b93": "brand-deep", "0055a6": "brand-deep", "00478a": "brand-deep",
    "003d78": "brand-deep", "004281": "brand-deep", "003087": "brand-deep", "002f5c": "brand-deepest",
    "337ec6": "brand-soft", "669ed4": "brand-soft", "c7dcef": "brand-tint", "d9e7f4": "brand-tint",
    "ccdff1": "brand-tint", "edf4fa": "brand-wash",
    "330072": "link-visited", "240050": "link-visited", "7c2855": "link-hover", "57133a": "link-hover",
    "007f3b": "action", "00662f": "action-hover", "00401e": "action-deep", "004c23": "action-deep",
    "cce5d8": "action-wash", "00524d": "action-deep", "ccedeb": "action-wash",
    "d5281b": "error", "aa2016": "error-deep", "6b140e": "error-deepest", "951c13": "error-deep",
    "f9dfdd": "error-wash", "f7d4d1": "error-wash", "dd5349": "error",
}  # fmt: skip


def coloured(css: str) -> tuple[str, set[str]]:
    """The CSS with figures turned to tokens, and the figures left as they were."""
    left: set[str] = set()

    def swap(found: re.Match[str]) -> str:
        figure = found.group(1).lower()
        if figure in TOKENS:
            return f"var(--{TOKENS[figure]})"
        left.add(figure)
        return found.group(0)

    return re.sub(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![0-9a-zA-Z_-])", swap, css), left


def without_fonts(css: str) -> str:
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    return re.sub(r"font-family:Frutiger W01,arial,sans-serif", "font-family:var(--type)", css)


def without_exported_colours(css: str) -> str:
    """Breakpoints stay: the scripts read them. The colours it lists would only repeat ours."""
    return re.sub(r"--nhsuk-[a-z0-9-]+-colour:[^;}]+;?", "", css)


def without_map(text: str) -> str:
    return re.sub(r"(/\*|//)# sourceMappingURL=\S+( \*/)?", "", text).rstrip() + "\n"


def main(package: Path) -> None:
    dist = package / "dist" / "nhsuk"
    css = (dist / "nhsuk-frontend.min.css").read_text("utf-8")
    css = without_exported_colours(without_map(without_fonts(css)))
    css = css.replace("url(/assets/images/", "url(images/")
    css, left = coloured(css)
    (HERE / "images").mkdir(parents=True, exist_ok=True)
    (HERE / "nhsuk-frontend.min.css").write_text(css, "utf-8")
    (HERE / "nhsuk-frontend.min.js").write_text(
        without_map((dist / "nhsuk-frontend.min.js").read_text("utf-8")), "utf-8"
    )
    for name in sorted(set(re.findall(r"url\(images/([a-z-]+\.svg)\)", css))):
        shutil.copy(dist / "assets" / "images" / name, HERE / "images" / name)
    sys.stdout.write(f"colours left as they came: {', '.join(sorted(left)) or 'none'}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
