import pytest

from community.rooms.markup import to_html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Hello", "<p>Hello</p>"),
        ("One\nTwo", "<p>One<br>Two</p>"),
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("*soft* and **strong**", "<p><em>soft</em> and <strong>strong</strong></p>"),
        ("> quoted\n> twice", "<blockquote><p>quoted<br>twice</p></blockquote>"),
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("a & b", "<p>a &amp; b</p>"),
    ],
)
def test_small_markup(written, shown):
    assert to_html(written) == shown


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>", "<img src=https://elsewhere.example/x>", "![x](https://elsewhere.example/x.png)",
        "javascript:alert(1)", "https://x.example/\"onmouseover=alert(1)", "<a href='javascript:alert(1)'>x</a>",
        "\x00<svg/onload=alert(1)>", "https://x.example/<script>",
    ],
)  # fmt: skip
def test_nothing_runs_and_nothing_is_fetched(hostile):
    html = to_html(hostile)
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert 'href="javascript' not in html
    assert 'onmouseover=alert(1)"' not in html.replace("&quot;", "'")
