"""The fields of a form as a browser would post them."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """`data`: what the form `entry` of a page would post if nothing were typed."""

    def __init__(self, text):
        super().__init__()
        self.data, self.inside, self.area, self.select = {}, False, None, None
        self.feed(text)
        self.data.pop("csrfmiddlewaretoken", None)

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        if tag == "form":
            self.inside = attrs.get("id") == "entry"
        elif self.inside and hasattr(self, f"begin_{tag}"):
            getattr(self, f"begin_{tag}")(attrs)

    def begin_input(self, attrs):
        kind = attrs.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" not in attrs:
            return
        if kind != "submit" and "name" in attrs:
            self.data[attrs["name"]] = attrs.get("value") or ("on" if kind == "checkbox" else "")

    def begin_textarea(self, attrs):
        self.area = attrs["name"]
        self.data[self.area] = ""

    def begin_select(self, attrs):
        self.select = attrs["name"]

    def begin_option(self, attrs):
        if self.select and ("selected" in attrs or self.select not in self.data):
            self.data[self.select] = attrs.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.data[self.area] = self.data[self.area].removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, text):
        if self.area:
            self.data[self.area] += text
