package dev.cloakroom.verify.trial;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which questions were asked by how many people. Thread-safe. */
final class Coverage {
    private final Map<String, Integer> asked = new TreeMap<>();

    /** Nobody asked anything yet. */
    Coverage(List<String> questions) {
        questions.forEach(question -> asked.put(question, 0));
    }

    /** Somebody asked it, and all of it was answered. */
    synchronized void asked(String question) {
        asked.merge(question, 1, Integer::sum);
    }

    synchronized boolean has(String question) {
        return asked.getOrDefault(question, 0) > 0;
    }

    /** What nobody asked. */
    synchronized List<String> missing() {
        return asked.entrySet().stream()
                .filter(one -> one.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    synchronized int questions() {
        return asked.size();
    }
}
