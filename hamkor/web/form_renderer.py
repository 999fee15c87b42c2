"""How every form of Hamkor looks: label, hint, error, control, in that order, tied for readers.

``FORM_RENDERER = "hamkor.web.form_renderer.Renderer"`` makes ``{{ form }}`` and
``{{ form.field.as_field_group }}`` use the templates in ``templates/hamkor/forms/``.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _

# Django's own widget template → ours. Other widgets are drawn by Django's.
TEMPLATES = {
    "django/forms/widgets/radio.html": "hamkor/forms/widgets/radios.html",
    "django/forms/widgets/checkbox_select.html": "hamkor/forms/widgets/checkboxes.html",
    "django/forms/widgets/clearable_file_input.html": "hamkor/forms/widgets/file.html",
}
CONTROLS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "govuk-textarea"),
    # Several boxes are a kind of radio button for Django: the narrower class comes first.
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "hk-file-input"),
    (forms.widgets.Input, "govuk-input"),
)
MAY_BE_RED = ("govuk-textarea", "govuk-select", "govuk-input")


class HamkorBoundField(BoundField):
    """A field that knows its parts' ids, its class and the limits to state beside it."""

    @property
    def is_group(self) -> bool:
        """Whether several controls answer one question, so that a fieldset must hold them."""
        widget = self.field.widget
        groups = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)
        return isinstance(widget, groups)

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def part_ids(self) -> dict[str, str]:
        """Ids of the hint, limit and error that are shown, in the order they are read."""
        shown = {
            "hint": bool(self.field.help_text),
            "limit": bool(self.limit_text),
            "error": bool(self.errors),
        }
        return {part: f"{self.auto_id}-{part}" for part, is_shown in shown.items() if is_shown}

    @property
    def described_by(self) -> str:
        return " ".join(self.part_ids.values()) if self.auto_id else ""

    @property
    def first_control_id(self) -> str:
        """Where the link of the error summary leads."""
        return f"{self.auto_id}_0" if self.is_group else str(self.auto_id)

    @property
    def limit_text(self) -> str:
        """The limit a person should know before typing or choosing; empty when there is none.

        A form's author may say it with `limit_text` on the field; else `max_length` of a text
        area and `max_bytes` of a file field say it.
        """
        field = self.field
        if given := getattr(field, "limit_text", ""):
            return str(given)
        if isinstance(field.widget, forms.Textarea) and (limit := getattr(field, "max_length", 0)):
            return _("At most %(limit)s characters.") % {"limit": number_format(limit)}
        if isinstance(field.widget, forms.FileInput) and (size := getattr(field, "max_bytes", 0)):
            return _("Each file at most %(size)s.") % {"size": filesizeformat(size)}
        return ""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Give the control its class and tie it to its hint, limit and error."""
        control = widget or self.field.widget
        built = super().build_widget_attrs(attrs, control)
        if control.is_hidden:
            return built
        own = f"{control.attrs.get('class', '')} {built.get('class', '')}".strip()
        ours = control_class(control, has_errors=bool(self.errors))
        if name := f"{ours} {own}".strip():
            built["class"] = name
        if self.is_group:
            built.pop("aria-describedby", None)
        elif self.described_by:
            built["aria-describedby"] = self.described_by
        if isinstance(control, forms.Textarea):
            # The browser would cut a pasted text in silence; the node says that it is too long.
            built["maxlength"] = False
        return built


def control_class(widget: forms.Widget, *, has_errors: bool) -> str:
    """Return the CSS classes of `widget`."""
    for kind, name in CONTROLS:
        if isinstance(widget, kind):
            first = name.split()[0]
            return f"{name} {first}--error" if has_errors and first in MAY_BE_RED else name
    return ""


class Renderer(TemplatesSetting):
    """Django's renderer with Hamkor's templates in place of the plain ones."""

    form_template_name = "hamkor/forms/form.html"
    formset_template_name = "hamkor/forms/formset.html"
    field_template_name = "hamkor/forms/field.html"
    bound_field_class = HamkorBoundField

    def get_template(self, template_name: str) -> Any:
        return super().get_template(TEMPLATES.get(template_name, template_name))
