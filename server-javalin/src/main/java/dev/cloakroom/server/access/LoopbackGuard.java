package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Headers;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers this machine's own browser pages and nobody else's: a page of a foreign site that reaches the port through
 * DNS rebinding shows a foreign {@code Host}, one that posts across origins a foreign {@code Origin}. Thread-safe.
 */
final class LoopbackGuard {

    private static final Logger SECURITY = LoggerFactory.getLogger("cloakroom.security");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9a-f:.]+]|[^:\\[\\]]+)(?::[0-9]{1,5})?");
    private static final String OCTET = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|\\[::1]|127\\." + OCTET + "\\." + OCTET + "\\." + OCTET);
    private static final Pattern ORIGIN = Pattern.compile("https?://(.+)");

    private LoopbackGuard() {}

    /**
     * Refuses the request unless host and origin, where there is one, are loopback.
     *
     * @param anyHost whether the server was told to listen beyond loopback; an origin still has to be loopback, or the
     *     host itself
     */
    static void check(Headers headers, boolean anyHost) {
        List<String> hosts = headers.all("Host");
        List<String> origins = headers.all("Origin");
        if (hosts.size() != 1 || !(anyHost || isLoopback(hosts.get(0))) || origins.size() > 1) {
            throw foreign();
        }
        for (String origin : origins) {
            Matcher matcher = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
            boolean own = anyHost
                    && matcher.matches()
                    && matcher.group(1).equals(hosts.get(0).toLowerCase(Locale.ROOT));
            if (!own && (!matcher.matches() || !isLoopback(matcher.group(1)))) {
                throw foreign();
            }
        }
    }

    private static boolean isLoopback(String authority) {
        Matcher matcher = AUTHORITY.matcher(authority.toLowerCase(Locale.ROOT));
        return matcher.matches() && LOOPBACK.matcher(matcher.group(1)).matches();
    }

    private static ProblemException foreign() {
        SECURITY.warn("Foreign origin refused");
        return Problem.of(ProblemCode.FORBIDDEN_ORIGIN).toException();
    }
}
