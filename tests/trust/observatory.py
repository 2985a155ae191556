"""How Mozilla's HTTP Observatory scores an answer given over https, in the rules of its present version.

Left out is what no single answer shows: redirection (asked apart) and the preload list, which could only add points.
"""

import re

BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
UNSAFE = BROAD | {"'unsafe-inline'", "data:"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
HALF_A_YEAR = 15_768_000
ENOUGH_FOR_EXTRA = 90
GRADES = ((100, "A+"), (90, "A"), (85, "A-"), (80, "B+"), (70, "B"), (65, "B-"), (60, "C+"), (50, "C"))


def grade(response):
    reached = score(response)
    return next((name for least, name in GRADES if reached >= least), "below C")


def score(response):
    """From 100, less what is wrong; what is better than needed counts only for whoever has at least 90."""
    points = [test(response) for test in TESTS]
    reached = 100 + sum(point for point in points if point < 0)
    return reached + sum(point for point in points if point > 0) if reached >= ENOUGH_FOR_EXTRA else max(reached, 0)


def directives(response):
    header = response.headers.get("Content-Security-Policy", "")
    parts = [part.split() for part in header.split(";") if part.strip()]
    return {name.lower(): set(values) for name, *values in parts}


def policy(response):
    csp = directives(response)
    if not csp:
        return -25
    scripts, styles, objects = (
        csp.get(name, csp.get("default-src", {"*"})) for name in ("script-src", "style-src", "object-src")
    )
    passive = csp.get("img-src", set()) | csp.get("media-src", set())
    if scripts & UNSAFE or objects & BROAD:
        return -20
    if any(one.startswith(("http:", "ftp:")) for one in set().union(*csp.values()) - passive):
        return -20
    if "'unsafe-eval'" in scripts | styles:
        return -10
    if any(one.startswith(("http:", "ftp:")) for one in passive):
        return -10
    return 0 if styles & UNSAFE else 10 if csp.get("default-src") == {"'none'"} else 5


def cookies(response):
    found = list(response.cookies.values())
    if not found:
        return 0
    if not all(cookie["secure"] for cookie in found):
        return -40
    if not all(cookie["httponly"] for cookie in found):
        return -30
    if not all(cookie["samesite"] in ("Lax", "Strict") for cookie in found):
        return -20
    return 5


def sharing(response):
    if response.headers.get("Access-Control-Allow-Credentials", "").lower() == "true":
        return -50
    return 0


def referrer(response):
    last = response.headers.get("Referrer-Policy", "").split(",")[-1].strip()
    return 5 if last in PRIVATE else -5 if last else 0


def transport(response):
    found = re.search(r"max-age=(\d+)", response.headers.get("Strict-Transport-Security", ""))
    return -20 if not found else -10 if int(found[1]) < HALF_A_YEAR else 0


def scripts(response):
    if not response.headers.get("Content-Type", "").startswith("text/html") or response.streaming:
        return 0
    for source in re.findall(r'<script[^>]*\ssrc="([^"]*)"', response.content.decode()):
        if not re.match(r"/(?!/)", source):
            return -50
    return 0


def sniffing(response):
    return 0 if response.headers.get("X-Content-Type-Options") == "nosniff" else -5


def framing(response):
    if "frame-ancestors" in directives(response):
        return 5
    return 0 if response.headers.get("X-Frame-Options", "").upper() in ("DENY", "SAMEORIGIN") else -20


def resource(response):
    found = response.headers.get("Cross-Origin-Resource-Policy")
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0, None: 0}.get(found, -5)


TESTS = (policy, cookies, sharing, referrer, transport, scripts, sniffing, framing, resource)
