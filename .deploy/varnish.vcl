# Varnish 7 in front of the program: set PURGE_URL to its address and SHARED_CACHE_SECONDS to 60 or so.
vcl 4.1;

import std;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
    .probe = { .url = "/healthz"; .interval = 1s; .timeout = 2s; .window = 3; .threshold = 2; .initial = 2; }
}

# Who may say that something changed: the machines the program runs on.
acl desk {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ desk) {
            return (synth(403));
        }
        ban("obj.http.Cache-Tag ~ ^(" + regsuball(req.http.Cache-Tag, "[^a-zA-Z0-9_-]+", "|") + ")$");
        return (synth(200, "Purged"));
    }
    if (req.url ~ "^/admin/") {
        return (pass);
    }
    unset req.http.Cookie;
    # What has run out is shown only while the program fails or does not answer.
    if (std.healthy(req.backend_hint) && req.restarts == 0) {
        set req.grace = 0s;
    }
}

sub vcl_backend_response {
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
    if (beresp.http.Cache-Control !~ "s-maxage=[1-9]" && bereq.url !~ "^/static/") {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }
    # stale-if-error: a day.
    set beresp.grace = 24h;
}

sub vcl_deliver {
    if (resp.status >= 500 && req.restarts == 0 && req.method == "GET" && req.url !~ "^/admin/") {
        return (restart);
    }
    unset resp.http.Cache-Tag;
}

sub vcl_synth {
    if (resp.status == 503 && req.restarts == 0 && req.method == "GET" && req.url !~ "^/admin/") {
        return (restart);
    }
}
