package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in deploy/ fits this server, and is no wider open than it has to be; no container is started for it. */
class DeployTest {
    private static final String NUMERIC_USER = "[1-9][0-9]*:[0-9]+";
    private static final Pattern TAGGED = Pattern.compile("[a-z0-9/.-]+:(?!latest)[a-z0-9][a-zA-Z0-9._-]*");
    private static final Pattern MODULE = Pattern.compile("<module>([^</]+)[^<]*</module>");
    private static final Pattern COPIED = Pattern.compile("^([a-z-]+)/ \\1/$");

    private static final Pattern HEAP = Pattern.compile("MaxRAMPercentage=([0-9]+)\"");
    private static final Pattern SIZE = Pattern.compile("size=([0-9]+m)\\b");
    private static final Pattern MAXMEMORY = Pattern.compile("(?m)^maxmemory ([0-9]+mb)$");

    private final Blueprint blueprint = Blueprint.read();

    @Test
    void images_are_named_with_their_versions() {
        assertThat(blueprint.said("FROM"))
                .hasSize(2)
                .allSatisfy(from -> assertThat(from.split(" ", -1)[0]).matches(TAGGED));
        assertThat(blueprint.services().values())
                .allSatisfy(
                        service -> assertThat(service.get("image")).asString().matches(TAGGED));
    }

    @Test
    void the_image_is_built_of_what_is_here() throws Exception {
        List<String> copied = blueprint.said("COPY").stream()
                .filter(copy -> !copy.startsWith("--from"))
                .toList();
        assertThat(copied)
                .allSatisfy(copy -> assertThat(Blueprint.root().resolve(copy.split(" ", -1)[0]))
                        .exists());

        Stream<String> modules = MODULE.matcher(
                        Files.readString(Blueprint.root().resolve("pom.xml")))
                .results()
                .map(module -> module.group(1))
                .filter(module -> !module.equals("benchmarks") && !module.startsWith("."))
                .distinct();
        assertThat(copied.stream()
                        .flatMap(copy -> COPIED.matcher(copy).results())
                        .map(match -> match.group(1)))
                .as("Maven wants the POM of each module")
                .containsExactlyInAnyOrderElementsOf(modules.toList());
    }

    @Test
    void the_image_runs_as_nobody_special_and_gets_its_signals() throws Exception {
        assertThat(blueprint.said("USER")).singleElement().asString().matches(NUMERIC_USER);
        String jar = blueprint.said("COPY").stream()
                .filter(copy -> copy.startsWith("--from"))
                .findFirst()
                .orElseThrow()
                .split(" ", -1)[2];
        assertThat(words(blueprint.said("ENTRYPOINT").get(0)))
                .as("the exec form: no shell between, which would keep signals to itself")
                .startsWith("java")
                .endsWith("-jar", jar);
        assertThat(words(blueprint.said("CMD").get(0))).containsExactly("serve");
        List<String> variables = Flag.all().stream().map(Flag::variable).toList();
        assertThat(Arrays.stream(blueprint.said("ENV").get(0).split(" ", -1)).map(pair -> pair.split("=", -1)[0]))
                .isNotEmpty()
                .isSubsetOf(variables);
    }

    /** The checks of the image and of the two instances, run as they are written. */
    @Test
    void health_checks_tell_a_server_from_none(@TempDir Path directory) throws Exception {
        List<String> ofImage = words(blueprint.said("HEALTHCHECK").get(0).replaceFirst(".*? CMD ", ""));
        List<List<String>> all = Stream.concat(
                        Stream.of(ofImage), blueprint.instances().stream().map(Blueprint::check))
                .toList();
        assertThat(all).hasSize(3);
        try (ServerProcess server = ServerProcess.start()) {
            String port = Integer.toString(server.port());
            for (List<String> check : all) {
                assertThat(exitCode(directory, check, port)).as("%s", check).isZero();
            }
            server.kill();
            for (List<String> check : all) {
                assertThat(exitCode(directory, check, port)).as("%s", check).isNotZero();
            }
        }
    }

