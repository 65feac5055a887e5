import pytest
from hypothesis import given
from hypothesis import strategies as st

from weilu.connect.html_text import plain

CASES = {
    "<p>茶 &amp; 书</p>": "茶 & 书",
    "<p>一<br>\n二</p>\n<p>三</p>": "一\n二\n三",
    "<blockquote><p>引</p><p>文</p></blockquote><p>答</p>": "> 引\n> 文\n答",
    '<p><a href="https://a.example/x">茶</a></p>': "茶 (https://a.example/x)",
    '<a href="https://a.example/x">https://a.example/x</a>': "https://a.example/x",
    '<img class="emoji" alt=":tea:"> <span class="emoji emoji-1f375">:tea:</span>': ":tea: 🍵",
    "<pre><code>if a &lt; b:\n    pass\n</code></pre>": "if a < b:\n    pass",
    "<script>alert(1)</script>好": "好",
    "1 < 2 <b": "1 < 2 <b",
}


@pytest.mark.parametrize("html", CASES)
def test_a_reader_sees_the_text(html):
    assert plain(html).text == CASES[html]


def test_what_is_left_out_takes_its_inside_along():
    html = "<aside><aside>a</aside>b</aside>c"

    assert plain(html, leave_out=lambda tag: tag.name == "aside").text == "c"


@given(st.text(alphabet="<>/pabr=\"'&;emoji- 茶\n", max_size=200))
def test_any_text_is_read(html):
    assert isinstance(plain(html).text, str)
