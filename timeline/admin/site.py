from django.contrib.admin import AdminSite


class Desk(AdminSite):
    """The desk's site."""
