package dev.cloakroom.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One script, the keys it declares and what it is told beside the nonce. Put together by one thread; then sent as often
 * as it takes.
 */
final class Request {
    /** An argument that says, at each attempt, whether an earlier one may have come through: 1 or 0. */
    static final byte[] DOUBTFUL = {'?'};

    private final Script script;
    private final Effect effect;
    private final List<byte[]> keys;
    private final List<byte[]> args = new ArrayList<>();

    private Request(Script script, Effect effect, List<byte[]> keys) {
        this.script = script;
        this.effect = effect;
        this.keys = keys;
    }

    static Request of(Script script, Effect effect, byte[]... keys) {
        return new Request(script, effect, List.of(keys));
    }

    Request arg(byte[] bytes) {
        args.add(bytes);
        return this;
    }

    Request arg(String text) {
        return arg(text.getBytes(StandardCharsets.UTF_8));
    }

    Script script() {
        return script;
    }

    Effect effect() {
        return effect;
    }

    List<byte[]> keys() {
        return keys;
    }

    List<byte[]> args() {
        return args;
    }

    /**
     * What decides where the request goes, and what its answer has to repeat: the first key, or what stands for one.
     */
    byte[] binding() {
        return keys.isEmpty() ? args.get(0) : keys.get(0);
    }

    @Override
    public String toString() {
        return "Request[" + script + "]";
    }
}
