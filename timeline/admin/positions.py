"""The position of an actor: its stance and who reports it."""

from django import forms
from django.contrib import admin
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy

from timeline.models import Account, Position

from .accounts import AccountRow, accounts_of, keep_accounts
from .columns import EntryColumns, WithoutAccount, number_of
from .entries import EntryAdmin
from .fields import CrisisChoice, DeskForm, NameField, kept_name
from .merging import MergePages
from .screens import EntryScreen


class PositionForm(DeskForm, CrisisChoice, forms.ModelForm):
    actor = NameField("actors", may_add=True, label=gettext_lazy("Actor"))

    class Meta:
        model = Position
        fields = ["crisis", "text", "order"]
        widgets = {"text": forms.Textarea({"rows": 3})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["order"].required = False
        self.initial["actor"] = self.instance.actor if self.instance.actor_id else None

    def clean_order(self):
        return self.cleaned_data["order"] or 0

    def save(self, commit=True):
        self.instance.actor = kept_name(self.cleaned_data["actor"])
        self.instance.save()
        return self.instance


class PositionScreen(EntryScreen):
    form = PositionForm

    def make_rows(self):
        self.add_rows("accounts", AccountRow, accounts_of(self.thing))

    def keep(self):
        keep_accounts(self.main.save(), self.rows["accounts"])


@admin.register(Position)
class PositionAdmin(EntryColumns, MergePages, EntryAdmin):
    screen = PositionScreen
    change_form_template = "admin/position_form.html"
    list_display = ["text", "actor", "accounts_shown", "mend_shown", "stands"]
    list_filter = ["crisis", "state", WithoutAccount]
    search_fields = ["text", "actor__name", "public_id"]

    def get_queryset(self, request):
        held = number_of(Account.objects.filter(position=OuterRef("pk")))
        return super().get_queryset(request).annotate(accounts_held=held)
