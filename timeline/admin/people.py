"""Who works at the desk. A chief puts people in the desk's groups and gives nobody more than these allow."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from timeline.rights import ROLES

from .access import AccessOfOthers

User = get_user_model()
for shown_otherwise in (User, TOTPDevice, StaticDevice):
    admin.site.unregister(shown_otherwise)


@admin.register(User)
class PeopleAdmin(AccessOfOthers, UserAdmin):
    """Whoever is no superuser sees neither the superuser's mark nor single rights, and changes no superuser."""

    list_display = ["username", "email", "first_name", "last_name", "in_groups", "is_active"]
    list_filter = ["is_active", "groups"]
    filter_horizontal = []
    chiefs_fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("At the desk"), {"fields": ("is_active", "is_staff", "groups")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (gettext_lazy("At the desk"), {"fields": ("is_staff", "groups")}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("Groups"))
    def in_groups(self, user):
        return ", ".join(group.name for group in user.groups.all()) or "–"

    def get_fieldsets(self, request, obj=None):
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return self.chiefs_fieldsets

    def get_readonly_fields(self, request, obj=None):
        mine = obj is not None and obj.pk == request.user.pk and not request.user.is_superuser
        return ("is_active", "is_staff", "groups") if mine else super().get_readonly_fields(request, obj)

    def get_changeform_initial_data(self, request):
        return {"is_staff": True} | super().get_changeform_initial_data(request)

    def formfield_for_manytomany(self, db_field, request=None, **options):
        if db_field.name == "groups" and not request.user.is_superuser:
            options["queryset"] = Group.objects.filter(name__in=ROLES)
        field = super().formfield_for_manytomany(db_field, request, **options)
        if db_field.name == "groups":
            field.help_text = _("A reporter writes and submits, an editor publishes, a chief also removes.")
        return field

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and below(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and below(request.user, obj)


def below(user, other):
    """Whether somebody's account is one that the user may touch."""
    return user.is_superuser or other is None or not other.is_superuser
