package dev.cloakroom.server.upkeep;

import dev.cloakroom.session.Inventory;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A store in memory whose next calls fail as they are told to, and which may hold records that nobody can read. */
final class FaultyStore {
    final SessionStore real;
    private final Map<String, Deque<Fault>> faults = new HashMap<>();
    private final SessionStore faulty;
    private long unreadable;
    private boolean walkable = true;

    FaultyStore(CaffeineSessionStore real) {
        this.real = real;
        faulty = (SessionStore) around(SessionStore.class, real);
    }

    /** What becomes of one call. */
    @FunctionalInterface
    interface Fault {
        Fault NONE = Call::made;

        Object instead(Call call) throws Throwable;
    }

    /** The call that would have been made. */
    @FunctionalInterface
    interface Call {
        Object made() throws Throwable;
    }

    SessionStore store() {
        return faulty;
    }

    /** What becomes of the next calls of this name; those after them are made. */
    void next(String operation, Fault... inTurn) {
        faults.computeIfAbsent(operation, unused -> new ArrayDeque<>()).addAll(List.of(inTurn));
    }

    /** Not made at all. */
    static Fault failing(Supplier<RuntimeException> failure) {
        return call -> {
            throw failure.get();
        };
    }

    /** Made, and its answer lost. */
    static Fault lost(Supplier<RuntimeException> failure) {
        return call -> {
            Object unused = call.made();
            throw failure.get();
        };
    }

    void holdUnreadable(long records) {
        unreadable = records;
    }

    void cannotBeWalkedThrough() {
        walkable = false;
    }

    private Object around(Class<?> type, Object target) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Call call = () -> {
                try {
                    return method.invoke(target, args);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            };
            Deque<Fault> planned = faults.getOrDefault(method.getName(), new ArrayDeque<>());
            Fault fault = planned.isEmpty() ? Fault.NONE : planned.remove();
            Object answer = fault.instead(call);
            if (method.getName().equals("inventory")) {
                return walkable ? real.inventory().map(all -> around(Inventory.class, all)) : Optional.empty();
            }
            return answer instanceof Inventory.Live live
                    ? new Inventory.Live(live.heads(), unreadable, live.next())
                    : answer;
        });
    }
}
