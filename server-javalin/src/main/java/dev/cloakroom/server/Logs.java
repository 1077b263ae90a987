package dev.cloakroom.server;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import java.util.List;
import org.slf4j.LoggerFactory;

/** How the security log and the access log are written. */
final class Logs {

    private static final List<String> LOGGERS = List.of("cloakroom.security", "cloakroom.access");

    private static final String STANDARD_ERROR = ConsoleTarget.SystemErr.getName();

    private Logs() {}

    /** From now on on standard error: what is on standard output is the answer of a command. */
    static void writeToStandardError() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().forEachRemaining(Logs::turn);
    }

    private static void turn(Appender<ILoggingEvent> appender) {
        if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
            console.stop();
            console.setTarget(STANDARD_ERROR);
            console.start();
        }
    }

    /** As {@link #writeJson}, on standard error. */
    static void writeJsonToStandardError() {
        writeJson(STANDARD_ERROR);
    }

    /** From now on as JSON on standard output, and nowhere else unless an appender of their own says so. */
    static void writeJson() {
        writeJson(ConsoleTarget.SystemOut.getName());
    }

    private static void writeJson(String target) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        AuditEncoder encoder = new AuditEncoder();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.setTarget(target);
        console.start();
        for (String name : LOGGERS) {
            Logger logger = context.getLogger(name);
            logger.setAdditive(false);
            logger.addAppender(console);
        }
    }
}
