package dev.cloakroom.testkit;

import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.HistoryStore;
import dev.cloakroom.session.NameStore;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store of which every operation, of its histories, files and names too, goes through an interceptor. */
final class Intercepted {
    /** One call of a store. */
    @FunctionalInterface
    interface Call {
        @Nullable Object proceed() throws Throwable;
    }

    /** Stands around every call. */
    @FunctionalInterface
    interface Interceptor {
        /**
         * Makes the call, or does not.
         *
         * @param operation the method's name
         */
        @Nullable Object around(String operation, Call call) throws Throwable;
    }

    private Intercepted() {}

    static SessionStore store(SessionStore real, Interceptor interceptor) {
        return wrapped(SessionStore.class, real, interceptor);
    }

    /** The same store for someone who does not own it: closing does nothing. */
    static SessionStore borrowed(SessionStore real) {
        return store(real, (operation, call) -> operation.equals("close") ? null : call.proceed());
    }

    private static <T> T wrapped(Class<T> type, Object real, Interceptor interceptor) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Call call = () -> {
                try {
                    return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            };
            return switch (method.getName()) {
                case "limits", "name", "toString", "hashCode" -> call.proceed();
                case "history" -> wrapped(HistoryStore.class, real(call), interceptor);
                case "artifacts" -> wrapped(ArtifactStore.class, real(call), interceptor);
                case "names" -> names(call.proceed(), interceptor);
                case "begin" -> staging(interceptor.around(method.getName(), call), interceptor);
                default -> interceptor.around(method.getName(), call);
            };
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object real(Call call) throws Throwable {
        return Objects.requireNonNull(call.proceed(), "a store has histories and files");
    }

    private static Optional<NameStore> names(@Nullable Object names, Interceptor interceptor) {
        return names instanceof Optional<?> found
                ? found.map(real -> wrapped(NameStore.class, real, interceptor))
                : Optional.empty();
    }

    private static @Nullable Object staging(@Nullable Object begun, Interceptor interceptor) {
        return begun instanceof Result.Done<?> done
                ? Result.done(wrapped(ArtifactStore.Staging.class, done.value(), interceptor))
                : begun;
    }
}
