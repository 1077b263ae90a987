package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.SessionListener.Denial;
import dev.cloakroom.session.SessionListener.LifeCycle;
import dev.cloakroom.session.SessionRegistry.Opened;
import dev.cloakroom.session.SessionStore.Owned;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** R12: every public record is made with secrets in every place, and none of them may show. */
class ToStringTest {
    private static final String SECRET = "s3cret";
    private static final UUID ID = UUID.fromString("0af1c2d3-e4b5-46a7-8899-aabbccddeeff");

    /** Texts that may show: what events are for, hashes, and constants of the caller's code. */
    private static final Set<String> SHOWN = Set.of(
            "Denial.session",
            "Denial.operation",
            "LifeCycle.session",
            "Principal.tenant",
            "Principal.subject",
            "IdempotencyKey.operation",
            "Binding.note");

    @TestFactory
    List<DynamicTest> R12_no_public_record_shows_content_ids_or_metadata() throws Exception {
        return publicRecords().stream()
                .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> {
                    String shown = instance(type).toString();
                    assertThat(shown).isNotBlank().doesNotContain(SECRET, ID.toString(), "0af1c2d3", "ddeeff");
                }))
                .toList();
    }

    @Test
    void the_walk_meets_the_records() throws Exception {
        assertThat(publicRecords())
                .contains(
                        Draft.class,
                        Entry.class,
                        Head.class,
                        Control.class,
                        Session.class,
                        SessionId.class,
                        Facts.class,
                        Page.class,
                        Owned.class,
                        Session.Page.class,
                        Artifact.class,
                        Upload.class,
                        Opened.class,
                        IdempotencyKey.class,
                        Denial.class,
                        LifeCycle.class,
                        Appended.At.class,
                        Result.Done.class,
                        NameStore.Binding.class)
                .hasSizeGreaterThanOrEqualTo(25);
    }

    @Test
    void R12_the_classes_that_are_no_records_are_quiet_too() {
        Append append = Append.of(Draft.user(SECRET).withMetadata(Map.of(SECRET, SECRET)))
                .keyed(new IdempotencyKey("messages", SECRET), SECRET);
        Claim claim = new Claim(new SessionId(ID), House.ALICE, Access.READ, new Stamp(1, 987654321), 0);
        assertThat(append.toString()).isEqualTo("Append[1 drafts, 18 bytes]");
        assertThat(claim.toString()).doesNotContain(ID.toString(), "987654321").endsWith(", READ]");
        assertThat(claim.fencedBy(123456).toString()).doesNotContain("123456").endsWith(", in a turn]");
    }

    private static List<Class<?>> publicRecords() throws IOException, URISyntaxException, ClassNotFoundException {
        Path root = Path.of(
                Claim.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path folder = root.resolve("dev/cloakroom/session");
        List<Class<?>> found = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.equals("package-info.class")) {
                    Class<?> type = Class.forName(
                            "dev.cloakroom.session." + name.substring(0, name.length() - 6),
                            false,
                            Claim.class.getClassLoader());
                    boolean open = type.isRecord()
                            && (Modifier.isPublic(type.getModifiers())
                                    || (type.getEnclosingClass() != null
                                            && type.getEnclosingClass().isInterface()));
                    if (open) {
                        found.add(type);
                    }
                }
            }
        }
        return found;
    }

    private static Object instance(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            String place = type.getSimpleName() + "." + components[i].getName();
            values[i] = SHOWN.contains(place) ? "shown" : value(components[i].getGenericType(), types[i]);
        }
        Constructor<?> canonical = type.getDeclaredConstructor(types);
        return canonical.newInstance(values);
    }

    private static Object value(Type generic, Class<?> type) throws ReflectiveOperationException {
        if (type == String.class) {
            return SECRET;
        } else if (type == UUID.class) {
            return ID;
        } else if (type == long.class) {
            return 3L;
        } else if (type == int.class) {
            return 3;
        } else if (type == boolean.class) {
            return true;
        } else if (type == Instant.class) {
            return Instant.EPOCH;
        } else if (type == Duration.class) {
            return Duration.ofSeconds(1);
        } else if (type == Object.class) {
            return Draft.user(SECRET);
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        } else if (type == Artifacts.Bytes.class) {
            return (Artifacts.Bytes) InputStream::nullInputStream;
        } else if (type == DoubleSupplier.class) {
            return (DoubleSupplier) () -> 3;
        } else if (type == Claim.class) {
            return new Claim(new SessionId(ID), House.ALICE, Access.READ, new Stamp(1, 2), 0);
        } else if (type == Principal.class) {
            return House.ALICE;
        } else if (type == List.class) {
            Class<?> element = (Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[0];
            return List.of(value(element, element));
        } else if (type == Map.class) {
            Class<?> values = (Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[1];
            return Map.of(SECRET, value(values, values));
        }
        assertThat(type.isRecord()).as("a value for " + type).isTrue();
        return instance(type);
    }
}
