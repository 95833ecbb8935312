"""What the other tests rely on: axe is heard, and a contrast is measured on what looks as nothing did before."""

import pytest

from tests.browser import Live, assert_accessible

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PAGE = """<!doctype html><html lang="fr"><title>Page</title><style>.{name} {{ color: {colour} }}</style>
<main><h1>Page</h1>{more}<p class="{name}">Un texte.</p></main>"""


def test_what_axe_says_fails_the_test(live: Live) -> None:
    page = live.window()
    page.set_content(PAGE.format(name="clear", colour="#000", more=""))
    assert_accessible(page)
    page.set_content(PAGE.format(name="clear", colour="#000", more='<img src="data:,">'))
    with pytest.raises(pytest.fail.Exception, match="image-alt"):
        assert_accessible(page)
    for _ in range(2):  # a look that was found wanting is measured again
        page.set_content(PAGE.format(name="faint", colour="#ccc", more=""))
        with pytest.raises(pytest.fail.Exception, match=r"color-contrast.*\n.*p"):
            assert_accessible(page)


@pytest.mark.parametrize("first", ["{link}", "{link} : oui", "Il faut lire ceci :<br>{link}"])
def test_a_link_is_judged_within_a_text_though_it_was_seen_elsewhere(live: Live, first: str) -> None:
    page = live.window()
    link, style = '<a href="#ici">Un lien</a>', "<style>a { color: #333; text-decoration: none }</style>"
    elsewhere, within = (
        PAGE.format(name="clear", colour="#000", more=f"{style}<p>{words.format(link=link)}</p>")
        for words in (first, "Il faut lire ceci : {link}, puis cela.")
    )
    page.set_content(elsewhere)
    assert_accessible(page)
    for _ in range(2):
        page.set_content(within)
        with pytest.raises(pytest.fail.Exception, match="link-in-text-block"):
            assert_accessible(page)
