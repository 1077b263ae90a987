package dev.cloakroom.benchmarks;

import java.util.Arrays;
import java.util.List;

/** Runs the benchmarks that are named, or all of them; exits with 1 when a target is missed, 2 on a wrong name. */
public final class Main {
    private Main() {}

    /**
     * Takes names of benchmarks, {@code jmh} and what JMH takes, {@code soak}, a store and minutes, or
     * {@code followers}, how many and a store.
     */
    public static void main(String[] args) throws Exception {
        List<String> names = Arrays.asList(args);
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // nobody listens to the logs here, on purpose
        if (!names.isEmpty() && names.get(0).equals("jmh")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (!names.isEmpty() && names.get(0).equals("soak")) {
            System.exit(Soak.main(names.subList(1, names.size())) ? 0 : 1);
        }
        if (!names.isEmpty() && names.get(0).equals("followers")) {
            System.exit(Followers.main(names.subList(1, names.size())) ? 0 : 1);
        }
        List<String> titles =
                Arrays.stream(Comparison.values()).map(Comparison::title).toList();
        if (!titles.containsAll(names)) {
            System.err.println(
                    "Names of benchmarks, none for all, or: jmh <what JMH takes>, soak <store> [minutes], followers"
                            + " [how many] [store]. There are "
                            + String.join(", ", titles) + "; what each measures: docs/BENCHMARKS.md");
            System.exit(2);
        }
        System.exit(run(names) ? 0 : 1);
    }

    private static boolean run(List<String> names) throws Exception {
        boolean met = true;
        Machine.here().print(System.out);
        for (Comparison comparison : Comparison.values()) {
            if (names.isEmpty() || names.contains(comparison.title())) {
                System.err.println(comparison.title() + " is running, for one or two minutes ...");
                Table table = comparison.run();
                table.print(System.out);
                met &= table.met();
            }
        }
        return met;
    }
}
