package dev.cloakroom.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Instants in UTC with exactly three digits of milliseconds. Written digit by digit, because every message carries one
 * and a formatter takes four times as long; years of other than four digits are left to it. Thread-safe.
 */
final class InstantMillis extends StdSerializer<Instant> {

    private static final long serialVersionUID = 1L;
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String SHAPE = "0000-00-00T00:00:00.000Z";
    private static final int NANOS_IN_A_MILLI = 1_000_000;

    InstantMillis() {
        super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator json, SerializerProvider provider) throws IOException {
        LocalDateTime time = LocalDateTime.ofEpochSecond(value.getEpochSecond(), value.getNano(), ZoneOffset.UTC);
        if (time.getYear() < 0 || time.getYear() > 9999) {
            json.writeString(FORMAT.format(value));
            return;
        }
        char[] text = SHAPE.toCharArray();
        digits(text, 3, time.getYear());
        digits(text, 6, time.getMonthValue());
        digits(text, 9, time.getDayOfMonth());
        digits(text, 12, time.getHour());
        digits(text, 15, time.getMinute());
        digits(text, 18, time.getSecond());
        digits(text, 22, time.getNano() / NANOS_IN_A_MILLI);
        json.writeString(text, 0, text.length);
    }

    /** Puts a number over the zeros that end at {@code last}. */
    private static void digits(char[] text, int last, int number) {
        for (int i = last, rest = number; rest > 0; i--, rest /= 10) {
            text[i] = (char) ('0' + rest % 10);
        }
    }
}
