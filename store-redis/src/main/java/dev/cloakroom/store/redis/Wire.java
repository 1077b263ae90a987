package dev.cloakroom.store.redis;

import dev.cloakroom.store.redis.Settings.Ack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Puts requests onto a connection and takes their answers off it. An answer is used only if it repeats the nonce of its
 * attempt and the key the script ran on (R10); the nonce is drawn anew for each attempt, so no late, repeated or
 * swapped answer can pass for another's. Errors bear no nonce: what Redis calls not applied is believed. Thread-safe; a
 * connection is used by one thread at a time.
 */
final class Wire {
    private static final byte[] ZERO = {'0'};
    private static final byte[] ONE = {'1'};

    private final Scripts scripts;
    private final Binding binding;
    private final Ack ack;

    Wire(Scripts scripts, Binding binding, Ack ack) {
        this.scripts = scripts;
        this.binding = binding;
        this.ack = ack;
    }

    /** Whether an answer is that of its request. There is one in the product; tests take it out and have to go red. */
    @FunctionalInterface
    interface Binding {
        /** Compares what an answer repeats. */
        Binding CHECKED = (nonce, key, answered, answeredKey) -> answered instanceof byte[] echo
                && Arrays.equals(nonce, echo)
                && answeredKey instanceof byte[] keyEcho
                && Arrays.equals(key, keyEcho);

        /**
         * Whether the answer may be used.
         *
         * @param nonce of the attempt
         * @param key of the request
         * @param answered what stands for the nonce in the answer
         * @param answeredKey what stands for the key in the answer
         */
        boolean holds(byte[] nonce, byte[] key, @Nullable Object answered, @Nullable Object answeredKey);
    }

    /**
     * An answer that belongs to its request.
     *
     * @param status how the script ended
     * @param parts the whole answer
     */
    record Answer(Status status, List<?> parts) {}

    /**
     * Sends a request and takes its answer, with the script's text when the server does not know it yet.
     *
     * @param asking for a slot that is being moved there
     * @param doubtful whether an earlier attempt may have come through
     * @throws JedisDataException when Redis answers with an error, which bears no nonce
     * @throws Crossed when the answer is not that of the request; the connection must not be used again
     * @throws Unconfirmed when it was applied and too few replicas have it
     */
    Answer exchange(Connection connection, Request request, boolean asking, boolean doubtful) {
        boolean confirmed = ack.replicas() > 0 && request.effect() != Effect.NONE;
        boolean whole = false;
        while (true) {
            byte[] nonce = nonce();
            if (asking) {
                connection.sendCommand(Protocol.Command.ASKING);
            }
            send(connection, request, nonce, whole, doubtful);
            if (confirmed) {
                connection.sendCommand(new CommandArguments(Protocol.Command.WAIT)
                        .add(ack.replicas())
                        .add(ack.patience().toMillis()));
            }
            if (asking && !(next(connection) instanceof byte[])) {
                throw new Crossed();
            }
            try {
                Answer answer = receive(connection, request, nonce);
                if (confirmed) {
                    requireConfirmed(answer, confirmations(connection));
                }
                return answer;
            } catch (JedisDataException error) {
                if (confirmed) {
                    long unused = confirmations(connection);
                }
                if (whole || !Failures.isUnknownScript(error)) {
                    throw error;
                }
                whole = true;
            }
        }
    }

    /** Sends requests that change nothing in one go; the answers come in the same order. */
    void exchange(Connection connection, List<Request> requests, Map<Request, Reply> replies) {
        List<byte[]> nonces = new ArrayList<>(requests.size());
        for (Request request : requests) {
            byte[] nonce = nonce();
            send(connection, request, nonce, false, false);
            boolean unused = nonces.add(nonce);
        }
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            try {
                Answer answer = receive(connection, request, nonces.get(i));
                Reply unused = replies.put(request, Reply.of(answer.status(), answer.parts(), false));
            } catch (JedisDataException error) {
                Reply unused = replies.remove(request); // it is asked again by itself
            }
        }
    }

    private void send(Connection connection, Request request, byte[] nonce, boolean whole, boolean doubtful) {
        Scripts.Text text = scripts.text(request.script());
        List<byte[]> keys = request.keys();
        CommandArguments command = new CommandArguments(whole ? Protocol.Command.EVAL : Protocol.Command.EVALSHA)
                .add(whole ? text.lua() : text.sha())
                .add(keys.isEmpty() ? ZERO : Protocol.toByteArray(keys.size()));
        for (byte[] key : keys) {
            command = command.add(key);
        }
        List<byte[]> args = request.args();
        boolean inFront = request.script().takesNonceInFront();
        command = command.add(inFront ? joined(nonce, args.get(0)) : nonce);
        for (byte[] arg : inFront ? args.subList(1, args.size()) : args) {
            command = command.add(arg == Request.DOUBTFUL ? doubtful ? ONE : ZERO : arg);
        }
        connection.sendCommand(command);
    }

    private static byte[] joined(byte[] nonce, byte[] arg) {
        return new BytesWriter(nonce.length + arg.length)
                .bytes(nonce)
                .bytes(arg)
                .written();
    }

    /**
     * The next answer. The client takes apart whatever comes, and makes room for whatever length is announced; bytes
     * that are out of step with their requests may be anything, and what then fails in it says nothing of the request.
     */
    private static @Nullable Object next(Connection connection) {
        try {
            return connection.getOne();
        } catch (JedisException told) {
            throw told;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError unused) {
            throw new Crossed();
        }
    }

    private Answer receive(Connection connection, Request request, byte[] nonce) {
        Object raw = next(connection);
        List<?> parts = raw instanceof byte[] flat
                ? Flat.parts(flat, request.binding().length)
                : raw instanceof List<?> list ? list : List.of();
        if (parts.size() < 3 || !binding.holds(nonce, request.binding(), parts.get(0), parts.get(1))) {
            throw new Crossed();
        }
        Status status = parts.get(2) instanceof Long number ? Status.of(number) : null;
        if (status == null) {
            throw new Crossed();
        }
        return new Answer(status, parts);
    }

    private void requireConfirmed(Answer answer, long replicas) {
        boolean changed = answer.status() == Status.DONE || answer.status() == Status.REPLAYED;
        if (changed && replicas < ack.replicas()) {
            throw new Unconfirmed(replicas, ack.replicas());
        }
    }

    /** How many replicas have everything that was written before. */
    private static long confirmations(Connection connection) {
        try {
            if (next(connection) instanceof Long replicas) {
                return replicas;
            }
            throw new Crossed();
        } catch (JedisDataException e) { // the server became a replica while it waited
            return 0;
        }
    }

    private static byte[] nonce() {
        byte[] nonce = new byte[8];
        ThreadLocalRandom.current().nextBytes(nonce);
        return nonce;
    }

    /** Closes the socket and nothing else: what is still in a buffer must not go out now. */
    static void hangUp(Connection connection) {
        try {
            connection.forceDisconnect();
        } catch (IOException | RuntimeException e) {
            connection.setBroken(); // it is gone in any case
        }
    }

    /** An answer that is not that of its request. */
    static final class Crossed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Crossed() {
            super("an answer of Redis was not that of its request", null, false, false);
        }
    }

    /** The primary has applied it, and fewer replicas than wanted have it. */
    static final class Unconfirmed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String why;

        Unconfirmed(long replicas, int wanted) {
            this(replicas + " of " + wanted + " replicas confirmed; whether it lasts is not known");
        }

        private Unconfirmed(String why) {
            super(why, null, false, false);
            this.why = why;
        }

        String why() {
            return why;
        }
    }
}
