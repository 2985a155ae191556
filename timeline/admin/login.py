"""The way into the desk: name, password, and the code of a second factor."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import entering

TOO_OFTEN = 429


class LogInForm(AdminAuthenticationForm):
    """`too_often` says that nothing was compared at all. What is wrong is never told apart, nor is who exists."""

    use_required_attribute = False
    too_often = False
    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": gettext_lazy(
            "The name, the password or the code is wrong. Capital and small letters count. Whoever has set up a second "
            "factor types its code too."
        )
    }

    code = forms.CharField(
        label=gettext_lazy("Code"),
        required=False,
        max_length=32,
        help_text=gettext_lazy("Only if you have set up a second factor: from your app, or a recovery code."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean(self):
        said = self.cleaned_data
        if said.get("username") and said.get("password"):
            self.user_cache = self.let_in(said["username"], said["password"], said.get("code", ""))
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return said

    def let_in(self, name, password, code):
        try:
            return entering.let_in(self.request, address_of(self.request), name, password, code)
        except entering.TooOften:
            self.too_often = True
            raise ValidationError(too_often_words(), code="too_often") from None


def too_often_words():
    minutes = entering.WAIT.seconds // 60
    return _("Too many wrong tries from here. Wait %(minutes)d minutes, then try again.") % {"minutes": minutes}


def address_of(request):
    """Whoever stands in front of our own proxies: each of them adds, at the end, the address that it heard from."""
    heard = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < settings.PROXIES <= len(heard):
        return heard[-settings.PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def begin_session(request):
    """From log-in on, whatever is done in it, a session lasts so long and no longer."""
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))


def told(form, response):
    """The answer to a form that was not let in, with the status that says why."""
    if form.too_often:
        response.status_code = TOO_OFTEN
        response.headers["Retry-After"] = str(entering.WAIT.seconds)
    return response
