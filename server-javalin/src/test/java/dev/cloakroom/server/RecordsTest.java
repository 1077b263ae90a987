package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.cloakroom.server.http.EngineSettings;
import dev.cloakroom.server.http.Front;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.routes.Instance;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No record of the server shows text that came from a client when it is printed (R12). */
class RecordsTest {

    private static final String SERVER = "dev.cloakroom.server";
    private static final String TEXT = "text-nobody-may-see";

    /** What the operator said, or the jar; nothing of a request. */
    private static final Set<Class<?>> OF_THE_OPERATOR =
            Set.of(Flag.class, Instance.class, EngineSettings.class, Front.class, Exposure.class, Settings.class);

    static Stream<Class<?>> records() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(SERVER).stream()
                        .filter(JavaClass::isRecord)
                        .<Class<?>>map(JavaClass::reflect)
                        .filter(type -> !OF_THE_OPERATOR.contains(type));
    }

    @ParameterizedTest
    @MethodSource("records")
    void prints_no_text(Class<?> type) throws Exception {
        RecordComponent[] components = type.getRecordComponents();
        boolean holdsText = Arrays.stream(components).anyMatch(component -> mayHoldText(component.getType()));
        if (!holdsText) {
            return;
        }
        Constructor<?> constructor = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        Object record = constructor.newInstance(Arrays.stream(components)
                .map(RecordComponent::getType)
                .map(RecordsTest::value)
                .toArray());
        assertThat(record.toString()).doesNotContain(TEXT);
    }

    private static boolean mayHoldText(Class<?> type) {
        return Set.of(String.class, Object.class, Optional.class, List.class, Map.class)
                .contains(type);
    }

    private static @Nullable Object value(Class<?> type) {
        if (type == String.class || type == Object.class) {
            return TEXT;
        } else if (type == Optional.class) {
            return Optional.of(TEXT);
        } else if (type == List.class) {
            return List.of(TEXT);
        } else if (type == Map.class) {
            return Map.of(TEXT, TEXT);
        } else if (type == ProblemCode.class) {
            return ProblemCode.INTERNAL;
        } else if (type.isPrimitive()) {
            return zero(type);
        }
        return type.getName().startsWith(SERVER) && !type.isInterface() ? made(type) : null;
    }

    /** A part of the server's own, made of such values too. */
    private static Object made(Class<?> type) {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        try {
            return constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                    .map(RecordsTest::value)
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " cannot be made", e);
        }
    }

    private static Object zero(Class<?> primitive) {
        if (primitive == boolean.class) {
            return false;
        }
        return primitive == int.class ? (Object) 0 : (Object) 0L;
    }
}
