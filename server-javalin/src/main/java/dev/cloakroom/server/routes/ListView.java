package dev.cloakroom.server.routes;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of anything on the wire. Immutable.
 *
 * @param firstId what identifies the first element, null when there is none
 * @param lastId what the next page is asked for with, null when there is none
 */
record ListView<T>(
        List<T> data,
        boolean hasMore,
        @Nullable Object firstId,
        @Nullable Object lastId) {

    static <T> ListView<T> of(List<T> data, boolean more, Function<T, Object> id) {
        return data.isEmpty()
                ? new ListView<>(data, more, null, null)
                : new ListView<>(data, more, id.apply(data.get(0)), id.apply(data.get(data.size() - 1)));
    }

    @Override
    public String toString() {
        return "ListView(" + data.size() + ")";
    }
}
