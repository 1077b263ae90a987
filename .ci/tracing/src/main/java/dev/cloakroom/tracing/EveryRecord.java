package dev.cloakroom.tracing;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Writes down what is logged by the platform's own logger, at every level: the JDK, Caffeine and the memory store use
 * it. Thread-safe.
 *
 * <p>Left out is what the JDK's HTTP client says below INFO. The tests are that client, in the process of the server,
 * and it logs the addresses it asks for, which hold ids, and nothing else of a request. The server asks nobody but the
 * model and the keys of an issuer, at addresses that are settings.
 */
final class EveryRecord {
    /** Held on to, since loggers that nobody holds lose their levels. */
    private static final Logger ROOT = Logger.getLogger("");

    private static final Logger CLIENT_OF_TESTS = Logger.getLogger("jdk.internal.httpclient.debug");

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
            CLIENT_OF_TESTS.setLevel(Level.INFO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ROOT.finest(Ledger.planted());
    }
}
