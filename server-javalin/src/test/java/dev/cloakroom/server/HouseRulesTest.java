package dev.cloakroom.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The shape of the house, checked on the compiled classes of every module this one can see. Formatting, lengths, null
 * and ignored results are checked by the compiler and by the plugins of the build.
 */
class HouseRulesTest {
    private static final String CORE = "dev.cloakroom.session..";
    private static final String MEMORY = "dev.cloakroom.store.memory..";
    /** Its tests' servers, one package further down, are on the path of this module's tests too. */
    private static final String REDIS = "dev.cloakroom.store.redis";

    private static final String VERIFY = "dev.cloakroom.verify..";
    private static final String SERVER = "dev.cloakroom.server";
    private static final String HTTP = SERVER + ".http";

    /** Each may use those behind it and none before it. */
    private static final List<String> SERVER_ROOMS = List.of(
            SERVER,
            SERVER + ".upkeep",
            SERVER + ".metrics",
            SERVER + ".routes",
            SERVER + ".chat",
            SERVER + ".access",
            HTTP);

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.cloakroom");

    @Test
    void every_module_is_seen() {
        Set<String> packages = MAIN.stream().map(JavaClass::getPackageName).collect(toSet());
        assertThat(packages)
                .contains("dev.cloakroom.session", "dev.cloakroom.store.memory", "dev.cloakroom.verify", REDIS)
                .containsAll(SERVER_ROOMS);
    }

    @Test
    void core_depends_on_java_slf4j_and_annotations_only() {
        classes()
                .that()
                .resideInAPackage(CORE)
                .should()
                .onlyDependOnClassesThat()
                // javax.crypto is java.base too
                .resideInAnyPackage(CORE, "java..", "javax.crypto..", "org.slf4j..", "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void core_is_one_package() {
        classes()
                .that()
                .resideInAPackage(CORE)
                .should()
                .resideInAPackage("dev.cloakroom.session")
                .check(MAIN);
    }

    @Test
    void memory_store_depends_on_core_and_caffeine_only() {
        classes()
                .that()
                .resideInAPackage(MEMORY)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        MEMORY,
                        "dev.cloakroom.session",
                        "com.github.benmanes.caffeine..",
                        "java..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void redis_store_depends_on_core_and_jedis_only() {
        classes()
                .that()
                .resideInAPackage(REDIS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        REDIS,
                        "dev.cloakroom.session",
                        "redis.clients.jedis..",
                        "java..",
                        "javax.net..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void verify_is_told_nothing_but_what_it_is_answered() {
        classes()
                .that()
                .resideInAPackage(VERIFY)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        VERIFY, "com.fasterxml.jackson..", "picocli..", "java..", "javax.net..", "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void nothing_depends_on_the_server() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SERVER + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SERVER + "..")
                .check(MAIN);
    }

    /** The rooms of the server are packages too. */
    @Test
    void packages_form_no_circle() {
        slices().matching("dev.cloakroom.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void the_server_has_these_rooms_and_no_others() {
        classes()
                .that()
                .resideInAPackage(SERVER + "..")
                .should()
                .resideInAnyPackage(SERVER_ROOMS.toArray(String[]::new))
                .check(MAIN);
    }

    @Test
    void rooms_of_the_server_point_one_way() {
        for (int room = 1; room < SERVER_ROOMS.size(); room++) {
            noClasses()
                    .that()
                    .resideInAPackage(SERVER_ROOMS.get(room))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SERVER_ROOMS.subList(0, room).toArray(String[]::new))
                    .check(MAIN);
        }
    }

    @Test
    void the_http_engine_knows_no_sessions() {
        noClasses()
                .that()
                .resideInAPackage(HTTP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CORE)
                .check(MAIN);
    }

    @Test
    void no_class_is_a_drawer_for_everything() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager)")
                .check(MAIN);
    }

    @Test
    void public_core_types_cannot_be_extended_by_surprise() {
        classes()
                .that(resideInAPackage(CORE))
                .and()
                .arePublic()
                .should(beClosedOrAnInterface())
                .check(MAIN);
    }

    @Test
    void no_test_is_switched_off() throws IOException {
        JavaClasses tests = new ClassFileImporter().importPaths(compiledTests());
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "(org\\.junit\\.jupiter\\.api|net\\.jqwik\\.api)\\.(.*\\.)?(Disabled.*|Assumptions|Assume)")
                .check(tests);
    }

    /** The test classes of this module and of all that were compiled before it. */
    private static Set<Path> compiledTests() throws IOException {
        try (var modules = Files.list(Path.of("..").toRealPath())) {
            return modules.map(module -> module.resolve(Path.of("target", "test-classes")))
                    .filter(Files::isDirectory)
                    .collect(toSet());
        }
    }

    private static ArchCondition<JavaClass> beClosedOrAnInterface() {
        return new ArchCondition<>("be final, sealed or an interface") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean closed = type.isInterface()
                        || type.isEnum()
                        || type.getModifiers().contains(JavaModifier.FINAL)
                        || type.reflect().isSealed();
                events.add(new SimpleConditionEvent(
                        type, closed, type.getName() + " is public, but neither final nor sealed nor an interface"));
            }
        };
    }
}
