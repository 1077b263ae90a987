package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.session.Limiter;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionListener;
import io.github.bucket4j.TimeMeter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What bounds how often may be asked: by address, by user, and by what a user was refused. Thread-safe. */
public final class RequestLimits {

    private static final Logger SECURITY = LoggerFactory.getLogger("cloakroom.security");

    private final ClientAddresses addresses;
    private final AddressLimit ofAddress;
    private final RateLimit ofUser;
    private final ProbeLimit ofRefusals;
    private final RefusalWatch watch;

    /**
     * Limits of which {@code watch} is told when someone meets them.
     *
     * @param shared what counts users' requests over all instances; without it they are counted by this one
     */
    public RequestLimits(RateSettings settings, Optional<Limiter> shared, RefusalWatch watch) {
        this.watch = watch;
        this.addresses = settings.addresses();
        this.ofAddress = new AddressLimit(settings.address(), TimeMeter.SYSTEM_NANOTIME);
        this.ofUser = RateLimit.perMinute(settings.user(), shared, TimeMeter.SYSTEM_NANOTIME);
        this.ofRefusals = new ProbeLimit(settings.refusals(), TimeMeter.SYSTEM_NANOTIME, watch);
    }

    /** A listener that counts refusals and passes everything on; the registry's. */
    public SessionListener countingFor(SessionListener next) {
        return ofRefusals.countingFor(next);
    }

    /** What bounds knocking on ids that are not one's own. */
    public ProbeLimit probes() {
        return ofRefusals;
    }

    /** Who is told of refusals. */
    RefusalWatch watch() {
        return watch;
    }

    /** Before it is known who asks. */
    void requireAddress(Exchange exchange, String operation) {
        addresses
                .counted(exchange.peer(), exchange.headers().all("X-Forwarded-For"))
                .flatMap(address -> ofAddress.take(address, operation))
                .ifPresent(problem -> {
                    watch.limited(RefusalWatch.Rate.ADDRESS);
                    refuse(problem);
                });
    }

    /** Each refusal of a known user is one event (R12). */
    void requireUser(Principal who, String operation) {
        ofUser.take(who).ifPresent(problem -> {
            watch.limited(RefusalWatch.Rate.USER);
            SECURITY.warn("Rate limit reached: user=\"{}\" operation=\"{}\"", who, operation);
            refuse(problem);
        });
    }

    private static void refuse(Problem problem) {
        throw problem.toException();
    }
}
