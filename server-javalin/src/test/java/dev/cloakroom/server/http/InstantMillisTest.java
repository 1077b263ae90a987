package dev.cloakroom.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Instants on the wire. */
class InstantMillisTest {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000Z",
        "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999Z",
        "2026-11-22T09:08:07.006005Z, 2026-11-22T09:08:07.006Z",
        "2024-02-29T23:59:59.010Z, 2024-02-29T23:59:59.010Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00.000Z",
        "-0001-12-31T23:59:59.1Z, -0001-12-31T23:59:59.100Z"
    })
    void an_instant_has_exactly_three_digits_of_milliseconds(String instant, String expected) {
        assertThat(written(Instant.parse(instant))).isEqualTo(expected);
    }

    @Test
    void every_instant_reads_as_the_formatter_would_write_it() {
        Random random = new Random(20261122);
        for (int i = 0; i < 20_000; i++) {
            long seconds = random.nextLong(-70_000_000_000L, 260_000_000_000L);
            Instant instant = Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000));
            assertThat(written(instant)).isEqualTo(FORMAT.format(instant));
        }
    }

    private static String written(Instant instant) {
        String json = new String(Json.bytes(instant), StandardCharsets.UTF_8);
        return json.substring(1, json.length() - 1);
    }
}