    private static int exitCode(Path directory, List<String> check, String port) throws Exception {
        return Blueprint.run(
                directory,
                Map.of("CLOAKROOM_PORT", port),
                check.stream().map(word -> word.replace("/8080", "/" + port)));
    }

    @Test
    void every_service_is_locked_down_and_looked_after() {
        assertThat(blueprint.services()).hasSize(7).allSatisfy((name, service) -> {
            assertThat(service.get("read_only")).as(name).isEqualTo(true);
            assertThat(Blueprint.strings(service.get("cap_drop"))).as(name).containsExactly("ALL");
            assertThat(Blueprint.strings(service.get("security_opt")))
                    .as(name)
                    .containsExactly("no-new-privileges:true");
            assertThat(service)
                    .as(name)
                    .containsKeys("healthcheck", "mem_limit")
                    .doesNotContainKeys("privileged", "cap_add");
            if (!service.containsKey("build")) {
                assertThat(service.get("user")).as(name).asString().matches(NUMERIC_USER);
            }
        });
    }

    /** A tmpfs is memory of the container that writes to it. */
    @Test
    void what_is_written_to_memory_fits_into_it() throws Exception {
        Matcher heap = HEAP.matcher(blueprint.said("ENTRYPOINT").get(0));
        assertThat(heap.find()).isTrue();
        int percent = Integer.parseInt(heap.group(1));
        assertThat(blueprint.services()).allSatisfy((name, service) -> {
            long limit = mebibytes(String.valueOf(service.get("mem_limit")));
            long left = limit - (service.containsKey("build") ? limit * percent / 100 : 0);
            for (String mount : Blueprint.strings(service.get("tmpfs"))) {
                Matcher size = SIZE.matcher(mount);
                assertThat(size.find()).as("%s of %s has a size", mount, name).isTrue();
                left -= mebibytes(size.group(1));
            }
            assertThat(left).as("MiB of %s for all else", name).isGreaterThanOrEqualTo(256);
        });
        String redis = Files.readString(Blueprint.DEPLOY.resolve("redis/redis.conf"));
        Matcher most = MAXMEMORY.matcher(redis);
        assertThat(most.find()).isTrue();
        assertThat(mebibytes(String.valueOf(
                        Objects.requireNonNull(blueprint.services().get("redis"))
                                .get("mem_limit"))))
                .as("its files are written by a process that has a copy")
                .isGreaterThan(2 * mebibytes(most.group(1)));
    }

    private static long mebibytes(String size) {
        long number = Long.parseLong(size.replaceAll("[a-z]+$", ""));
        return size.matches("[0-9]+gb?") ? number << 10 : number;
    }

    /** What the service for purges and exports is told by its variables is what those commands ask for. */
    @Test
    void purges_and_exports_have_a_service_that_does_not_start_by_itself() {
        Map<String, Object> upkeep = Objects.requireNonNull(blueprint.services().get("upkeep"));
        Map<String, Object> instance = blueprint.instances().get(0);
        assertThat(Blueprint.strings(upkeep.get("profiles"))).containsExactly("upkeep");
        assertThat(upkeep.get("image")).isEqualTo(instance.get("image"));
        assertThat(Blueprint.strings(instance.get("secrets"))).containsAll(Blueprint.strings(upkeep.get("secrets")));
        Map<String, String> flags = Blueprint.flags(instance);
        assertThat((Map<?, ?>) upkeep.get("environment"))
                .hasSameSizeAs(UpkeepOptions.FLAGS)
                .allSatisfy((variable, value) -> assertThat(UpkeepOptions.FLAGS)
                        .filteredOn(flag -> flag.variable().equals(variable))
                        .singleElement()
                        .satisfies(flag -> assertThat(flags).containsEntry(flag.name(), String.valueOf(value))));
    }

    @Test
    void only_nginx_and_grafana_are_reachable_and_only_from_this_machine() {
        assertThat(blueprint.services()).allSatisfy((name, service) -> {
            List<String> ports = Blueprint.strings(service.get("ports"));
            if (name.equals("nginx") || name.equals("grafana")) {
                assertThat(ports).singleElement().asString().startsWith("127.0.0.1:");
            } else {
                assertThat(ports).as(name).isEmpty();
            }
        });
    }

