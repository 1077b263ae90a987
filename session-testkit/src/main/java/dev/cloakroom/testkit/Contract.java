package dev.cloakroom.testkit;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Every property of the kit, and whether they are still the kit's own. */
final class Contract {
    /** The families, in the order in which they run. */
    static final List<Class<?>> FAMILIES = List.of(
            IssuanceProperties.class,
            GuardProperties.class);

    private Contract() {}

    /** The names of all properties, family by family. */
    static List<String> properties() {
        return FAMILIES.stream().flatMap(family -> propertiesOf(family).stream()).map(Method::getName).toList();
    }

    static List<Method> propertiesOf(Class<?> family) {
        return Arrays.stream(family.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Property.class))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    /** What the author of a store looks at when this property fails. */
    static String lookAt(String property) {
        return FAMILIES.stream()
                .flatMap(family -> propertiesOf(family).stream())
                .filter(method -> method.getName().equals(property))
                .findFirst()
                .map(method -> Objects.requireNonNull(method.getAnnotation(LookAt.class))
                        .value())
                .orElseThrow();
    }

    /** What somebody did to the properties, or empty when nobody did anything. */
    static Optional<String> tampering() {
        return tampering(FAMILIES);
    }

    static Optional<String> tampering(List<Class<?>> families) {
        for (Class<?> family : families) {
            if (!Objects.equals(origin(family), origin(Contract.class))) {
                return Optional.of(family.getSimpleName() + " does not come from the kit: another class is in its place");
            }
            if (!Modifier.isFinal(family.getModifiers()) || Modifier.isPublic(family.getModifiers())) {
                return Optional.of(family.getSimpleName() + " can be extended");
            }
            Optional<String> disabled = disabled(family);
            if (disabled.isPresent()) {
                return disabled;
            }
        }
        return Optional.empty();
    }

    /** Which annotation says that this class, or a method of it, is not to be run. */
    static Optional<String> disabled(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Method method : each.getDeclaredMethods()) {
                if (isDisabled(method.getAnnotations())) {
                    return Optional.of(each.getSimpleName() + "." + method.getName() + " is annotated as disabled");
                }
            }
            if (isDisabled(each.getAnnotations())) {
                return Optional.of(each.getSimpleName() + " is annotated as disabled");
            }
        }
        return Optional.empty();
    }

    private static boolean isDisabled(java.lang.annotation.Annotation[] annotations) {
        return Arrays.stream(annotations)
                .anyMatch(found -> found.annotationType().getSimpleName().startsWith("Disabled"));
    }

    private static @Nullable URL origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }
}
