"""A form as a browser would post it: what the page holds, then what is typed over it."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """The fields of the form with id `entry` (or the one main form) on a page."""

    def __init__(self, text):
        super().__init__()
        self.data, self.name, self.select = {}, None, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        name = attrs.get("name")
        if tag == "input" and name and attrs.get("type") not in ("submit", "checkbox"):
            self.data[name] = attrs.get("value") or ""
        elif tag == "input" and name and attrs.get("type") == "checkbox" and "checked" in attrs:
            self.data[name] = attrs.get("value") or "on"
        elif tag == "textarea":
            self.name, self.data[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in attrs or self.select not in self.data):
            self.data[self.select] = attrs.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.data[self.name] = self.data[self.name].removeprefix("\n")
            self.name = None
        elif tag == "select":
            self.select = None

    def handle_data(self, text):
        if self.name:
            self.data[self.name] += text


def form_on(response):
    """What the form on a page would post if nothing were typed."""
    data = Form(response.text).data
    data.pop("csrfmiddlewaretoken", None)
    return data
