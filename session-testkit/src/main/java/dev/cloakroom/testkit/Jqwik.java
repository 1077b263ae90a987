package dev.cloakroom.testkit;

import java.util.ServiceLoader;
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

    /** Held, or its level is lost: says once a run that there is no database, which is on purpose. */
    private static final Logger CHATTER = Logger.getLogger("net.jqwik.engine.DefaultJqwikConfiguration");

    private final JqwikRequest request = new JqwikRequest();
    private final TestEngine engine;

    private Jqwik(TestEngine engine) {
        this.engine = engine;
    }

    static Jqwik load() {
        CHATTER.setLevel(Level.WARNING);
        return ServiceLoader.load(TestEngine.class, Jqwik.class.getClassLoader()).stream()
                .filter(provider -> provider.type().getName().startsWith("net.jqwik."))
                .map(provider -> new Jqwik(provider.get()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "jqwik-engine is not on the class path; without it no property would run"));
    }

    /** All properties, below {@code parent}. */
    TestDescriptor discover(UniqueId parent) {
        return engine.discover(request, parent.appendEngine(ID));
    }

    @SuppressWarnings("deprecation") // the one form that every version of the platform has
    void execute(TestDescriptor properties, EngineExecutionListener listener) {
        engine.execute(ExecutionRequest.create(properties, listener, request));
    }
}
