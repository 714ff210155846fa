"""HTML: the fragment to the letter, and the page that stands alone."""

from __future__ import annotations

import re

from django.utils.safestring import SafeString

from akropolis.base.kernel.reporting import chart_beside, render, render_html_fragment
from akropolis.base.lib import document as d
from tests.reporting import sample


def fragment(*blocks: d.Block, footnotes: tuple[d.Footnote, ...] = ()) -> str:
    return render_html_fragment(d.Document("T", blocks, footnotes=footnotes))


def test_headings_have_ids_that_are_their_own() -> None:
    assert fragment(
        d.heading(1, "A", anchor="krav"), d.heading(2, "B", number="1.1"), d.heading(1, "C", anchor="krav")
    ) == ('<h2 id="krav">A</h2>\n<h3 id="avsnitt-2">1.1 B</h3>\n<h2 id="avsnitt-3">C</h2>\n')


def test_everything_a_person_wrote_is_escaped() -> None:
    script = '<script>"&'
    assert fragment(
        d.Paragraph((d.Strong((d.Text(script),)), d.Value(script, script, href="/" + script))),
    ) == (
        "<p><strong>&lt;script&gt;&quot;&amp;</strong>"
        '<a class="ak-figure" href="/&lt;script&gt;&quot;&amp;" data-figure="&lt;script&gt;&quot;&amp;">'
        "&lt;script&gt;&quot;&amp;</a></p>\n"
    )


def test_a_changed_figure_has_the_old_value_beside_it() -> None:
    value = d.Value("k", "34", changed_from="31", href="/incidenter/")
    assert fragment(d.Paragraph((value,))) == (
        '<p><a class="ak-figure ak-figure--changed" href="/incidenter/" data-figure="k">34</a>'
        ' <span class="ak-quiet">(tidigare 31)</span></p>\n'
    )


def test_a_figure_never_leads_to_a_script() -> None:
    assert fragment(d.Paragraph((d.Value("k", "34", href="javascript:alert(1)"),))) == (
        '<p><span class="ak-figure" data-figure="k">34</span></p>\n'
    )


def test_the_writers_words_have_the_registers_value_beside_them() -> None:
    assert "(nu 34)" in fragment(d.Paragraph((d.Value("k", "31", current="34"),)))


def test_footnotes_lead_there_and_back() -> None:
    html = fragment(
        d.Paragraph((d.Text("a"), d.FootnoteRef("x"), d.FootnoteRef("x"), d.FootnoteRef("saknas"))),
        footnotes=(d.Footnote("x", (d.Text("Not."),)),),
    )
    assert html == (
        '<p>a<sup><a id="fotnotsplats-1" href="#fotnot-1" aria-label="Fotnot 1">1</a></sup>'
        '<sup><a href="#fotnot-1" aria-label="Fotnot 1">1</a></sup></p>\n'
        '<section class="footnotes" aria-label="Fotnoter">\n<ol>\n'
        '<li id="fotnot-1">Not. <a href="#fotnotsplats-1">Tillbaka till texten</a></li>\n</ol>\n</section>\n'
    )


def test_tables_name_their_columns_and_rows() -> None:
    html = fragment(
        d.table(["A", "B"], [["x", "1"]], caption="C", alignments=["left", "right"], header_column=True)
    )
    assert html == (
        '<div class="ak-table-wrap"><table class="ds-table ak-table">\n<caption>C</caption>\n'
        '<thead><tr><th scope="col">A</th><th scope="col" class="ak-number">B</th></tr></thead>\n'
        '<tbody>\n<tr><th scope="row" data-label="A">x</th><td class="ak-number" data-label="B">1</td></tr>\n'
        "</tbody></table>\n</div>\n"
    )


def test_secret_text_says_so_once_per_run() -> None:
    html = fragment(*d.mark_blocks([d.paragraph("a"), d.paragraph("b")], sample.OSL), d.paragraph("c"))
    assert html == (
        '<div class="secret"><p class="secret-law">Sekretess: 18 kap. 8 b § OSL</p>\n<p>a</p>\n<p>b</p>\n</div>\n'
        "<p>c</p>\n"
    )


def test_the_fragment_needs_no_style_and_no_script() -> None:
    html = render_html_fragment(sample.document(), contents=True)
    assert '<nav class="contents"' in html
    assert [
        mark for mark in ("<script", "<style", "style=", " on") if mark in html.replace(" onsdag", "")
    ] == []


def test_a_chart_is_told_by_a_table_to_who_does_not_see_it() -> None:
    html = fragment(d.Figure("Nätfiske 18.", (d.Bar("Nät&fiske", 18, "18 st"),), "Typ", across="Hot"))
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in html
    assert re.findall(r"<svg[^>]*aria-hidden=\"true\"", html)
    assert re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", html) == ["Hot", "Typ", "Nät&amp;fiske", "18 st"]


def test_a_chart_beside_sentences_is_a_line_between_its_ends_and_a_table() -> None:
    figure = d.Figure("Fler.", (d.Bar("2025", 1, "en"), d.Bar("2026", 2, "två")), "År för år", kind="line")
    html = chart_beside(figure, SafeString("<b>Incidenter</b>"), ("<", ">"))
    assert re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", html) == ["", "År för år", "2025", "en", "2026", "två"]
    assert re.findall('&lt; <svg.*?points="([^"]*)".*</svg> &gt;', html) == ["4,14 108,4"]
    assert ("<b>Incidenter</b>" in html, "<text" in html, "style=" in html) == (True, False, False)


def test_the_page_stands_alone() -> None:
    page = render(sample.document(), "html").decode()
    assert "\nbody { " in page.partition("<style>")[2].partition("</style>")[0]
    assert page.startswith('<!doctype html>\n<html lang="sv">\n<head>\n<meta charset="utf-8">\n')
    assert "<title>Ledningens genomgång 2026</title>" in page
    assert "<h1>Ledningens genomgång 2026</h1>" in page
    assert "<dt>Dnr</dt><dd>KS 2025/1234</dd>" in page
    assert [name for name in ("src=", "@import", "url(") if name in page] == []


def test_the_page_leads_nowhere_that_a_file_cannot_and_marks_no_change() -> None:
    page = render(sample.document(), "html").decode()
    assert '<span class="ak-figure" data-figure="total">34</span> incidenter.' in page
    assert '<a href="https://example.se/?a=1&amp;b=2">sidan</a>' in page


def test_a_secret_row_has_its_paragraph_after_its_first_cell() -> None:
    cells = ((d.Text("Reservkraft"),), (d.Text("Nej"),), (d.Text("2027"),))
    rows = (d.Row(cells), d.Row(cells, d.Secrecy("18 kap. 13 § OSL")))
    shown = fragment(d.Table(((d.Text("Vad"),), (d.Text("Finns"),), (d.Text("Från"),)), rows))
    body = shown.partition("<tbody>")[2]
    plain, secret, *_rest = [
        re.sub(r"<(/?)(\w+)[^>]*>", r"<\1\2>", line) for line in body.strip().split("\n")
    ]
    assert plain == "<tr><td>Reservkraft</td><td>Nej</td><td>2027</td></tr>"
    assert secret == (
        "<tr><td>Reservkraft <small>(Sekretess: 18 kap. 13 § OSL)</small></td><td>Nej</td><td>2027</td></tr>"
    )
