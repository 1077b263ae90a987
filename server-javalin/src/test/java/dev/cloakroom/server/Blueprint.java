package dev.cloakroom.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What is in deploy/, read as those read it who use it. Immutable. */
record Blueprint(Map<String, Object> compose, List<String> dockerfile, String nginx, String secrets) {
    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    static final Path DEPLOY = ROOT.resolve("deploy");

    static Blueprint read() {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        return new Blueprint(
                Objects.requireNonNull(yaml.<Map<String, Object>>load(text("compose.yaml"))),
                instructions(text("Dockerfile")),
                text("nginx/nginx.conf"),
                text("make-secrets"));
    }

    static Path root() {
        return ROOT;
    }

    private static String text(String name) {
        try {
            return Files.readString(DEPLOY.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One a line, without comments and with continued lines joined. */
    private static List<String> instructions(String dockerfile) {
        return dockerfile
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n\\s*", "")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** What follows this instruction, wherever it stands. */
    List<String> said(String instruction) {
        return dockerfile.stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1).strip())
                .toList();
    }

    /** The services by name. */
    Map<String, Map<String, Object>> services() {
        return maps(compose.get("services"));
    }

    /** The instances of this project. */
    List<Map<String, Object>> instances() {
        return services().entrySet().stream()
                .filter(service -> service.getKey().startsWith("cloakroom-"))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The names and the files of the secrets. */
    Map<String, String> secretFiles() {
        Map<String, String> files = new TreeMap<>();
        maps(compose.get("secrets")).forEach((name, secret) -> files.put(name, String.valueOf(secret.get("file"))));
        return files;
    }

    /** The fixed address of a service. */
    static String address(Map<String, Object> service) {
        return String.valueOf(
                Objects.requireNonNull(maps(service.get("networks")).get("inside"))
                        .get("ipv4_address"));
    }

    /** The flags of an instance and their values. */
    static Map<String, String> flags(Map<String, Object> instance) {
        List<String> words = strings(instance.get("command"));
        Map<String, String> flags = new TreeMap<>();
        for (int i = 1; i + 1 < words.size(); i += 2) {
            flags.put(words.get(i).substring("--".length()), words.get(i + 1));
        }
        return flags;
    }

    /** The paths beside the file that services are given. */
    List<String> mounted() {
        List<String> mounted = new ArrayList<>();
        services()
                .values()
                .forEach(service -> strings(service.get("volumes")).stream()
                        .filter(volume -> volume.startsWith("."))
                        .map(volume -> volume.substring(0, volume.indexOf(':')))
                        .forEach(mounted::add));
        return mounted;
    }

    /** The command that says whether a service is well. */
    static List<String> check(Map<String, Object> service) {
        Map<?, ?> healthcheck = (Map<?, ?>) Objects.requireNonNull(service.get("healthcheck"));
        List<String> test = strings(healthcheck.get("test"));
        return test.subList(1, test.size());
    }

    static List<String> strings(@Nullable Object list) {
        return list instanceof List<?> all ? all.stream().map(String::valueOf).toList() : List.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> maps(@Nullable Object map) {
        return (Map<String, Map<String, Object>>) Objects.requireNonNull(map);
    }

    /** Runs a command and says what it exits with. */
    static int run(Path directory, Map<String, String> environment, Stream<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(command.toList())
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        process.environment().putAll(environment);
        return process.start().waitFor();
    }
}
