package dev.cloakroom.testkit;

import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.UniqueId;

/** The engine that generates cases and shrinks what fails. Used by one thread. */
final class Jqwik {
    private static final String ID = "jqwik";
    private static final Logger CHATTER = Logger.getLogger("net.jqwik");

    private final JqwikRequest request = new JqwikRequest();
    private final TestEngine engine;

    private Jqwik(TestEngine engine) {
        this.engine = engine;
    }

    static Jqwik load() {
        return ServiceLoader.load(TestEngine.class, Jqwik.class.getClassLoader()).stream()
                .filter(provider -> provider.type().getName().startsWith("net.jqwik."))
                .map(provider -> new Jqwik(quietly(provider)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "jqwik-engine is not on the class path; without it no property would run"));
    }

    /** All properties, below {@code parent}. */
    TestDescriptor discover(UniqueId parent) {
        return quietly(() -> engine.discover(request, parent.appendEngine(ID)));
    }

    @SuppressWarnings("deprecation") // the one form that every version of the platform has
    void execute(TestDescriptor properties, EngineExecutionListener listener) {
        boolean unused = quietly(() -> {
            engine.execute(ExecutionRequest.create(properties, listener, request));
            return true;
        });
    }

    /** Without its remarks on settings, which are the kit's and on purpose. */
    private static <T> T quietly(Supplier<T> work) {
        Level before = CHATTER.getLevel();
        CHATTER.setLevel(Level.SEVERE);
        try {
            return work.get();
        } finally {
            CHATTER.setLevel(before);
        }
    }
}
