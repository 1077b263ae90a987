package dev.cloakroom.server;

import dev.cloakroom.server.chat.Slots;
import dev.cloakroom.server.http.Engine;
import dev.cloakroom.server.routes.Instance;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import java.time.Duration;
import java.util.Locale;

/** What whoever starts the server reads first. */
final class Banner {

    private Banner() {}

    static String of(Settings settings, int port) {
        boolean tls = settings.exposure().front().tls().isPresent();
        String url = (tls ? "https://" : "http://") + authority(settings.host()) + ":" + port;
        Limits limits = settings.limits();
        return String.format(
                Locale.ROOT,
                """
                Cloakroom %s is ready on %s

                  store      %s
                  auth       %s
                  responder  %s
                  limits     %d turns at once (%d a user), %d sessions a user, %d messages a session,
                             %d bytes a message; a session ends %s after its last use
                  threads    %s%s
                Try it, and then again with another user_id:

                  curl -X POST %s/api/v1/chat/send -H 'Content-Type: application/json' \\
                    -d '{"message":"Hello","user_id":"test-user-1","session_id":"test-session-1"}'

                --help shows every flag. Ctrl-C stops.
                """,
                Instance.ofJar(),
                url,
                store(settings),
                settings.identity().about(),
                settings.responder().name(),
                settings.chat().maxConcurrency(),
                Slots.share(settings.chat().maxConcurrency()),
                limits.of(Limit.SESSIONS),
                limits.of(Limit.MESSAGES),
                limits.of(Limit.CONTENT_BYTES),
                words(limits.idleTimeout()),
                Engine.virtualThreads() ? "virtual" : "pool (a JDK 21 or newer has virtual threads)",
                adminKey(settings),
                url);
    }

    private static String store(Settings settings) {
        String scheme = settings.store().getScheme();
        return scheme.equals("memory") ? "memory: sessions live in this process, a restart empties it" : scheme + ":";
    }

    /** Only where it is fresh: a key out of a file is known to who may know it. */
    private static String adminKey(Settings settings) {
        return settings.administrators()
                .fresh()
                .map(key -> "\n  admin key  " + key)
                .orElse("");
    }

    /** A wildcard address is no address to paste; loopback reaches it. */
    private static String authority(String host) {
        if (host.equals("0.0.0.0") || host.equals("::")) {
            return "127.0.0.1";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static String words(Duration duration) {
        return duration.toHours() > 0 ? duration.toHours() + " h" : duration.toSeconds() + " s";
    }
}
