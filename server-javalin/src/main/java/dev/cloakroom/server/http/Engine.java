package dev.cloakroom.server.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.util.ConcurrencyUtil;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A running HTTP server that reads requests in one way only: framing and URIs that two parties could understand
 * differently are refused and the connection is closed. Thread-safe.
 */
public final class Engine implements AutoCloseable {

    private static final long STOP_MILLIS = 500;
    /**
     * Connections that wait to be accepted; Java's own 50 are too few when thousands of followers come back at once.
     */
    private static final int BACKLOG = 1024;
    /**
     * What the system may keep of answers for each connection. By itself it keeps up to four MiB, and does not let a
     * writer go on before a third of that has been taken: a client that takes an answer evenly, and at the pace, would
     * seem to take nothing for half a minute.
     */
    private static final int SEND_BUFFER = 128 * 1024;
    /**
     * Every buffer is new and dropped after use, so that it serves one connection only. An engine that keeps them for
     * the next connection answers people with bytes of others as soon as it gives one back twice, or too early, and
     * engines have done both (ADR 0016).
     */
    private static final ByteBufferPool UNSHARED = ByteBufferPool.NON_POOLING;

    private final Javalin javalin;
    private final Traffic traffic;

    private Engine(Javalin javalin, Traffic traffic) {
        this.javalin = javalin;
        this.traffic = traffic;
    }

    /** Starts listening; {@code routes} adds what is answered, {@code traffic} counts it. */
    public static Engine start(EngineSettings settings, Traffic traffic, Consumer<RoutesConfig> routes) {
        Javalin javalin = Javalin.create(config -> {
            quiet(config);
            strictPaths(config);
            config.router.javaLangErrorHandler(Failures::fatal);
            config.concurrency.useVirtualThreads = true;
            if (!virtualThreads()) {
                config.jetty.threadPool = new QueuedThreadPool(settings.threads());
            }
            config.jetty.modifyServer(server -> harden(server, traffic, settings.front()));
            config.jetty.modifyHttpConfiguration(http -> harden(http, settings));
            config.jetty.modifyServletContextHandler(Engine::harden);
            config.jetty.addConnector((server, http) -> connector(server, http, settings));
            routes.accept(config.routes);
        });
        return new Engine(javalin.start(), traffic);
    }

    public int port() {
        return javalin.port();
    }

    /** Whether requests run on virtual threads; on a JVM without them they run on a bounded pool. */
    public static boolean virtualThreads() {
        return ConcurrencyUtil.isLoomAvailable();
    }

    Traffic traffic() {
        return traffic;
    }

    /** Open connections, idle ones included. */
    int connections() {
        return connector().getConnectedEndPoints().size();
    }

    /**
     * Closes the listening socket and leaves open connections alone. The connector's own shutdown would not: it ends
     * every connection whose last answer is just going out, though the client was told that it may go on.
     */
    void stopListening() {
        connector().setAccepting(false);
        connector().close();
    }

    /** Stops at once, whatever is in flight; {@link GracefulStop} does it kindly. */
    @Override
    public void close() {
        javalin.stop();
    }

    private ServerConnector connector() {
        return (ServerConnector) javalin.jettyServer().server().getConnectors()[0];
    }

    private static void quiet(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        // the watcher would keep the JVM alive for five seconds after a stop
        config.startup.startupWatcherEnabled = false;
    }

    private static void strictPaths(JavalinConfig config) {
        config.router.ignoreTrailingSlashes = false;
        config.router.treatMultipleSlashesAsSingleSlash = false;
        config.router.caseInsensitiveRoutes = false;
        config.http.prefer405over404 = true;
        // compressing secrets beside content someone else may choose tells the secrets
        config.http.compressionStrategy = CompressionStrategy.NONE;
    }

    private static void harden(Server server, Traffic traffic, Front front) {
        if (server.getThreadPool() instanceof QueuedThreadPool pool) {
            pool.setStopTimeout(STOP_MILLIS); // whoever still runs was waited for before
        }
        Edge edge = new Edge(traffic);
        if (!front.origins().isEmpty()) {
            edge.setHandler(Crossing.from(front.origins()));
        }
        server.setHandler(edge);
        RequestLog report = new RequestReport(traffic.watch());
        server.setRequestLog(front.accessLog()
                .<RequestLog>map(hash -> new RequestLog.Collection(new AccessLog(hash), report))
                .orElse(report));
        server.setErrorHandler(new ProblemHandler());
    }

    private static void harden(ServletContextHandler context) {
        // Kept by path: a path that someone asked for lately would be served sooner than one that nobody did (R4).
        context.getServletHandler().setFilterChainsCached(false);
        context.setErrorHandler(new ProblemHandler());
        context.setSessionHandler(new NoSessions());
    }

    private static void harden(HttpConfiguration http, EngineSettings settings) {
        http.setHttpCompliance(HttpCompliance.STRICT);
        http.setUriCompliance(UriCompliance.RFC3986);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(settings.headerBytes());
        // buffers outside the heap are dear to get and to give back, and these are not kept
        http.setUseInputDirectByteBuffers(false);
        http.setUseOutputDirectByteBuffers(false);
    }

    private static Connector connector(Server server, HttpConfiguration http, EngineSettings settings) {
        PromptConnection.Factory prompt = new PromptConnection.Factory(http, settings.headTime());
        ConnectionFactory[] readers = settings.front()
                .tls()
                .map(keys -> new ConnectionFactory[] {Tls.before(prompt, keys), prompt})
                .orElseGet(() -> new ConnectionFactory[] {prompt});
        ServerConnector connector = new ServerConnector(server, null, null, UNSHARED, -1, -1, readers);
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setAcceptedSendBufferSize(SEND_BUFFER);
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        return connector;
    }
}
