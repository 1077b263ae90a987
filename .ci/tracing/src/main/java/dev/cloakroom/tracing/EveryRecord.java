package dev.cloakroom.tracing;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Writes down what is logged by the platform's own logger, at every level: the JDK, Caffeine and the memory store use
 * it. Thread-safe.
 *
 * <p>Left out is what the JDK's HTTP client and server say below INFO. The tests are that client, and make false
 * servers of the other, in the process of what is traced; both log the addresses that are asked for, which hold ids.
 * The product has no such server, and asks nobody but the model and the keys of an issuer, at addresses that are
 * settings. And what JUnit says of each file that it deletes from a test's own directory: an export's files are named
 * by ids, which is what an export is for.
 */
final class EveryRecord {
    /** Held on to, since loggers that nobody holds lose their levels. */
    private static final Logger ROOT = Logger.getLogger("");

    private static final List<Logger> OF_TESTS = List.of(
            Logger.getLogger("jdk.internal.httpclient.debug"),
            Logger.getLogger("com.sun.net.httpserver"),
            Logger.getLogger("org.junit.jupiter.engine.extension.TempDirectory$CloseablePath"));

    private EveryRecord() {}

    /** Less than a {@code SimpleFormatter} does: that looks for the caller of each record, and tests wait for it. */
    private static final class Lines extends Formatter {
        @Override
        public String format(LogRecord logged) {
            StringWriter line = new StringWriter();
            line.write(logged.getLevel() + " " + logged.getLoggerName() + " " + formatMessage(logged) + "\n");
            if (logged.getThrown() != null) {
                logged.getThrown().printStackTrace(new PrintWriter(line));
            }
            return line.toString();
        }
    }

    static void listen() {
        try {
            FileHandler handler = new FileHandler(Ledger.file(".jul.log").toString());
            handler.setLevel(Level.ALL);
            handler.setEncoding("UTF-8");
            handler.setFormatter(new Lines());
            ROOT.addHandler(handler);
            ROOT.setLevel(Level.ALL);
            OF_TESTS.forEach(logger -> logger.setLevel(Level.INFO));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ROOT.finest(Ledger.planted());
    }
}
