package dev.cloakroom.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a logger is told while this is open, at every level that the shipped configuration lets through. */
final class SecurityLog implements AutoCloseable {

    private final Logger logger;
    private final Level before;
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    private SecurityLog(String name, Level level) {
        logger = (Logger) LoggerFactory.getLogger(name);
        before = logger.getLevel();
        logger.setLevel(level);
        events.start();
        logger.addAppender(events);
    }

    /** Of one logger, from this level on. */
    static SecurityLog of(String name, Level level) {
        return new SecurityLog(name, level);
    }

    /** Refusals and changes of access. */
    static SecurityLog listening() {
        return new SecurityLog("cloakroom.security", Level.INFO);
    }

    /** Everything, from every logger that has no level of its own. */
    static SecurityLog ofEverything() {
        return new SecurityLog(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.TRACE);
    }

    List<String> lines() {
        return List.copyOf(events.list).stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()))
                .toList();
    }

    /** The lines that tell of a refusal. */
    List<String> attempts() {
        return lines().stream()
                .filter(line -> line.contains("Session hijacking attempt"))
                .toList();
    }

    @Override
    public void close() {
        var unused = logger.detachAppender(events);
        logger.setLevel(before);
    }
}
