package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Problem;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many requests may come from one address in a minute, whoever they are of: counted before anyone is asked who they
 * are, so that guessing at credentials is bounded, too. Counted by this instance. Each refusal is one event (R12).
 * Thread-safe.
 */
final class AddressLimit {

    private static final Logger SECURITY = LoggerFactory.getLogger("cloakroom.security");

    private final long perMinute;
    private final Buckets<InetAddress> requests;

    AddressLimit(long perMinute, TimeMeter clock) {
        this.perMinute = perMinute;
        this.requests = new Buckets<>(Math.max(1, perMinute), clock);
    }

    /** Takes a token; what to answer when there is none. */
    Optional<Problem> take(InetAddress address, String operation) {
        long nanos = perMinute == 0 ? 0 : requests.take(address);
        if (nanos == 0) {
            return Optional.empty();
        }
        SECURITY.warn("Address limit reached: address={} operation=\"{}\"", address.getHostAddress(), operation);
        return Optional.of(TooMany.of("address", "requests from this address", perMinute, nanos));
    }

    @Override
    public String toString() {
        return "AddressLimit(" + perMinute + " a minute)";
    }
}
