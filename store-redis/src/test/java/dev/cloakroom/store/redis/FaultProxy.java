package dev.cloakroom.store.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Stands between a client and Redis, knows where requests and answers begin and end, and does to scripts and their
 * answers what networks, proxies and broken clients do.
 */
final class FaultProxy implements AutoCloseable {
    /** What happens to one script on its way. */
    enum Fault {
        /** Nothing. */
        NONE,
        /** The answer comes byte by byte. */
        SLICE,
        /** The connection is cut before the request reaches Redis. */
        CUT_REQUEST,
        /** The request reaches Redis when its sender has long given up. */
        DELAY_REQUEST,
        /** The connection is cut in the middle of the answer. */
        CUT_ANSWER,
        /** The answer comes when nobody waits for it any more. */
        DELAY_ANSWER,
        /** The script was applied and its answer never comes. */
        DROP_ANSWER,
        /** The answer comes twice. */
        DUPLICATE,
        /** The answer is another connection's, which gets this one. */
        SWAP
    }

    private final int target;
    private final long delayMillis;
    private final ServerSocket socket;
    private final Supplier<Fault> plan;
    private final ExecutorService threads = Executors.newCachedThreadPool(FaultProxy::daemon);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Exchanger<byte[]> swapping = new Exchanger<>();
    private final Map<Fault, AtomicInteger> induced = new EnumMap<>(Fault.class);

    /**
     * @param target the port of Redis
     * @param delayMillis longer than a client waits for an answer
     * @param plan asked for each script
     */
    FaultProxy(int target, long delayMillis, Supplier<Fault> plan) throws IOException {
        this.target = target;
        this.delayMillis = delayMillis;
        this.plan = plan;
        for (Fault fault : Fault.values()) {
            induced.put(fault, new AtomicInteger());
        }
        this.socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** How often a fault was caused. */
    int induced(Fault fault) {
        return induced.get(fault).get();
    }

    /** How many faults were caused, of all kinds. */
    int induced() {
        return Arrays.stream(Fault.values())
                .filter(fault -> fault != Fault.NONE)
                .mapToInt(this::induced)
                .sum();
    }

    private void caused(Fault fault) {
        induced.get(fault).incrementAndGet();
    }

    private void accept() {
        try {
            while (!socket.isClosed()) {
                Socket client = socket.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket redis = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(client);
            open.add(redis);
            client.setTcpNoDelay(true);
            redis.setTcpNoDelay(true);
            LinkedBlockingQueue<Fault> waiting = new LinkedBlockingQueue<>();
            threads.execute(() -> bringBack(client, redis, waiting));
            takeThere(client, redis, waiting);
        } catch (IOException gone) {
            return;
        } finally {
            open.remove(client);
        }
    }

    private void takeThere(Socket client, Socket redis, LinkedBlockingQueue<Fault> waiting) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = redis.getOutputStream();
        while (true) {
            byte[] request = Resp.one(in);
            Fault fault = Resp.isScript(request) ? plan.get() : Fault.NONE;
            if (fault == Fault.CUT_REQUEST) {
                caused(fault);
                return;
            }
            if (fault == Fault.DELAY_REQUEST) {
                caused(fault);
                sleep();
            }
            waiting.add(fault);
            out.write(request);
            out.flush();
        }
    }

    private void bringBack(Socket client, Socket redis, LinkedBlockingQueue<Fault> waiting) {
        try (client;
                redis) {
            InputStream in = new BufferedInputStream(redis.getInputStream());
            OutputStream out = client.getOutputStream();
            while (true) {
                byte[] answer = Resp.one(in);
                Fault fault = waiting.poll();
                if (!answer(out, answer, fault == null ? Fault.NONE : fault)) {
                    return;
                }
            }
        } catch (IOException gone) {
            return;
        } finally {
            open.remove(redis);
        }
    }

    /** Whether the connection goes on. */
    private boolean answer(OutputStream out, byte[] answer, Fault fault) throws IOException {
        switch (fault) {
            case SLICE -> {
                caused(fault);
                for (byte one : answer) {
                    out.write(one);
                    out.flush();
                }
                return true;
            }
            case CUT_ANSWER -> {
                caused(fault);
                out.write(answer, 0, answer.length / 2);
                out.flush();
                return false;
            }
            case DROP_ANSWER -> {
                caused(fault);
                return true;
            }
            case DELAY_ANSWER -> {
                caused(fault);
                sleep();
            }
            case DUPLICATE -> {
                caused(fault);
                out.write(answer);
            }
            case SWAP -> {
                out.write(swapped(answer));
                out.flush();
                return true;
            }
            default -> {}
        }
        out.write(answer);
        out.flush();
        return true;
    }

    /** Another's answer, or the own one when nobody else has one now. */
    private byte[] swapped(byte[] answer) {
        try {
            byte[] other = swapping.exchange(answer, 20, TimeUnit.MILLISECONDS);
            caused(Fault.SWAP);
            return other;
        } catch (TimeoutException nobody) {
            return answer;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(delayMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket one : open) {
            one.close();
        }
        threads.shutdownNow().forEach(never -> {});
    }

    /** The protocol of Redis, as far as it takes to know where something ends. */
    private static final class Resp {
        private Resp() {}

        /** One request or answer, as it came. */
        static byte[] one(InputStream in) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            copy(in, bytes);
            return bytes.toByteArray();
        }

        static boolean isScript(byte[] request) {
            String start = new String(request, 0, Math.min(40, request.length), StandardCharsets.ISO_8859_1);
            return start.toUpperCase(Locale.ROOT).contains("EVAL");
        }

        private static void copy(InputStream in, ByteArrayOutputStream bytes) throws IOException {
            String line = line(in, bytes);
            char type = line.charAt(0);
            if (type == '$' || type == '*') {
                int length = Integer.parseInt(line.substring(1));
                if (type == '$' && length >= 0) {
                    bytes.write(in.readNBytes(length + 2));
                }
                for (int i = 0; type == '*' && i < length; i++) {
                    copy(in, bytes);
                }
            }
        }

        private static String line(InputStream in, ByteArrayOutputStream bytes) throws IOException {
            StringBuilder line = new StringBuilder();
            int before = 0;
            while (true) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException("the connection ended");
                }
                bytes.write(next);
                if (before == '\r' && next == '\n') {
                    return line.substring(0, line.length() - 1);
                }
                line.append((char) next);
                before = next;
            }
        }
    }
}
