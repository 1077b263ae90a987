package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PlaceholderTest {
    @Property(tries = 20)
    void keeps_its_value(@ForAll String value) {
        assertThat(new Placeholder(value).value()).isEqualTo(value);
    }
}
