"""Search in library and television. The index stands beside tables that only migrations make."""

from tests.unit.library import shelf


def find(client, words):
    return client.post("/find/", {"words": words}).content.decode()


def test_a_reader_finds_words_of_pages_and_transcripts_that_open_to_them(
    harbour, lantern, edie, ada, sign_in, mia, max_
):
    page = shelf.document(
        harbour, by=edie, title="Slow mornings", body=[("paragraph", "<p>A kettle sings.</p>")]
    )
    film = shelf.video_page(harbour, by=edie, title="Listen", transcript="<p>A blackbird sings outside.</p>")
    hidden = shelf.document(lantern, by=edie, title="Elsewhere", body=[("paragraph", "<p>A kettle.</p>")])
    for one in (page, film, hidden):
        shelf.published(one, by=edie, approved_by=ada)
    shelf.document(harbour, by=edie, title="A draft", body=[("paragraph", "<p>A kettle.</p>")])
    client = sign_in(mia)
    kettle = find(client, "kettle")
    assert "Slow mornings" in kettle
    assert "1 found" in kettle
    assert "Elsewhere" not in kettle
    assert "Listen" in find(client, "blackbird")
    assert "Nothing in your rooms has these words" in find(sign_in(max_), "blackbird")
    page.unpublish(user=ada)
    assert "Slow mornings" not in find(client, "kettle")


def test_what_is_searched_for_stands_in_no_address(building, sign_in, mia):
    html = sign_in(mia).get("/find/?words=kettle").content.decode()
    assert "kettle" not in html.split("<main")[1]
    assert '<form method="post"' in html
    assert "There is a problem" in find(sign_in(mia), "")
