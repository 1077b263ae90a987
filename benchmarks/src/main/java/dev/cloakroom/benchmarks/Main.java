package dev.cloakroom.benchmarks;

import java.util.Arrays;
import java.util.List;

/** Runs the benchmarks that are named, or all of them; exits with 1 when a target is missed. */
public final class Main {
    private Main() {}

    /** Takes names of benchmarks, or {@code jmh} and what JMH takes. */
    public static void main(String[] args) throws Exception {
        List<String> names = Arrays.asList(args);
        if (!names.isEmpty() && names.get(0).equals("jmh")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // nobody listens to the logs here, on purpose
        boolean met = true;
        Machine.here().print(System.out);
        for (Comparison comparison : Comparison.values()) {
            if (names.isEmpty() || names.contains(comparison.title())) {
                Table table = comparison.run();
                table.print(System.out);
                met &= table.met();
            }
        }
        System.exit(met && known(names) ? 0 : 1);
    }

    private static boolean known(List<String> names) {
        List<String> titles =
                Arrays.stream(Comparison.values()).map(Comparison::title).toList();
        if (titles.containsAll(names)) {
            return true;
        }
        System.err.println("there are only " + titles);
        return false;
    }
}
