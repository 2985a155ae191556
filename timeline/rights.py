"""The three roles of a desk, and what each may do. Deeds ask for rights; a role is only a bundle of them."""

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q

OWN = (
    "event",
    "countermeasure",
    "position",
    "participation",
    "point",
    "link",
    "party",
    "response",
    "account",
    "answer",
)
NAMES = ("actor", "source", "report")
ROLES = {
    "Reporter": [f"{verb}_{model}" for verb in ("add", "change", "view") for model in (*OWN, *NAMES)]
    + ["add_note", "view_note"],
    "Editor": [f"{verb}_{model}" for verb in ("add", "change", "view", "delete") for model in (*OWN, *NAMES)]
    + ["publish", "view_crisis", "view_edition", "view_version", "add_note", "change_note", "view_note"],
    "Chief": [
        f"{verb}_{model}" for verb in ("add", "change", "view", "delete") for model in (*OWN, *NAMES, "crisis", "side")
    ]
    + ["publish", "remove", "view_edition", "view_version", "add_note", "change_note", "view_note", "view_sealed"]
    + ["add_user", "change_user", "view_user", "view_group"],
}


def set_roles() -> list[str]:
    """Make the three groups what they should be, whatever was changed by hand; gives their names."""
    for name, codes in ROLES.items():
        group, _made = Group.objects.get_or_create(name=name)
        apps = Q(content_type__app_label="timeline") | Q(content_type__app_label="auth")
        group.permissions.set(Permission.objects.filter(apps, codename__in=codes))
    return list(ROLES)


def roles_of(user: User) -> set[str]:
    """The roles somebody has, as small letters; a superuser has a chief's and more."""
    if user.is_superuser:
        return {"chief"}
    return {name.lower() for name in user.groups.values_list("name", flat=True)} & {name.lower() for name in ROLES}