    @Test
    void what_is_mounted_is_there_or_made_by_the_script() {
        assertThat(blueprint.mounted())
                .isNotEmpty()
                .allSatisfy(path -> assertThat(Blueprint.DEPLOY.resolve(path)).exists());
        assertThat(blueprint.secretFiles()).isNotEmpty().allSatisfy((name, file) -> {
            assertThat(file).isEqualTo("./secrets/" + name);
            assertThat(blueprint.secrets()).containsPattern("(?m)keep " + name + "\\b");
        });
        assertThat(blueprint.services().values())
                .allSatisfy(service -> assertThat(Blueprint.strings(service.get("secrets")))
                        .isSubsetOf(blueprint.secretFiles().keySet()));
    }

    @Test
    void the_flags_of_the_instances_are_understood(@TempDir Path directory) throws Exception {
        Path script = Files.copy(Blueprint.DEPLOY.resolve("make-secrets"), directory.resolve("make-secrets"));
        int made = Blueprint.run(directory, Map.of(), Stream.of("sh", script.toString()));
        assertThat(made).isZero();
        assertThat(blueprint.instances()).hasSize(2).allSatisfy(instance -> {
            Map<String, String> flags = Blueprint.flags(instance);
            assertThat(flags.keySet())
                    .isSubsetOf(Flag.all().stream().map(Flag::name).toList());
            flags.replaceAll((flag, value) -> value.replace("/run/secrets", directory + "/secrets"));
            Settings settings = Settings.from(new Given(flags, variable -> null));

            long grace = seconds(instance.get("stop_grace_period"));
            assertThat(grace)
                    .as("longer than the drain")
                    .isGreaterThan(settings.drainDelay()
                            .plus(settings.drainTimeout())
                            .plusSeconds(2)
                            .toSeconds());
        });
        assertThat(Blueprint.flags(blueprint.instances().get(0)))
                .as("instances that are alike")
                .isEqualTo(Blueprint.flags(blueprint.instances().get(1)));
    }

    private static long seconds(@Nullable Object duration) {
        assertThat(duration).asString().matches("[0-9]+s");
        return Long.parseLong(String.valueOf(duration).replace("s", ""));
    }

    @Test
    void nginx_knows_the_instances_and_they_believe_it() {
        List<String> addresses =
                blueprint.instances().stream().map(Blueprint::address).toList();
        assertThat(Pattern.compile("(?m)^ *server ([0-9.]+):8080")
                        .matcher(blueprint.nginx())
                        .results()
                        .map(MatchResult::group)
                        .map(line -> line.replaceAll("^ *server |:8080$", ""))
                        .distinct())
                .containsExactlyElementsOf(addresses);
        String balancer =
                Blueprint.address(Objects.requireNonNull(blueprint.services().get("nginx")));
        assertThat(blueprint.instances())
                .allSatisfy(instance ->
                        assertThat(Blueprint.flags(instance)).containsEntry("trusted-proxy", balancer + "/32"));
        assertThat(blueprint.nginx())
                .as("what may have been applied is not sent again")
                .doesNotContainPattern("(?m)^[^#]*non_idempotent");
    }

    @Test
    void redis_refuses_rather_than_evicts() throws Exception {
        assertThat(Files.readString(Blueprint.DEPLOY.resolve("redis/redis.conf")))
                .contains(
                        "\nmaxmemory-policy noeviction\n",
                        "\nappendonly yes\n",
                        "\naclfile /run/secrets/redis_users\n");
    }

    @Test
    @Tag("clients")
    void docker_compose_understands_the_file() throws Exception {
        assertThat(Blueprint.run(
                        Blueprint.DEPLOY,
                        Map.of(),
                        Stream.of(
                                "docker-compose",
                                "--file",
                                "compose.yaml",
                                "--profile",
                                "upkeep",
                                "config",
                                "--quiet")))
                .isZero();
    }

    private static List<String> words(String json) throws Exception {
        return List.of(new ObjectMapper().readValue(json, String[].class));
    }
}
