"""Forms: labels, help, errors linked to fields, and a list of errors with the focus."""

from django import forms

from tests.html import normalise_html


class JoinForm(forms.Form):
    """A form with each kind of field."""

    email = forms.EmailField(label="E-mail", help_text="We send one letter.")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    way = forms.ChoiceField(label="Way", choices=[("m", "Mail"), ("s", "Site")], widget=forms.RadioSelect)
    about = forms.CharField(label="About you", required=False)
    terms = forms.BooleanField(label="I agree")

    def clean(self) -> None:
        """Refuse the whole form, to show non-field errors."""
        raise forms.ValidationError("This cannot be <now>.")


def test_an_untouched_form_has_no_list_of_errors() -> None:
    html = JoinForm().as_div()
    assert "summary-errors" not in html
    assert "aria-invalid" not in html
    assert html.count(">required</span>") == 4
    assert 'id="id_email_helptext">We send one letter.' in html
    assert 'aria-describedby="id_email_helptext"' in html


def test_an_invalid_form_lists_its_errors_first_with_the_focus() -> None:
    html = JoinForm({"email": "x"}).as_div()
    assert html.index('role="alert" tabindex="-1" autofocus') < html.index("<label")
    assert "This cannot be &lt;now&gt;." in html
    for target in ("id_email", "id_password", "id_way", "id_terms"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html


def test_an_error_is_linked_to_its_field() -> None:
    html = JoinForm({"email": "x"}).as_div()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert '<ul class="errorlist" id="id_email_error"' in html


def test_a_password_can_be_shown_and_is_never_sent_back() -> None:
    html = normalise_html(JoinForm({"password": "secret words"}).as_div())
    assert '<show-password class="secret" show="Show" hide="Hide"><input type="password"' in html
    assert "secret words" not in html


def test_a_group_of_choices_is_a_fieldset_with_its_legend() -> None:
    html = JoinForm().as_div()
    assert html.count("<fieldset") == 1
    assert "<legend>Way" in html


class TopicsForm(forms.Form):
    """A form with a group of checkboxes."""

    topics = forms.MultipleChoiceField(
        label="Topics",
        help_text="Up to three.",
        choices=[("a", "Birds"), ("b", "Bogs")],
        widget=forms.CheckboxSelectMultiple,
    )


def test_a_group_of_checkboxes_shows_its_help_and_errors() -> None:
    html = TopicsForm({}).as_div()
    assert "<legend>" in html
    assert '<div class="help" id="id_topics_helptext">Up to three.</div>' in html
    assert '<ul class="errorlist" id="id_topics_error">' in html
    assert 'aria-describedby="id_topics_helptext id_topics_error"' in html
