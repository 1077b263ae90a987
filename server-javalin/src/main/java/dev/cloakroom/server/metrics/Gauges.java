package dev.cloakroom.server.metrics;

import dev.cloakroom.session.Measure;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/** The numbers that are looked up when someone asks for them; they go on for as long as this is held. */
final class Gauges {

    private static final String PREFIX = "cloakroom.";

    private final MeterRegistry registry;
    /** What the registry itself refers to weakly only. */
    private final List<DoubleSupplier> kept = new ArrayList<>();

    private Gauges(MeterRegistry registry) {
        this.registry = registry;
    }

    static Gauges registered(MeterRegistry registry, Vitals vitals) {
        Gauges gauges = new Gauges(registry);
        gauges.build(vitals);
        gauges.load(vitals);
        gauges.others(vitals);
        vitals.measures().forEach(gauges::ofStore);
        return gauges;
    }

    private void build(Vitals vitals) {
        var unused = Gauge.builder(PREFIX + "build.info", () -> 1)
                .description("The version that runs, and the kind of its store")
                .tag("version", vitals.self().version())
                .tag("store", vitals.store().name())
                .register(registry);
    }

    private void load(Vitals vitals) {
        gauge(
                "requests.in.flight",
                "Requests that are being answered, live streams included",
                () -> vitals.traffic().inFlight());
        gauge(
                "draining",
                "1 from the first moment of a stop",
                () -> vitals.traffic().draining() ? 1 : 0);
        gauge(
                "turns.running",
                "Turns that have a slot",
                () -> vitals.turns().get().running());
        gauge(
                "turns.waiting",
                "Messages that wait for their session's turn or for a slot",
                () -> vitals.turns().get().waiting());
        gauge(
                "turns.limit",
                "Turns that may run at once",
                () -> vitals.turns().get().limit());
        counter(
                "turns.refused",
                "Messages refused for want of a slot, or of room to wait for one",
                () -> vitals.turns().get().refused());
        gauge("followers", "Live streams that are open", () -> vitals.tails().count());
        gauge(
                "followers.limit",
                "Live streams that may be open",
                () -> vitals.tails().limit());
        counter(
                "followers.refused",
                "Live streams refused because there were enough",
                () -> vitals.tails().refused());
    }

    private void others(Vitals vitals) {
        gauge(
                "instances",
                "Instances that share the store, this one included",
                () -> vitals.roster().known().instances());
        gauge(
                "version.skew",
                "1 while instances that share the store differ in version, format or settings",
                () -> vitals.roster().known().differ() ? 1 : 0);
        counter(
                "client.ids.ignored",
                "Session ids that clients chose and the server did not look at",
                () -> vitals.ignored().sum());
    }

    private void ofStore(Measure measure) {
        String name = "store." + measure.name().replace('_', '.');
        switch (measure.kind()) {
            case GAUGE -> gauge(name, measure.help(), measure.value());
            case COUNTER -> counter(name, measure.help(), measure.value());
        }
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        var unused = Gauge.builder(PREFIX + name, value::getAsDouble)
                .description(help)
                .register(registry);
    }

    private void counter(String name, String help, DoubleSupplier value) {
        kept.add(value);
        var unused = FunctionCounter.builder(PREFIX + name, value, DoubleSupplier::getAsDouble)
                .description(help)
                .register(registry);
    }
}
