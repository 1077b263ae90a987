package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Placeholder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PlaceholderStoreTest {
    @Test
    void gives_back_what_was_put() {
        var store = new PlaceholderStore();
        store.put("a", new Placeholder("x"));
        assertThat(store.get("a")).isEqualTo(new Placeholder("x"));
    }

    @Test
    @Tag("full")
    void runs_with_the_full_profile_only() {
        assertThat(new PlaceholderStore().get("a")).isNull();
    }
}
