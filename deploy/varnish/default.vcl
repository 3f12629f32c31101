vcl 4.1;

# Varnish before Formulary: keeps answers of the API as long as their headers say, drops them by surrogate key, and passes
# everything else on. Needs varnish-modules (xkey, var), which the official image has.
#
#   varnishd -f default.vcl -a http=:80 -a purge=:6091 -s malloc,256m
#
# Purges come in at the listener named "purge", and from nowhere else. Don't publish its port.

import std;
import var;
import xkey;

backend default {
    .host = "web";
    .port = "8000";
    .connect_timeout = 2s;
    .first_byte_timeout = 60s;
    .probe = {
        .url = "/healthz";
        .interval = 2s;
        .timeout = 2s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

# Who may purge: the machines beside this one.
acl purgers {
    "localhost";
    "10.0.0.0"/8;
    "172.16.0.0"/12;
    "192.168.0.0"/16;
    "fc00::"/7;
}

sub vcl_recv {
    if (local.socket == "purge" || req.method == "PURGE") {
        if (local.socket != "purge" || req.method != "PURGE" || client.ip !~ purgers) {
            return (synth(403, "Forbidden"));
        }
        if (!req.http.xkey) {
            return (synth(400, "Which keys?"));
        }
        # First the moment, see vcl_backend_response, then the purge: hard, because hidden content must not be shown even
        # for the second in which the new answer is fetched.
        var.global_set("purged", "" + std.time2real(now, 0.0));
        set req.http.X-Purged = xkey.purge(req.http.xkey);
        return (synth(200, "Purged"));
    }

    unset req.http.X-Cache;
    if (req.url !~ "^/api/" || (req.method != "GET" && req.method != "HEAD")) {
        return (pass);
    }
    # The API knows no cookies, and no dates of versions: a page may be published twice in a second.
    unset req.http.Cookie;
    unset req.http.If-Modified-Since;
    if (req.url ~ "^/api/v[0-9]+/preview/" || req.url ~ "[?&](as_of|token)=" || req.http.Authorization
        || req.http.If-Match || req.http.If-Unmodified-Since) {
        return (pass);
    }
    # Stale while revalidating: not longer than API_STALE_WHILE_REVALIDATE_SECONDS, nor than the answer allows. While the
    # web processes are down, as long as stale-if-error allows.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 60s;
    }
}

sub vcl_hash {
    # Without HTTPS, some are sent to it: not an answer for those who are there.
    hash_data(req.http.X-Forwarded-Proto);
}

sub vcl_hit {
    if (obj.ttl > 0s) {
        set req.http.X-Cache = "HIT";
    } else {
        set req.http.X-Cache = "STALE";
    }
}

sub vcl_miss {
    set req.http.X-Cache = "MISS";
}

sub vcl_pass {
    set req.http.X-Cache = "PASS";
}

sub vcl_backend_fetch {
    var.set_string("began", "" + std.time2real(now, 0.0));
}

sub vcl_backend_response {
    if (bereq.url !~ "^/api/") {
        return (deliver);
    }
    # A fault is no answer: what there is, is served on.
    if (bereq.is_bgfetch && beresp.status >= 500) {
        return (abandon);
    }
    # What has no key could not be purged.
    if (beresp.http.Cache-Control !~ "s-maxage=" || !beresp.http.Surrogate-Key) {
        set beresp.ttl = 5s;
        set beresp.grace = 0s;
        set beresp.uncacheable = true;
        return (deliver);
    }
    if (beresp.http.Cache-Control ~ "stale-if-error=[0-9]+") {
        set beresp.grace = std.duration(
            regsub(beresp.http.Cache-Control, "^.*stale-if-error=([0-9]+).*$", "\1") + "s", 0s);
    }
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    # What was asked for before the last purge may be the answer of before it. Whoever gets it asked before, too; nobody
    # else may. The next request is a new fetch.
    if (std.real(var.get_string("began"), 0.0) <= std.real(var.global_get("purged"), -1.0)) {
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
        set beresp.uncacheable = true;
        return (deliver);
    }
}

sub vcl_deliver {
    set resp.http.X-Cache = req.http.X-Cache;
    # Nothing that a reader needs. A CDN before this Varnish does: take these lines out then.
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.Cache-Tag;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}

sub vcl_synth {
    if (req.method == "PURGE" && resp.status == 200) {
        set resp.http.X-Purged = req.http.X-Purged;
        synthetic(req.http.X-Purged + " dropped");
        return (deliver);
    }
}

sub vcl_backend_error {
    if (bereq.url ~ "^/api/") {
        set beresp.http.Content-Type = "application/problem+json";
        set beresp.http.Cache-Control = "no-store";
        set beresp.http.Retry-After = "5";
        set beresp.body = {"{"type": "about:blank", "title": "Service Unavailable", "status": 503,
 "detail": "The content can't be reached at the moment. Ask again in a few seconds.",
 "message": "The content can't be reached at the moment." }"};
        return (deliver);
    }
}
