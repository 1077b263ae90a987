package dev.cloakroom.testkit;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.DiscoveryFilter;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.discovery.MethodSelector;

/**
 * What jqwik is asked to run: one property, without filters, and with the kit's own settings, so that no setting of a
 * project leaves anything out. Immutable.
 */
final class JqwikRequest implements EngineDiscoveryRequest, ConfigurationParameters {
    /** No file of earlier failures beside the project; reports go to the listener, which puts them into the failure. */
    private static final Map<String, String> SETTINGS = Map.of(
            "jqwik.database", "",
            "jqwik.reporting.onlyfailures", "true",
            "jqwik.reporting.usejunitplatform", "true",
            "jqwik.shrinking.bounded.seconds", "5");

    private final Method property;

    JqwikRequest(Method property) {
        this.property = property;
    }

    @Override
    public <T extends DiscoverySelector> List<T> getSelectorsByType(Class<T> type) {
        return type == MethodSelector.class
                ? List.of(type.cast(DiscoverySelectors.selectMethod(property.getDeclaringClass(), property)))
                : List.of();
    }

    @Override
    public <T extends DiscoveryFilter<?>> List<T> getFiltersByType(Class<T> type) {
        return List.of();
    }

    @Override
    public ConfigurationParameters getConfigurationParameters() {
        return this;
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(SETTINGS.get(key));
    }

    @Override
    public Optional<Boolean> getBoolean(String key) {
        return get(key).map(Boolean::valueOf);
    }

    @Override
    @SuppressWarnings("deprecation") // still abstract
    public int size() {
        return SETTINGS.size();
    }

    @Override
    public Set<String> keySet() {
        return SETTINGS.keySet();
    }
}
