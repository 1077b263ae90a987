package dev.cloakroom.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where the numbers come from. Immutable.
 *
 * @param cpu the processor's name, as far as the system tells it
 * @param cores how many of them this process may use
 * @param jdk version and vendor
 * @param os name, version and architecture
 * @param load the system's load average before the run, negative when unknown
 */
record Machine(String cpu, int cores, String jdk, String os, double load) {
    static Machine here() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + Runtime.version() + " (" + System.getProperty("java.vendor")
                        + ")",
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                system.getSystemLoadAverage());
    }

    private static String cpuModel() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown CPU");
        } catch (IOException | RuntimeException e) {
            return "unknown CPU";
        }
    }

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "machine: %s, %d cores; %s; %s; load average before the run %.2f%n",
                cpu,
                cores,
                jdk,
                os,
                load);
        out.println(
                "\"this\" and \"other\" are medians; median, min and max are of the ratio this / other, pair by pair");
    }
}
