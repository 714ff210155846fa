"""Document trees by the thousand, for property tests."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from akropolis.base.lib import document as d

words = st.text(max_size=12)
secrecies = st.none() | st.builds(d.Secrecy, words)
leaves = st.one_of(
    st.builds(d.Text, words),
    st.builds(d.LineBreak),
    st.builds(d.FootnoteRef, st.sampled_from(["a", "b"])),
    st.builds(d.Value, words, words, st.none() | words, st.none() | words, st.none() | words, secrecies),
)


def _inner(children: st.SearchStrategy[d.Inline]) -> st.SearchStrategy[d.Inline]:
    several = st.lists(children, max_size=3).map(tuple)
    return st.one_of(
        st.builds(d.Strong, several),
        st.builds(d.Emphasis, several),
        st.builds(d.Link, words, several),
        st.builds(d.Secret, several, st.builds(d.Secrecy, words)),
    )


inlines = st.lists(st.recursive(leaves, _inner, max_leaves=4), max_size=3).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> d.Table:
    columns = draw(st.integers(1, 3))
    cells = st.lists(inlines, min_size=columns, max_size=columns).map(tuple)
    rows = st.lists(st.builds(d.Row, cells, secrecies), max_size=3).map(tuple)
    side: st.SearchStrategy[d.Alignment] = st.sampled_from(["left", "center", "right"])
    sides: st.SearchStrategy[tuple[d.Alignment, ...]] = st.lists(
        side, min_size=columns, max_size=columns
    ).map(tuple)
    return d.Table(
        header=draw(cells),
        rows=draw(rows),
        caption=draw(words),
        alignments=draw(st.just(()) | sides),
        widths=draw(st.just(()) | st.lists(st.floats(0.1, 9), min_size=columns, max_size=columns).map(tuple)),
        header_column=draw(st.booleans()),
        note=draw(inlines),
        secrecy=draw(secrecies),
    )


bars = st.lists(st.builds(d.Bar, words, st.floats(0, 1000), words), min_size=1, max_size=3).map(tuple)
flat = st.one_of(
    st.builds(d.Heading, st.integers(1, 6), inlines, words, words, secrecies),
    st.builds(d.Paragraph, inlines, secrecies),
    st.builds(d.PageBreak),
    st.builds(
        d.Figure, words.filter(str.strip), bars, words, secrecies, kind=st.sampled_from(get_args(d.Drawn))
    ),
    tables(),
)


def _holders(children: st.SearchStrategy[d.Block]) -> st.SearchStrategy[d.Block]:
    several = st.lists(children, max_size=2).map(tuple)
    items = st.lists(several, max_size=2).map(tuple)
    return st.one_of(
        st.builds(d.BulletList, items, secrecies),
        st.builds(d.OrderedList, items, st.integers(0, 2030), secrecies),
        st.builds(d.Quote, several, secrecies),
    )


blocks = st.lists(st.recursive(flat, _holders, max_leaves=4), max_size=4).map(tuple)
documents = st.builds(
    d.Document,
    title=words,
    blocks=blocks,
    subtitle=words,
    meta=st.builds(d.DocumentMeta, words, words, words, words, words, words, words, words, words),
    contents=st.booleans(),
    footnotes=st.sampled_from([(), ("a",), ("a", "b")]).flatmap(
        lambda ids: st.tuples(*(st.builds(d.Footnote, st.just(key), inlines, secrecies) for key in ids))
    ),
    figures=st.lists(st.builds(d.FigureRow, words, words, words, secrecy=secrecies), max_size=2).map(tuple),
)
