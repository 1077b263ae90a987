package dev.cloakroom.tracing;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Begins with each process and puts a line into the few places of the product through which every secret goes, so that
 * no test has to know of it. Thread-safe.
 */
public final class Agent {
    /** The property with the directory of all that is written down. */
    static final String DIRECTORY = "cloakroom.tracing";

    private static final String CORE = "dev.cloakroom.session.";

    private static final List<Place> PLACES = List.of(
            Place.constructor(CORE + "SessionId", Id.class),
            Place.constructor(CORE + "ArtifactStore$Upload", Id.class),
            Place.constructor(CORE + "ArtifactStore$Upload", SecondText.class),
            Place.constructor(CORE + "Draft", SecondText.class),
            Place.constructor(CORE + "Draft", ThirdPairs.class),
            Place.constructor(CORE + "Control", FifthPairs.class),
            Place.method("dev.cloakroom.store.memory.MemoryArtifacts$Chunks", "write", Chunk.class),
            Place.method("dev.cloakroom.store.redis.RedisArtifacts$Chunks", "write", Chunk.class),
            Place.method("dev.cloakroom.server.http.Headers", "all", Header.class),
            Place.method("dev.cloakroom.server.KeyFiles", "keys", Keys.class),
            Place.method("dev.cloakroom.server.KeyFiles", "secret", Key.class),
            Place.method("redis.clients.jedis.DefaultRedisCredentials", "getPassword", Password.class));

    private Agent() {}

    /** Called by the virtual machine, before anything of the traced process. */
    public static void premain(String directory, Instrumentation instrumentation) {
        if (System.getProperty("maven.home") != null) { // runs the tests, and is none
            return;
        }
        System.setProperty(DIRECTORY, directory);
        EveryRecord.listen();
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte @Nullable [] transform(
                    @Nullable ClassLoader loader,
                    String name,
                    @Nullable Class<?> before,
                    ProtectionDomain domain,
                    byte[] bytes) {
                List<Place> places = placesOf(name.replace('/', '.'));
                return places.isEmpty() ? null : withLines(loader, bytes, places);
            }
        });
    }

    private static List<Place> placesOf(String type) {
        return PLACES.stream().filter(place -> place.type.equals(type)).toList();
    }

    private static byte[] withLines(@Nullable ClassLoader loader, byte[] bytes, List<Place> places) {
        String name = places.get(0).type;
        ClassFileLocator locator = new ClassFileLocator.Compound(
                ClassFileLocator.Simple.of(name, bytes), ClassFileLocator.ForClassLoader.of(loader));
        TypeDescription type = TypePool.Default.of(locator).describe(name).resolve();
        DynamicType.Builder<?> builder = new ByteBuddy().decorate(type, locator);
        for (Place place : places) {
            builder = builder.visit(Advice.to(place.line).on(place.methods.get()));
        }
        return builder.make().getBytes();
    }

    /** A line at the end of some methods of a class. Nothing of Byte Buddy is loaded where there is no such class. */
    private record Place(String type, Supplier<ElementMatcher<MethodDescription>> methods, Class<?> line) {
        static Place constructor(String type, Class<?> line) {
            return new Place(type, ElementMatchers::isConstructor, line);
        }

        static Place method(String type, String method, Class<?> line) {
            return new Place(type, () -> ElementMatchers.named(method), line);
        }
    }

    static final class Id {
        private Id() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) UUID id) {
            Ledger.id(id);
        }
    }

    static final class SecondText {
        private SecondText() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(1) String text) {
            Ledger.content(text);
        }
    }

    static final class ThirdPairs {
        private ThirdPairs() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(2) Map<String, String> pairs) {
            Ledger.content(pairs);
        }
    }

    static final class FifthPairs {
        private FifthPairs() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(4) Map<String, String> pairs) {
            Ledger.content(pairs);
        }
    }

    static final class Chunk {
        private Chunk() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(1) byte[] chunk) {
            Ledger.file(chunk);
        }
    }

    static final class Header {
        private Header() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) String name, @Advice.Return List<String> lines) {
            Ledger.header(name, lines);
        }
    }

    static final class Keys {
        private Keys() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return List<String> keys) {
            Ledger.keys(keys);
        }
    }

    static final class Key {
        private Key() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return byte[] key) {
            Ledger.key(key);
        }
    }

    static final class Password {
        private Password() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return char @Nullable [] password) {
            Ledger.password(password);
        }
    }
}
