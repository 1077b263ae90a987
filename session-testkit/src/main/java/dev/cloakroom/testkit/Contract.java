package dev.cloakroom.testkit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Every property of the kit, and whether they are still the kit's own. */
final class Contract {
    /** The families, in the order in which they run. */
    static final List<Class<?>> FAMILIES = List.of(
            IssuanceProperties.class,
            IsolationProperties.class,
            ListingProperties.class,
            GuardProperties.class,
            ControlProperties.class,
            ProbeProperties.class,
            HistoryProperties.class,
            AppendRaceProperties.class,
            KeyProperties.class,
            NameProperties.class,
            DurabilityProperties.class,
            EndingProperties.class,
            LateProperties.class,
            OutcomeProperties.class,
            ReplyProperties.class,
            LimitProperties.class,
            LimiterProperties.class,
            SilenceProperties.class,
            DamageProperties.class,
            TurnProperties.class,
            FileProperties.class,
            StoryProperties.class);

    private static final List<ContractProperty> PROPERTIES =
            FAMILIES.stream().flatMap(family -> declaredIn(family).stream()).toList();

    private Contract() {}

    /** All properties, family by family. */
    static List<ContractProperty> properties() {
        return PROPERTIES;
    }

    private static List<ContractProperty> declaredIn(Class<?> family) {
        return Arrays.stream(family.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Property.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(ContractProperty::new)
                .toList();
    }

    /** How somebody tried to take something out of the contract for this harness, or empty. */
    static Optional<String> tampering(Class<?> harness) {
        return FAMILIES.stream()
                .flatMap(family -> replaced(family).stream())
                .findFirst()
                .or(() -> switchedOff(harness));
    }

    /** A class of properties that does not come from where the kit comes from, or can be extended. */
    static Optional<String> replaced(Class<?> family) {
        if (!Objects.equals(origin(family), origin(Contract.class))) {
            return Optional.of(family.getSimpleName() + " does not come from the kit: another class is in its place");
        }
        boolean closed = Modifier.isFinal(family.getModifiers()) && !Modifier.isPublic(family.getModifiers());
        return closed ? Optional.empty() : Optional.of(family.getSimpleName() + " can be extended");
    }

    /** Something in a harness that looks as if it switched a property off. */
    private static Optional<String> switchedOff(Class<?> harness) {
        Set<String> names = PROPERTIES.stream().map(ContractProperty::name).collect(Collectors.toSet());
        for (Class<?> each = harness; each != null; each = each.getSuperclass()) {
            if (isDisabled(each.getAnnotations())) {
                return Optional.of(each.getSimpleName() + " is annotated as disabled");
            }
            for (Method method : each.getDeclaredMethods()) {
                String name = each.getSimpleName() + "." + method.getName();
                if (isDisabled(method.getAnnotations())) {
                    return Optional.of(name + " is annotated as disabled");
                }
                if (names.contains(method.getName())) {
                    return Optional.of(name + " has the name of a property of the kit");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isDisabled(Annotation[] annotations) {
        return Arrays.stream(annotations)
                .anyMatch(found -> found.annotationType().getSimpleName().startsWith("Disabled"));
    }

    private static @Nullable URL origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }
}
