package dev.cloakroom.server.metrics;

import dev.cloakroom.server.http.Served;
import dev.cloakroom.session.Measure;
import dev.cloakroom.session.SessionListener;
import dev.cloakroom.session.SessionStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Everything that is exported, as Prometheus reads it. What other rooms count they count for themselves, in a number
 * that costs next to nothing, and this asks for it when it is scraped. Thread-safe.
 */
public final class Metrics implements AutoCloseable {

    /** What {@link #writeTo} writes. */
    public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String PREFIX = "cloakroom_";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Set<LongSupplier> counted = ConcurrentHashMap.newKeySet(); // the registry holds counted things weakly
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final RequestMeters requests = new RequestMeters(registry);
    private final RefusalMeters refusals = new RefusalMeters(registry);

    /** Of one process. */
    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** What program this is, as labels of a number that is always 1. */
    public void build(String version, String store) {
        Tags tags = Tags.of("version", version, "store", store, "java", System.getProperty("java.version", "unknown"));
        Gauge unused = Gauge.builder(PREFIX + "build_info", () -> 1)
                .description("1; the labels tell version, store and Java")
                .tags(tags)
                .register(registry);
    }

    /** A number that goes up and down. */
    public void gauge(String name, String help, LongSupplier value) {
        Gauge unused = Gauge.builder(PREFIX + name, value, LongSupplier::getAsLong)
                .description(help)
                .strongReference(true)
                .register(registry);
    }

    /**
     * A number that only rises.
     *
     * @param name without {@code _total}
     * @param labels names and values in turn
     */
    public void counter(String name, String help, LongSupplier value, String... labels) {
        FunctionCounter unused = FunctionCounter.builder(PREFIX + name, value, LongSupplier::getAsLong)
                .description(help)
                .tags(labels)
                .register(registry);
        boolean held = counted.add(value);
    }

    /** The same store, with each of its operations measured, and what it tells of itself. */
    public SessionStore measured(SessionStore store) {
        for (Measure measure : store.measures()) {
            if (measure.kind() == Measure.Kind.GAUGE) {
                gauge("store_" + measure.name(), measure.help(), measure.value());
            } else {
                counter("store_" + measure.name(), measure.help(), measure.value());
            }
        }
        return new MeasuredStore(store, new StoreMeter(registry));
    }

    /** Counts each request whose answer is complete. */
    public Consumer<Served> requests() {
        return requests;
    }

    /** A listener that counts denials and passes everything on. */
    public SessionListener countingFor(SessionListener next) {
        return refusals.countingFor(next);
    }

    /** Counts conflicts among what requests ended with. */
    public Consumer<Throwable> conflicts() {
        return refusals;
    }

    /** Writes everything there is, as of now. */
    public void writeTo(OutputStream out) throws IOException {
        registry.scrape(out, MEDIA_TYPE);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
