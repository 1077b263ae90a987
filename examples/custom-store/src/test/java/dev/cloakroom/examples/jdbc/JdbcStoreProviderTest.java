package dev.cloakroom.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.SessionStoreProvider;
import dev.cloakroom.session.StoreUnavailable;
import java.net.URI;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class JdbcStoreProviderTest {
    private final SessionStoreProvider provider = ServiceLoader.load(SessionStoreProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.schemes().contains("jdbc"))
            .findFirst()
            .orElseThrow();

    @Test
    void it_is_found_by_its_scheme_and_opens_a_store_with_the_limits_it_is_given() {
        Limits limits = Limits.standard();
        try (SessionStore store = provider.open(URI.create(Line.url()), limits)) {
            store.ping();
            assertThat(store.limits()).isSameAs(limits);
            assertThat(store.name()).isEqualTo("jdbc");
        }
    }

    @Test
    void other_databases_are_refused_with_what_is_expected() {
        for (String uri : new String[] {"jdbc:mysql://host/x", "jdbc:h2:", "jdbc:x"}) {
            assertThatThrownBy(() -> provider.open(URI.create(uri), Limits.standard()))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("jdbc:h2:PATH");
        }
    }

    @Test
    void a_database_that_cannot_be_reached_is_unavailable_and_its_address_is_not_told() {
        URI nowhere = URI.create("jdbc:postgresql://127.0.0.1:1/none?user=u&password=hunter2");

        assertThatThrownBy(() -> provider.open(nowhere, Limits.standard()))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }
}
