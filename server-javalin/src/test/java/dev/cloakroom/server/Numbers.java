package dev.cloakroom.server;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The numbers in a text of Prometheus. */
final class Numbers {

    private Numbers() {}

    /** Each line: its name with its labels, and the number. */
    static Map<String, Double> of(String text) {
        Map<String, Double> numbers = new TreeMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            numbers.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return numbers;
    }

    /** The names of all series, as queries use them. */
    static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        of(text).keySet().forEach(line -> names.add(line.replaceFirst("\\{.*", "")));
        return names;
    }
}
