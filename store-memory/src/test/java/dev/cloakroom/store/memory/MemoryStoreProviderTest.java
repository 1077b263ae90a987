package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.SessionStoreProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryStoreProviderTest {
    private final MemoryStoreProvider provider = new MemoryStoreProvider();

    @ParameterizedTest
    @ValueSource(strings = {"memory:?sessions=2", "memory:?bytes=5", "memory:?sessions=2&bytes=5", "MEMORY:?bytes=5"})
    void it_opens_what_it_understands_with_the_limits_it_is_given(String uri) {
        Limits limits = Limits.standard().with(Limit.FILES, 3);
        try (SessionStore store = provider.open(URI.create(uri), limits)) {
            assertThat(store.limits()).isSameAs(limits);
            assertThat(store.name()).isEqualTo("memory");
        }
    }

    @Test
    void the_settings_are_those_of_the_uri() {
        long bytes = 2 * Desk.opened(Desk.ALICE) + Desk.said(5);
        SessionRegistry registry = SessionRegistry.over(
                provider.open(URI.create("memory:?bytes=" + bytes + "&sessions=2"), Limits.standard()));
        SessionId unused = registry.open(Desk.ALICE).id();
        var claim = registry.claim(registry.open(Desk.ALICE).id(), Desk.ALICE, Access.APPEND);
        assertThatThrownBy(() -> registry.open(Desk.ALICE))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.STORE));
        assertThatThrownBy(() -> registry.history().append(claim, Draft.user("123456")))
                .isInstanceOf(LimitExceeded.class);
        assertThat(registry.history().append(claim, Draft.user("12345")).last()).isEqualTo(1);
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory:x",
                "memory://host?sessions=2",
                "memory:/?sessions=2",
                "memory:?",
                "memory:?sessions",
                "memory:?sessions=",
                "memory:?sessions=0",
                "memory:?sessions=-1",
                "memory:?sessions=+1",
                "memory:?sessions=two",
                "memory:?sessions=1.5",
                "memory:?sessions=9223372036854775808",
                "memory:?sessions=2&",
                "memory:?sessions=2&&bytes=3",
                "memory:?Sessions=2",
                "memory:?size=2",
                "memory:?bytes=0",
                "memory:?sessions=2#fragment",
                "memory:?sessions=%32",
            })
    void it_refuses_what_it_does_not_understand(String uri) {
        assertThatThrownBy(() -> provider.open(URI.create(uri), Limits.standard()))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void it_is_found_as_a_module_and_on_the_class_path() throws IOException {
        assertThat(provider.schemes()).containsExactly("memory");
        try (InputStream services = MemoryStoreProvider.class.getResourceAsStream(
                "/META-INF/services/" + SessionStoreProvider.class.getName())) {
            assertThat(services).isNotNull();
            assertThat(new String(services.readAllBytes(), StandardCharsets.UTF_8).strip())
                    .isEqualTo(MemoryStoreProvider.class.getName());
        }
        Module module = MemoryStoreProvider.class.getModule();
        assertThat(module.isNamed()).isTrue();
        assertThat(module.getDescriptor().provides()).anySatisfy(provides -> {
            assertThat(provides.service()).isEqualTo(SessionStoreProvider.class.getName());
            assertThat(provides.providers()).containsExactly(MemoryStoreProvider.class.getName());
        });
    }
}
