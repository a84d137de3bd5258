"""Whatever somebody types or sends, pages get allow-listed tags, no attributes, and every word is there."""

import re
from pathlib import Path

import html5lib
import nh3
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reflect.privacy.sanitise import NO_TEXT, TAGS, _bleach, _nh3, clean_again, to_html

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example>x</sCrIpT>",
    "<script\x00>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>/*</script><svg onload=alert(1)>*/",
    "</script><script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)//",
    '<img """><script>alert(1)</script>">',
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<p onclick=alert(1) style='position:fixed'>over everything</p>",
    "<em\tonmouseover\n=\ralert(1)>x</em>",
    "<strong/onfocus=alert(1)/autofocus/tabindex=1>x</strong>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=20>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<noembed><img title='</noembed><img src onerror=alert(1)>'></noembed>",
    "<xmp><p title='</xmp><img src onerror=alert(1)>'></xmp>",
    "<textarea><img title='</textarea><img src onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src onerror=alert(1)>'></title>",
    "<plaintext><p>after</p>",
    "<template><script>alert(1)</script></template>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<style><style/><img src=x onerror=alert(1)>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example/>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>Continue</button></form>",
    "<input autofocus onfocus=alert(1)><button formaction=javascript:alert(1)>x",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jAvAsCrIpT&colon;alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<blockquote cite='javascript:alert(1)'>x</blockquote>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    '![x](x"onerror="alert(1))',
    "<javascript:alert(1)>",
    "<https://evil.example>",
    "[x]: javascript:alert(1)\n\n[x]",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "> <script>\n> alert(1)\n> </script>",
    "- <img src=x\n  onerror=alert(1)>",
    "**<img src=x onerror=alert(1)>**",
    "*<svg*onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&#x3c;img src=x onerror=alert(1)&#x3e;",
    "&lt script &gt",
    "&#0;&#xD800;&#x110000;&#99999999999;&nosuch;&",
    "<!-- <script>alert(1)</script> -->",
    "<!--><script>alert(1)</script>-->",
    "<!--!><img src=x onerror=alert(1)>",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
    "<?xml version='1.0'?><?php echo 1 ?>",
    "<!DOCTYPE html [<!ENTITY x 'y'>]>&x;",
    "<p><p><p></em></strong></blockquote>",
    "<em><p><strong></em>x</p></strong>",
    "<ul><li><ol></li></ul><table><tr><td>x<p>",
    "<em><em><em><em><em><p>x",
    "<table><em>x</table>",
    "<select><em><option></select>x",
    "<frameset><frame src=javascript:alert(1)>",
    "< script>alert(1)</ script>",
    "<<script>alert(1)//<</script>",
    "<script",
    "<",
    "</",
    "<p",
    "<p/",
    "<!",
    "<\u017fcript>alert(1)</\u017fcript>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "\u202e<script>\u2066alert(1)\u2069",
    "<im\u0000g src=x onerror=alert(1)>",
    "\ufeff<script>alert(1)</script>",
    "<scr\u200bipt>alert(1)</scr\u200bipt>",
    "\ud83d\ude00 \ud800 <\ud800script>",
    "<p>\u00a0\u2028\u2029</p>",
    "{{7*7}} {% include 'x' %} ${7*7} #{7*7}",
    "<custom-element is=x>y</custom-element>",
    "<dialog open><slot name=x></slot></dialog>",
    "<p id=content name=cookie class=govuk-button>x</p>",
]
PIECES = [
    *(
        "<",
        ">",
        "/",
        "=",
        "'",
        '"',
        "&",
        ";",
        "#",
        "!",
        "--",
        "[",
        "]",
        "(",
        ")",
        "*",
        "**",
        "_",
        "- ",
        "1. ",
    ),
    *("7) ", "> ", "\n", "\n\n", "    ", "\t", "\x00", "\u00a0", "\ud800", "word", "14", "alert(1)"),
    *("p", "em", "script", "svg", "math", "style", "title", "noscript", "onerror=", "javascript:", "CDATA["),
    *("&lt;", "&#60;"),
]
HOSTILE = st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(ATTACKS)), max_size=14).map("".join)
ANYTHING = st.one_of(st.text(st.characters()), HOSTILE)


def elements(html):
    return [
        node
        for node in html5lib.parseFragment(html, namespaceHTMLElements=False).iter()
        if node.tag != "DOCUMENT_FRAGMENT"
    ]


def visible(node):
    """The words a browser would paint, the numbers of numbered lists among them."""
    words = node.text or ""
    for place, child in enumerate(node, 1):
        words += f"{place}. " if node.tag == "ol" else ""
        words += visible(child) + (child.tail or "")
    return words


def letters(text):
    """Every letter and figure in order: what Markdown's own marks never are."""
    return "".join(character for character in text if character.isalnum())


def assert_allow_listed(html):
    for node in elements(html):
        assert node.tag in TAGS, f"{node.tag!r} in {html!r}"
        assert not node.attrib, f"attributes in {html!r}"


def assert_harmless(html):
    assert_allow_listed(html)
    assert nh3.clean(html, tags=set(TAGS), attributes={}, link_rel=None) == html


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_leaves_more_than_allow_listed_tags_and_its_own_words(attack):
    typed = to_html(attack)
    assert_harmless(typed)
    assert letters(visible(html5lib.parseFragment(typed, namespaceHTMLElements=False))) == letters(attack)
    assert clean_again(typed) == typed

    sent = clean_again(attack)
    assert_harmless(sent)
    assert clean_again(sent) == sent


@pytest.mark.parametrize("attack", ATTACKS)
def test_each_of_the_two_passes_alone_would_have_stopped_the_attack(attack):
    text = attack.translate(NO_TEXT)
    assert_allow_listed(_bleach()(text))
    assert_allow_listed(_nh3()(text))
    assert letters(visible(html5lib.parseFragment(_nh3()(_bleach()(text))))) == letters(
        visible(html5lib.parseFragment(_bleach()(text)))
    )


@given(ANYTHING)
@settings(max_examples=400, deadline=None)
@example("*a\n7. b* 3) c")
def test_typed_words_are_harmless_complete_and_stay_as_they_are(typed):
    html = to_html(typed)
    assert_harmless(html)
    assert letters(visible(html5lib.parseFragment(html, namespaceHTMLElements=False))) == letters(typed)
    assert clean_again(html) == html


@given(ANYTHING)
@settings(max_examples=400, deadline=None)
def test_html_from_somebody_else_is_harmless_and_settles_after_one_pass(sent):
    html = clean_again(sent)
    assert_harmless(html)
    assert clean_again(html) == html


@given(st.lists(st.sampled_from(["<p>", "</p>", "<em>", "</em>", "<ul><li>", "</li></ul>", "word "]), max_size=20))
@settings(max_examples=200, deadline=None)
def test_no_word_is_lost_from_html_that_came_from_somebody_else(pieces):
    sent = "".join(pieces)
    assert clean_again(sent).count("word") == sent.count("word")


def test_one_place_prints_html_unescaped() -> None:
    package = Path(__file__).parents[2] / "reflect"
    pattern = re.compile(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false")
    found = [
        path.relative_to(package).as_posix()
        for path in sorted(package.rglob("*"))
        if path.suffix in (".html", ".py") and "static" not in path.parts
        for _match in pattern.findall(path.read_text())
    ]
    assert found == ["templates/kit/parts.html", "web/language.py"], "the second prints our own words, values escaped"
