package dev.cloakroom.tracing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.net.URL;
import java.util.Iterator;
import java.util.List;

/**
 * Takes the configuration there is and adds a file with everything, at TRACE. Appenders that are there go on with what
 * they had, since tests read it.
 *
 * <p>Levels that {@code logback.xml} sets stay. A file of this name is one that is shipped, and what it holds back is
 * part of what R12 promises: Jetty's and Javalin's messages quote requests, so they are not for the log, and the search
 * would have to find them if the file that is shipped let them through. Levels that a configuration for tests sets do
 * not stay. Used by one thread.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class TraceEverything extends ContextAwareBase implements Configurator {
    private static final String SHIPPED = "/logback.xml";

    /** Prints what a database says, which may quote keys; the guide for stores has it turned off. */
    private static final String CONNECTIONS_TO_DATABASES = "com.zaxxer.hikari.pool.ProxyConnection";

    /** These write for themselves alone when the security log is JSON. */
    private static final List<String> MAY_STAND_ALONE = List.of("cloakroom.security", "cloakroom.access");

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(Agent.DIRECTORY) == null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        Usual usual = new Usual();
        usual.setContext(context);
        ExecutionStatus unused = usual.configure(context);
        for (Logger logger : context.getLoggerList()) {
            keepAppenders(logger);
            if (!usual.shipped && !isRoot(logger)) {
                logger.setLevel(null);
            }
        }
        FileAppender<ILoggingEvent> file = file(context);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.TRACE);
        root.addAppender(file);
        context.getLogger(CONNECTIONS_TO_DATABASES).setLevel(Level.OFF);
        MAY_STAND_ALONE.forEach(name -> context.getLogger(name).addAppender(file));
        context.getLogger(TraceEverything.class).trace(Ledger.planted());
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Finds the configuration there is, as ever, and says which. */
    private static final class Usual extends DefaultJoranConfigurator {
        private boolean shipped;

        @Override
        public void configureByResource(URL file) throws JoranException {
            shipped = file.getPath().endsWith(SHIPPED);
            super.configureByResource(file);
        }
    }

    private static boolean isRoot(Logger logger) {
        return logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static void keepAppenders(Logger logger) {
        Iterator<Appender<ILoggingEvent>> appenders = logger.iteratorForAppenders();
        while (appenders.hasNext()) {
            ThresholdFilter filter = new ThresholdFilter();
            filter.setLevel(logger.getEffectiveLevel().toString());
            filter.start();
            appenders.next().addFilter(filter);
        }
    }

    private static FileAppender<ILoggingEvent> file(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d %-5level %logger [%thread] %marker %kvp %mdc %msg%n%ex{full}");
        encoder.start();
        FileAppender<ILoggingEvent> file = new FileAppender<>();
        file.setContext(context);
        file.setName("everything");
        file.setFile(Ledger.file(".log").toString());
        file.setEncoder(encoder);
        file.start();
        return file;
    }
}
