package dev.cloakroom.server.metrics;

import dev.cloakroom.server.access.RefusalWatch;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what the security log tells, by reason and never by whom. Thread-safe, without a lock. */
final class SecurityMeter implements RefusalWatch, SessionListener {

    private final Map<Denial.Reason, Counter> denials = new EnumMap<>(Denial.Reason.class);
    private final Map<LifeCycle.Kind, Counter> changes = new EnumMap<>(LifeCycle.Kind.class);
    private final Map<Rate, Counter> rates = new EnumMap<>(Rate.class);
    private final ConcurrentHashMap<String, Counter> notBelieved = new ConcurrentHashMap<>();
    private final Counter slowed;
    private final MeterRegistry registry;

    SecurityMeter(MeterRegistry registry) {
        this.registry = registry;
        for (Denial.Reason reason : Denial.Reason.values()) {
            denials.put(reason, counter("cloakroom.denials", "Refused sessions, by reason", "reason", word(reason)));
        }
        for (LifeCycle.Kind kind : LifeCycle.Kind.values()) {
            changes.put(
                    kind,
                    counter("cloakroom.session.changes", "Openings, ends and changes of access", "kind", word(kind)));
        }
        for (Rate rate : Rate.values()) {
            rates.put(
                    rate,
                    counter(
                            "cloakroom.rate.limited",
                            "Requests refused for their number, by limit",
                            "limit",
                            word(rate)));
        }
        this.slowed =
                counter("cloakroom.rate.limited", "Requests refused for their number, by limit", "limit", "probing");
    }

    private Counter counter(String name, String help, String label, String value) {
        return Counter.builder(name).description(help).tag(label, value).register(registry);
    }

    private static String word(Enum<?> one) {
        return word(one.name());
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public void denied(Denial denial) {
        Objects.requireNonNull(denials.get(denial.reason())).increment();
    }

    @Override
    public void changed(LifeCycle change) {
        Objects.requireNonNull(changes.get(change.kind())).increment();
    }

    /** The reasons are constants of the server's code. */
    @Override
    public void notBelieved(String reason) {
        notBelieved
                .computeIfAbsent(
                        reason,
                        key -> counter(
                                "cloakroom.authentication.failures",
                                "Requests that were not believed, by reason",
                                "reason",
                                word(key)))
                .increment();
    }

    @Override
    public void limited(Rate rate) {
        Objects.requireNonNull(rates.get(rate)).increment();
    }

    @Override
    public void slowed(Principal who) {
        slowed.increment();
    }
}
