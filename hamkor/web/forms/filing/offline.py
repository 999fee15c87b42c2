"""What can be written without a network: the story, the place, a way to reach the person."""

from hamkor.intake import limits
from hamkor.persons.texts import check_text
from hamkor.web.forms.filing.base import Page
from hamkor.web.forms.filing.happening import HappenedPage, WherePage
from hamkor.web.forms.filing.person import ContactPage


class OfflinePage(Page):
    """Three of the questions on one page; the rest are asked when there is a network."""

    happened = HappenedPage.base_fields["happened"]
    happened_where = WherePage.base_fields["happened_where"]
    contact = ContactPage.base_fields["contact"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            field.widget.attrs["data-hk-keep"] = ""

    def check_line(self, name: str, text: str) -> None:
        """Refuse a story of a few letters; none may come later."""
        at_least = limits.HAPPENED_AT_LEAST if name == "happened" and text.strip() else 0
        check_text(
            text,
            field=name,
            at_least=at_least,
            at_most=limits.AT_MOST[name],
            is_one_line=name not in limits.MANY_LINES,
        )
