package dev.cloakroom.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many rows a page holds when the request does not say. */
class PageSizeTest {

    @Test
    void a_page_has_50_rows_where_so_many_are_allowed() {
        assertThat(Query.parse(null).pageSize(10)).isEqualTo(10);
        assertThat(Query.parse(null).pageSize(200)).isEqualTo(50);
    }
}
