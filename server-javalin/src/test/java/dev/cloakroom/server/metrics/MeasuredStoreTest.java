package dev.cloakroom.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.HistoryStore;
import dev.cloakroom.session.InstanceStore;
import dev.cloakroom.session.InstanceStore.Instance;
import dev.cloakroom.session.NameStore;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A measured store is the same store, counted. */
class MeasuredStoreTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StoreMeter meter = new StoreMeter(registry);

    @Test
    void every_method_of_the_interfaces_is_passed_on_also_those_with_a_default() {
        Map<Class<?>, Class<?>> parts = Map.of(
                SessionStore.class, MeasuredStore.class,
                HistoryStore.class, MeasuredHistory.class,
                ArtifactStore.class, MeasuredArtifacts.class,
                NameStore.class, MeasuredNames.class,
                InstanceStore.class, MeasuredInstances.class);
        parts.forEach((promised, measured) -> assertThat(names(measured.getDeclaredMethods()))
                .as("%s", measured.getSimpleName())
                .containsAll(names(promised.getMethods())));
    }

    @Test
    void the_optional_parts_are_there_where_the_store_has_them() {
        try (CaffeineSessionStore store = CaffeineSessionStore.create()) {
            MeasuredStore measured = new MeasuredStore(store, meter);
            assertThat(measured.names()).isPresent();
            assertThat(measured.instances()).isPresent();
            assertThat(measured.limiter()).isEmpty();
            assertThat(measured.measures()).isEqualTo(store.measures());
            assertThat(measured.limits()).isEqualTo(store.limits());
            assertThat(measured.name()).isEqualTo("memory");
        }
    }

    @Test
    void each_outcome_is_counted_for_what_it_is() {
        assertThat(meter.result(StoreOperation.HEAD, () -> Result.done("x"))).isEqualTo(Result.done("x"));
        assertThat(meter.result(StoreOperation.HEAD, Result::gone)).isEqualTo(Result.gone());
        assertThat(meter.result(StoreOperation.HEAD, Result::stale)).isEqualTo(Result.stale());
        assertThat(meter.result(StoreOperation.HEAD, () -> Result.refused(Result.Refusal.FENCED, 0)))
                .isInstanceOf(Result.Refused.class);
        failing(StoreOperation.HEAD, new StoreUnavailable("down"));
        failing(StoreOperation.HEAD, new OutcomeUnknown("cut"));

        for (String outcome : List.of("done", "gone", "stale", "refused", "unavailable", "unknown")) {
            assertThat(counted("head", outcome)).as(outcome).isEqualTo(1);
        }
        assertThat(registry.get("cloakroom.store.operation")
                        .tag("operation", "head")
                        .timer()
                        .count())
                .isEqualTo(6);
    }

    @Test
    void R9_a_defect_of_the_store_counts_as_not_applied_for_a_read_and_as_unknown_for_a_change() {
        failing(StoreOperation.READ, new IllegalStateException("defect"));
        failing(StoreOperation.APPEND, new IllegalStateException("defect"));

        assertThat(counted("read", "unavailable")).isEqualTo(1);
        assertThat(counted("append", "unknown")).isEqualTo(1);
    }

    @Test
    void a_store_that_is_down_is_counted_though_nobody_asks_for_anything() {
        InstanceStore down = new InstanceStore() {
            @Override
            public void announce(Instance self, Duration lifetime) {
                throw new StoreUnavailable("down");
            }

            @Override
            public List<Instance> present() {
                throw new StoreUnavailable("down");
            }

            @Override
            public void leave(String id) {}
        };
        MeasuredInstances instances = new MeasuredInstances(down, meter);
        Instance self = new Instance("a", "1", 1, "x");

        assertThatThrownBy(() -> instances.announce(self, Duration.ofSeconds(1)))
                .isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(instances::present).isInstanceOf(StoreUnavailable.class);
        instances.leave("a");

        assertThat(counted("instance_announce", "unavailable")).isEqualTo(1);
        assertThat(counted("instances_present", "unavailable")).isEqualTo(1);
        assertThat(counted("instance_leave", "done")).isEqualTo(1);
    }

    private void failing(StoreOperation operation, RuntimeException failure) {
        assertThatThrownBy(() -> meter.value(operation, () -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    private double counted(String operation, String outcome) {
        return registry.get("cloakroom.store.operations")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static List<String> names(Method[] methods) {
        return Stream.of(methods)
                .filter(method -> !method.isSynthetic())
                .map(method -> method.getName() + Arrays.toString(method.getParameterTypes()))
                .toList();
    }
}
