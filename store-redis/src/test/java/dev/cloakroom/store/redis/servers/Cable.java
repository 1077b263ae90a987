package dev.cloakroom.store.redis.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A way to a server that can be cut as a network is: connections stay open, new ones too, and nothing comes through any
 * more, to neither side. Thread-safe.
 */
final class Cable implements AutoCloseable {
    private static final int MOST_BYTES = 64 << 10;

    private final int target;
    private final Predicate<String> spared;
    private final ServerSocket door;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private boolean cut;

    /**
     * @param target the port of the server
     * @param spared whether a connection that begins with these bytes goes on when the cable is cut
     */
    Cable(int target, Predicate<String> spared) {
        this.target = target;
        this.spared = spared;
        try {
            this.door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    synchronized void cut() {
        cut = true;
    }

    /** Lets everything through again; connections that had to wait meanwhile are broken. */
    void mend() {
        links.stream().filter(link -> !link.goesOn).forEach(Link::close);
        synchronized (this) {
            cut = false;
            notifyAll();
        }
    }

    private synchronized void awaitOpen(Link link) throws IOException {
        while (cut && !link.goesOn) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private void accept() {
        try {
            while (!door.isClosed()) {
                Link link = new Link(door.accept());
                links.add(link);
                start(link::goThere);
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cable");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        links.forEach(Link::close);
        mend();
    }

    /** One connection over the cable. */
    private final class Link {
        private final Socket client;
        private final Socket server = new Socket();
        private volatile boolean goesOn;

        Link(Socket client) {
            this.client = client;
        }

        void goThere() {
            try {
                byte[] bytes = new byte[MOST_BYTES];
                int first = client.getInputStream().read(bytes);
                goesOn = first > 0 && spared.test(new String(bytes, 0, first, StandardCharsets.ISO_8859_1));
                awaitOpen(this);
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                start(() -> pass(server, client));
                if (first > 0) {
                    server.getOutputStream().write(bytes, 0, first);
                    pass(client, server);
                }
            } catch (IOException gone) {
                return;
            } finally {
                close();
            }
        }

        private void pass(Socket from, Socket to) {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] bytes = new byte[MOST_BYTES];
                for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
                    awaitOpen(this);
                    out.write(bytes, 0, count);
                }
            } catch (IOException gone) {
                return;
            } finally {
                close();
            }
        }

        void close() {
            links.remove(this);
            try (client;
                    server) {
                return;
            } catch (IOException gone) {
                return;
            }
        }
    }
}
