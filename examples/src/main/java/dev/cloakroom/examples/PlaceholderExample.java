package dev.cloakroom.examples;

import dev.cloakroom.session.Placeholder;
import dev.cloakroom.store.memory.PlaceholderStore;

/** Stands in until the first real example is here. */
public final class PlaceholderExample {
    private PlaceholderExample() {}

    /** Puts one value and prints it. */
    public static void main(String[] args) {
        var store = new PlaceholderStore();
        store.put("a", new Placeholder("x"));
        System.out.println(store.get("a"));
    }
}
