package dev.cloakroom.verify.wire;

import java.util.Map;

/**
 * One of the users of a run.
 *
 * @param number which of them, from 0 on
 * @param name what the deployment calls them
 * @param headers what says who is asking, with every request of theirs
 */
public record Person(int number, String name, Map<String, String> headers) {
    /** Copies the headers. */
    public Person {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "user " + number;
    }
}
