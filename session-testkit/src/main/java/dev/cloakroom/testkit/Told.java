package dev.cloakroom.testkit;

import dev.cloakroom.session.SessionListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a registry reported, in place of a log. Thread-safe. */
final class Told implements SessionListener {
    private final List<Denial> denials = new CopyOnWriteArrayList<>();

    @Override
    public void denied(Denial denial) {
        denials.add(denial);
    }

    List<Denial> denials() {
        return denials;
    }

    void forget() {
        denials.clear();
    }
}
