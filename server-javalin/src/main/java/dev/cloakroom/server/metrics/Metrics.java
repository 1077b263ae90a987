package dev.cloakroom.server.metrics;

import dev.cloakroom.server.access.RefusalWatch;
import dev.cloakroom.server.chat.Responder;
import dev.cloakroom.server.http.KeyedHash;
import dev.cloakroom.server.http.RequestWatch;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionListener;
import dev.cloakroom.session.SessionStore;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Everything that this instance counts, in one registry of its own. It is put around what it measures when the server
 * is wired: {@link #over}, {@link #listening}, {@link #requests}, {@link #refusals}. Thread-safe.
 */
public final class Metrics implements AutoCloseable {

    /** What nobody here needs, and Prometheus finds badly named. */
    private static final Set<String> MISNAMED = Set.of("process.cpu.time", "system.cpu.count");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final StoreMeter store = new StoreMeter(registry);
    private final RequestMeter requests = new RequestMeter(registry);
    private final SecurityMeter security = new SecurityMeter(registry);
    private final Recent recent;
    /** The registry itself refers to them weakly only. */
    private final List<Gauges> held = new CopyOnWriteArrayList<>();

    /** @param hash how people who probe are named to administrators */
    public Metrics(InstantSource clock, KeyedHash hash) {
        this.recent = new Recent(clock, hash);
        registry.config().meterFilter(MeterFilter.deny(id -> MISNAMED.contains(id.getName())));
        List<MeterBinder> process = List.of(
                collector,
                new JvmInfoMetrics(),
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        process.forEach(binder -> binder.bindTo(registry));
    }

    /** The store, measured. */
    public SessionStore over(SessionStore measured) {
        return new MeasuredStore(measured, store);
    }

    /** The responder, measured. */
    public Responder over(Responder measured) {
        return new MeasuredResponder(measured, registry);
    }

    /** What is told of each request. */
    public RequestWatch requests() {
        return seen -> {
            requests.answered(seen);
            recent.answered(seen);
        };
    }

    /** What is told of refusals before a session is asked for. */
    public RefusalWatch refusals() {
        return new RefusalWatch() {
            @Override
            public void notBelieved(String reason) {
                security.notBelieved(reason);
            }

            @Override
            public void limited(Rate rate) {
                security.limited(rate);
            }

            @Override
            public void slowed(Principal who) {
                security.slowed(who);
                recent.slowed(who);
            }
        };
    }

    /** A listener that counts and passes everything on. */
    public SessionListener listening(SessionListener next) {
        return new SessionListener() {
            @Override
            public void denied(Denial denial) {
                security.denied(denial);
                recent.denied(denial);
                next.denied(denial);
            }

            @Override
            public void changed(LifeCycle change) {
                security.changed(change);
                next.changed(change);
            }
        };
    }

    /** From now on the numbers of the running instance are among those that are told. */
    public void watch(Vitals vitals) {
        boolean unused = held.add(Gauges.registered(registry, vitals));
    }

    Recent recent() {
        return recent;
    }

    /** All numbers in the text format of Prometheus. */
    String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
