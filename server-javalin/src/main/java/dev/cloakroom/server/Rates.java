package dev.cloakroom.server;

import dev.cloakroom.server.access.ClientAddresses;
import dev.cloakroom.server.access.RateSettings;
import dev.cloakroom.session.Limiter;
import java.util.List;

/** How often may be asked, from what was set. */
final class Rates {

    private static final long PROBES = 60;
    private static final long REQUESTS_OF_AN_ADDRESS = 6_000;

    private Rates() {}

    static RateSettings of(Given given) {
        long user = number(given, Flag.RATE_LIMIT);
        return new RateSettings(user, refusals(given, user), address(given), addresses(given));
    }

    /** In dev whoever was slowed down just takes another name; and who wants no limits for a test wants none. */
    private static long refusals(Given given, long user) {
        if (isAuto(given, Flag.PROBE_LIMIT)) {
            return IdentitySettings.isDev(given) || user == 0 ? 0 : PROBES;
        }
        return number(given, Flag.PROBE_LIMIT);
    }

    /** Behind a backend of one's own all users come from its few addresses. */
    private static long address(Given given) {
        if (isAuto(given, Flag.ADDRESS_RATE_LIMIT)) {
            return given.text(Flag.AUTH).equals("jwt") ? REQUESTS_OF_AN_ADDRESS : 0;
        }
        return number(given, Flag.ADDRESS_RATE_LIMIT);
    }

    private static boolean isAuto(Given given, Flag flag) {
        return given.text(flag).equals(flag.standard());
    }

    private static long number(Given given, Flag flag) {
        return given.number(flag, 0, Limiter.MOST_PER_MINUTE);
    }

    private static ClientAddresses addresses(Given given) {
        String text = given.text(Flag.TRUSTED_PROXY);
        try {
            return ClientAddresses.behind(text.isEmpty() ? List.of() : List.of(text.split(",", -1)));
        } catch (IllegalArgumentException e) {
            BadSetting wrong =
                    given.wrong(Flag.TRUSTED_PROXY, "has to be addresses or networks such as 10.0.0.0/8,fd00::/8");
            wrong.addSuppressed(e);
            throw wrong;
        }
    }
}
