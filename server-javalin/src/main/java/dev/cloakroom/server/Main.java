package dev.cloakroom.server;

import dev.cloakroom.server.routes.Instance;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.SessionException;
import dev.cloakroom.verify.VerifyCommand;
import io.javalin.util.JavalinBindException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command: {@code serve}, which is also what no command at all means, {@code verify}, {@code purge} or
 * {@code export}.
 */
public final class Main {

    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final String HELP = "; --help shows every flag";
    private static final int ANSWER_BYTES = 64 << 10;
    private static final String PRINT_CONFIG = "--print-config";

    private final PrintWriter out;
    private final PrintWriter err;

    private Main(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the command line; returns only to exit. */
    public static void main(String[] args) {
        CommandLine line = new CommandLine(spec());
        int code = new Main(line.getOut(), line.getErr()).run(line, args);
        if (code >= 0) {
            System.exit(code);
        }
    }

    private int run(CommandLine line, String[] args) {
        try {
            if (args.length > 0 && args[0].equals("verify")) {
                return VerifyCommand.run(List.of(args).subList(1, args.length), out, err);
            }
            if (args.length > 0 && UpkeepCommand.isOne(args[0])) {
                Logs.writeToStandardError();
                return UpkeepCommand.run(List.of(args), answers(), err, System::getenv);
            }
            boolean named = args.length > 0 && args[0].equals("serve");
            ParseResult parsed = line.parseArgs(named ? Arrays.copyOfRange(args, 1, args.length) : args);
            if (CommandLine.printHelpIfRequested(parsed)) {
                return 0;
            }
            Given given = given(parsed);
            Settings settings = Settings.from(given);
            if (parsed.hasMatchedOption(PRINT_CONFIG)) {
                out.print(given.table());
                out.flush();
                return 0;
            }
            return serve(settings);
        } catch (CommandLine.ParameterException e) {
            // it may quote a store's URI that ended up in the wrong place
            return fail(USAGE, Given.masked(String.valueOf(e.getMessage())) + HELP);
        } catch (BadSetting | InvalidInput e) {
            return fail(USAGE, e.getMessage() + HELP);
        }
    }

    /** Standard output for bytes that have to arrive as they are. */
    private static OutputStream answers() {
        return new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), ANSWER_BYTES);
    }

    private int serve(Settings settings) {
        if (settings.exposure().json()) {
            Logs.writeJson();
        }
        CloakroomServer server;
        try {
            server = CloakroomServer.start(settings);
        } catch (JavalinBindException e) {
            return fail(FAILED, cannotListen(settings, e));
        } catch (SessionException e) {
            return fail(FAILED, "the store cannot be used: " + Given.masked(String.valueOf(e.getMessage())));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "cloakroom-stop"));
        out.print(Banner.of(settings, server.port()));
        out.flush();
        return -1;
    }

    /** A stop that was asked for is a success: the JVM itself would exit with 143. */
    private void stop(CloakroomServer server) {
        out.println("cloakroom: stopping; accepted requests are answered first");
        out.flush();
        int code = FAILED;
        try {
            boolean unused = server.stop(); // requests that were cut are logged; the stop is no failure for it
            code = 0;
        } catch (RuntimeException e) {
            err.println("cloakroom: the stop failed: " + e.getClass().getName());
            err.flush();
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }

    private static String cannotListen(Settings settings, JavalinBindException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String words = String.valueOf(cause.getMessage());
            if (words.contains("assign requested address") || words.contains("unresolved")) {
                return "--host " + settings.host() + " is no address of this machine";
            }
            if (words.contains("Permission denied")) {
                return "port " + settings.port() + " is not allowed to this user; ports from 1024 on are";
            }
        }
        OptionalInt management = settings.exposure().management();
        return "port " + settings.port()
                + (management.isPresent() ? " or management port " + management.getAsInt() : "") + " of "
                + settings.host()
                + " is in use or not to be had; --port 0 chooses a free one";
    }

    private int fail(int code, String line) {
        err.println("cloakroom: " + line.replaceAll("\\s+", " "));
        err.flush();
        return code;
    }

    private static Given given(ParseResult parsed) {
        Map<String, String> typed = new HashMap<>();
        for (Flag flag : Flag.all()) {
            if (parsed.hasMatchedOption(flag.option())) {
                typed.put(flag.name(), parsed.matchedOptionValue(flag.option(), ""));
            }
        }
        return new Given(typed, System::getenv);
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create()
                .name("cloakroom")
                .version("cloakroom " + Instance.ofJar())
                .mixinStandardHelpOptions(true);
        spec.usageMessage(new UsageMessageSpec()
                .description("Keeps sessions and their conversation history, so that no user reaches another's.", "")
                .customSynopsis(
                        "cloakroom [serve] [FLAG VALUE]...",
                        "cloakroom verify URL... (verify --help shows more)",
                        "cloakroom purge [OPTION]... (purge --help shows more)",
                        "cloakroom export --user USER [OPTION]... (export --help shows more)")
                .sortOptions(false)
                .width(100)
                .footer(
                        "",
                        "Every flag has a variable: --queue-wait is CLOAKROOM_QUEUE_WAIT. The command line wins.",
                        "Durations are 500ms, 5s, 10m, 24h, 30d; sizes are 65536, 64KiB, 32MiB, 1GiB."));
        for (Flag flag : Flag.all()) {
            boolean alone = flag.form().equals("on|off");
            spec.addOption(OptionSpec.builder(flag.option())
                    .type(String.class)
                    .arity(alone ? "0..1" : "1")
                    .fallbackValue(alone ? "on" : "")
                    .paramLabel(flag.form())
                    .description(flag.about() + " [" + flag.variable() + ", default "
                            + (flag.standard().isEmpty()
                                    ? "none"
                                    : flag.standard().replace("%", "%%")) + "]")
                    .build());
        }
        spec.addOption(OptionSpec.builder(PRINT_CONFIG)
                .type(boolean.class)
                .description("print every setting, its value and where it comes from, and exit")
                .build());
        return spec;
    }
}
