package dev.cloakroom.store.redis.servers;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.store.redis.RedisSessionStore;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * A store whose scripts go by another clock than that of Redis, for tests of other modules. No application can have
 * such a one, which is why this reaches into the package, whose jar is sealed.
 */
public final class SteppedStore {
    private static final String PACKAGE = RedisSessionStore.class.getPackageName() + ".";
    private static final String CLOCK = "local time = redis.call('TIME')";

    private SteppedStore() {}

    /** Opens a store on the Redis at {@code uri} that goes by {@code clock}. */
    public static SessionStore open(URI uri, Limits limits, InstantSource clock) {
        try {
            Class<?> scripts = Class.forName(PACKAGE + "Scripts");
            Class<?> binding = Class.forName(PACKAGE + "Wire$Binding");
            Class<?> settings = Class.forName(PACKAGE + "Settings");
            Method text = method(scripts, "text", Class.forName(PACKAGE + "Script"));
            Method edited = method(scripts, "edited", UnaryOperator.class);
            ConcurrentHashMap<Long, Object> byInstant = new ConcurrentHashMap<>();
            Object stepped = Proxy.newProxyInstance(
                    scripts.getClassLoader(),
                    new Class<?>[] {scripts},
                    (proxy, method, args) ->
                            text.invoke(byInstant.computeIfAbsent(clock.millis(), now -> at(edited, now)), args));
            Object read = method(Class.forName(PACKAGE + "SettingsReader"), "read", URI.class)
                    .invoke(null, uri);
            var checked = binding.getDeclaredField("CHECKED");
            checked.setAccessible(true);
            return (SessionStore) method(RedisSessionStore.class, "open", settings, Limits.class, scripts, binding)
                    .invoke(null, read, limits, stepped, checked.get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the Redis store cannot be given another clock", e);
        }
    }

    private static Object at(Method edited, long now) {
        UnaryOperator<String> edit = part -> part.startsWith(CLOCK) ? "local now = " + now : part;
        try {
            return edited.invoke(null, edit);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Method method(Class<?> owner, String name, Class<?>... parameters) throws NoSuchMethodException {
        Method method = owner.getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }
}
