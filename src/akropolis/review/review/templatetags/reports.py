"""Template tags for pages that all kinds of yearly report have: sentences in the kind's words, and its addresses."""

from collections.abc import Callable

from django import template
from django.template import Context
from django.template.base import Node, Parser, Token
from django.templatetags.i18n import do_block_translate, do_translate
from django.utils.safestring import SafeString

from akropolis.review.review.models import Review
from akropolis.review.review.words import worded

register = template.Library()


class WordedNode(Node):
    """Renders a translation, in the words of the kind of report that the page is about."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def render(self, context: Context) -> SafeString:
        """Return the translation; one that is put into a variable is worded there."""
        text = self.node.render(context)
        if name := getattr(self.node, "asvar", None):
            context[name] = worded(context[name])
        return SafeString(worded(text))


def _worded(parse: Callable[[Parser, Token], Node]) -> Callable[[Parser, Token], Node]:
    return lambda parser, token: WordedNode(parse(parser, token))


register.tag("translate", _worded(do_translate))
register.tag("blocktranslate", _worded(do_block_translate))


@register.simple_tag
def review_url(name: str, review: Review, *more: object) -> str:
    """Return the URL of one of the report's pages, under the address of its kind."""
    return review.url(name, *more)
