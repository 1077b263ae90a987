package dev.cloakroom.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The benchmarks by name. */
enum Comparison {
    IN_MEMORY_APPEND,
    APPEND_AT_DEPTH,
    SESSION_HEAP,
    HTTP_MESSAGES,
    HTTP_CHAT,
    REDIS_APPEND,
    REDIS_APPEND_AT_DEPTH,
    REDIS_MEMORY,
    SPRING_SESSION;

    /** As it is typed: {@code InMemoryAppend}. */
    String title() {
        return Arrays.stream(name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    Table run() throws Exception {
        return switch (this) {
            case IN_MEMORY_APPEND -> InMemoryAppend.run();
            case APPEND_AT_DEPTH -> AppendAtDepth.run();
            case SESSION_HEAP -> SessionHeap.run();
            case HTTP_MESSAGES -> HttpComparison.messages().run();
            case HTTP_CHAT -> HttpComparison.chat().run();
            case REDIS_APPEND -> RedisAppend.run();
            case REDIS_APPEND_AT_DEPTH -> RedisAppend.atDepth();
            case REDIS_MEMORY -> RedisAppend.memory();
            case SPRING_SESSION -> SpringSession.run();
        };
    }
}
