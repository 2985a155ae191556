"""The crisis: its title and standfirst, its zone, its sides."""

from django import forms
from django.contrib import admin
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy

from timeline.models import Crisis, Event, Side
from timeline.naming import free_slug, names_changed
from timeline.tellings import history, keep_telling, tell_again, telling

from .columns import counted, number_of
from .entries import ScreenAdmin
from .fields import DeskForm, NameField, kept_name
from .history import HistoryPages
from .pages import need
from .rows import Row, replace_parts
from .screens import Screen


class CrisisForm(DeskForm, forms.ModelForm):
    class Meta:
        model = Crisis
        fields = ["title", "slug", "standfirst", "state", "time_zone", "day_first", "sources_note"]
        widgets = {"standfirst": forms.Textarea({"rows": 3}), "sources_note": forms.Textarea({"rows": 2})}
        help_texts = {
            "slug": gettext_lazy("Left empty, it is made from the title. Readers’ links depend on it."),
            "state": gettext_lazy("A draft shows nothing to readers, whatever of it is published."),
            "time_zone": gettext_lazy("Such as Asia/Tokyo. Times at the desk are shown in it."),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["slug"].required = False

    def clean_slug(self):
        others = Crisis.objects.exclude(pk=self.instance.pk)
        title = self.cleaned_data.get("title") or self.data.get("title", "")
        return self.cleaned_data["slug"] or free_slug(others, title, fallback=self.instance.public_id)


class SideRow(Row, forms.Form):
    actor = NameField("actors", may_add=True, label=gettext_lazy("Actor"))

    name = gettext_lazy("Side")
    key = ("actor",)

    def __init__(self, *args, instance=None, **options):
        super().__init__(*args, **options)
        self.initial["actor"] = instance and instance.actor

    def part(self, crisis):
        return Side(crisis=crisis, actor=kept_name(self.cleaned_data["actor"]))


class CrisisScreen(Screen):
    form = CrisisForm

    def crisis_meant(self):
        return None

    def make_rows(self):
        self.add_rows("sides", SideRow, self.stored("side_set", "actor"), blank=2)

    def keep(self):
        if self.thing.pk:
            keep_telling(Crisis.objects.get(pk=self.thing.pk), by=None)
        crisis = self.main.save()
        replace_parts(crisis.side_set, [row.part(crisis) for row in self.rows["sides"].live])
        keep_telling(crisis, by=self.user)
        names_changed()


@admin.register(Crisis)
class CrisisAdmin(HistoryPages, ScreenAdmin):
    screen = CrisisScreen
    change_form_template = "admin/crisis_form.html"
    list_display = ["title", "state", "events_held", "time_zone"]
    search_fields = ["title", "slug"]
    kept, whole, take_up = staticmethod(history), staticmethod(telling), staticmethod(tell_again)

    def crisis_of(self, thing):
        return thing

    def may_restore(self, request, thing):
        return self.has_change_permission(request, thing)

    def refuse_writing(self, request, thing):
        need(request, "change_crisis")

    def get_deleted_objects(self, objs, request):
        """A crisis of which nothing but its own words is kept can be deleted, and they go with it."""
        told, counts, wanting, protected = super().get_deleted_objects(objs, request)
        own = {str(version) for obj in objs for version in history(obj)}
        return told, counts, wanting, [one for one in protected if str(one).partition(": ")[2] not in own]

    def delete_model(self, request, obj):
        history(obj).delete()
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)

    def get_queryset(self, request):
        return (
            super().get_queryset(request).annotate(events_held=number_of(Event.objects.filter(crisis=OuterRef("pk"))))
        )

    @admin.display(description=gettext_lazy("Events"), ordering="events_held")
    def events_held(self, crisis):
        return counted(crisis.events_held)
