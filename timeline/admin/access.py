"""One's own way into the desk, and that of others: the second factor, and the end of all sessions."""

import io
from base64 import b64encode
from urllib.parse import quote, urlencode

import django_otp
import qrcode
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathImage

from timeline import entering

from .login import address_of, too_often_words
from .pages import site_page

SALT, AN_HOUR = "second factor", 3600


class PasswordForm(forms.Form):
    """A deed on one's own access asks for the password again: an open desk is not its owner."""

    use_required_attribute = False

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, data, request):
        super().__init__(data)
        self.request = request

    def clean_password(self):
        name, password = self.request.user.get_username(), self.cleaned_data["password"]
        try:
            entering.knock(name, address_of(self.request))
        except entering.TooOften:
            raise ValidationError(too_often_words()) from None
        if not self.request.user.check_password(password):
            raise ValidationError(_("That is not your password."))
        entering.forgive(name, address_of(self.request))
        return password


class SetUpForm(PasswordForm):
    """The key travels signed, and only becomes a second factor when a code made of it comes back."""

    ticket = forms.CharField(widget=forms.HiddenInput, max_length=500)
    code = forms.CharField(
        label=gettext_lazy("Code the app shows"),
        max_length=32,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_ticket(self):
        try:
            user, key = signing.loads(self.cleaned_data["ticket"], salt=SALT, max_age=AN_HOUR)
        except signing.BadSignature:
            user, key = None, ""
        if user != self.request.user.pk:
            raise ValidationError("Not a ticket of this user.")
        return key

    def clean(self):
        said = self.cleaned_data
        if not self.errors:
            self.device = entering.set_up(self.request.user, said["ticket"], said["code"])
            if self.device is None:
                self.add_error("code", _("That is not the code the app shows now. Type the next one."))
        return said


def own_access(request, site):
    """One page for all: what is on, and a form for each deed."""
    deed = next((name for name in DEEDS if name in request.POST), None) if request.method == "POST" else None
    return DEEDS[deed](request, site) if deed else draw(request, site)


def draw(request, site, asked=None, **context):
    """The page; `asked` is the form that was not taken."""
    user = request.user
    context |= {
        "has_second_factor": entering.has_second_factor(user),
        "codes_left": entering.codes_left(user),
        "demanded": entering.demanded(user),
        "must_set_up": entering.must_set_up(user),
    }
    context["form"] = asked or PasswordForm(None, request)
    if not context["has_second_factor"]:
        context |= key_to_show(request, asked)
    return site_page(request, site, "access.html", _("Your access"), **context)


def key_to_show(request, asked):
    """A new key as picture, address and text; the same again where its code was not taken."""
    form = asked if isinstance(asked, SetUpForm) else SetUpForm(None, request)
    key = form.cleaned_data["ticket"] if form.is_bound else entering.new_key()
    form.initial["ticket"] = signing.dumps([request.user.pk, key], salt=SALT)
    address, spelled = app_address(request.user, key), entering.spelled(key)
    groups = [spelled[start : start + 4] for start in range(0, len(spelled), 4)]
    return {"set_up": form, "picture": picture(address), "address": address, "key": " ".join(groups)}


def app_address(user, key):
    """What an app on the same device opens, and what the picture says."""
    label = quote(f"{settings.SITE_NAME}:{user.get_username()}")
    return f"otpauth://totp/{label}?{urlencode({'secret': entering.spelled(key), 'issuer': settings.SITE_NAME})}"


def picture(text):
    drawn = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, box_size=10).save(drawn)
    return f"data:image/svg+xml;base64,{b64encode(drawn.getvalue()).decode()}"


def set_up(request, site):
    if entering.has_second_factor(request.user):
        messages.error(request, _("You have a second factor already."))
        return HttpResponseRedirect(reverse("admin:access"))
    form = SetUpForm(request.POST, request)
    if "ticket" in form.errors:
        messages.error(request, _("This page was open for too long. Begin again."))
        return HttpResponseRedirect(reverse("admin:access"))
    if not form.is_valid():
        return draw(request, site, form)
    django_otp.login(request, form.device)
    entering.end_sessions(request.user, but=request.session.session_key)
    return show_codes(request, site)


def renew_codes(request, site):
    form = PasswordForm(request.POST, request)
    return show_codes(request, site) if form.is_valid() else draw(request, site, form)


def show_codes(request, site):
    """The only time that anybody sees them."""
    codes = entering.new_recovery_codes(request.user)
    return site_page(request, site, "recovery_codes.html", _("Your recovery codes"), codes=codes)


def turn_off(request, site):
    form = PasswordForm(request.POST, request)
    if not form.is_valid():
        return draw(request, site, form)
    entering.take_away(request.user)
    messages.success(request, _("The second factor is off: your password alone lets in."))
    return HttpResponseRedirect(reverse("admin:access"))


def leave_everywhere(request, site):
    entering.end_sessions(request.user)
    logout(request)
    return HttpResponseRedirect(f"{reverse('admin:login')}?{urlencode({REDIRECT_FIELD_NAME: reverse('admin:index')})}")


DEEDS = {"_set_up": set_up, "_codes": renew_codes, "_off": turn_off, "_leave": leave_everywhere}


class AccessOfOthers:
    """Mixed into the desk of people: what a chief does when somebody lost a phone, or left."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.access_view)
        return [path("<int:pk>/access/", view, name="auth_user_access"), *super().get_urls()]

    def access_view(self, request, pk):
        person = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if request.method == "POST":
            return self.shut_out(request, person)
        back = reverse("admin:auth_user_change", args=[pk])
        context = {"original": person, "opts": self.opts, "back": back, "subtitle": person.get_username()}
        context["has_second_factor"] = entering.has_second_factor(person)
        return site_page(request, self.admin_site, "person_access.html", _("Access"), **context)

    def shut_out(self, request, person):
        """End the person's sessions; with `_off`, take the second factor away first."""
        if "_off" in request.POST:
            entering.take_away(person)
            self.log_change(request, person, [{"changed": {"fields": ["second factor"]}}])
        entering.end_sessions(person)
        messages.success(request, _("%(name)s is logged out everywhere.") % {"name": person.get_username()})
        return HttpResponseRedirect(reverse("admin:auth_user_access", args=[person.pk]))
