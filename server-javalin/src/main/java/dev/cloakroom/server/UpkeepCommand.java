package dev.cloakroom.server;

import dev.cloakroom.server.http.Json;
import dev.cloakroom.server.http.KeyedHash;
import dev.cloakroom.server.routes.Instance;
import dev.cloakroom.server.upkeep.Export;
import dev.cloakroom.server.upkeep.ExportedFiles;
import dev.cloakroom.server.upkeep.Holdings;
import dev.cloakroom.server.upkeep.Progress;
import dev.cloakroom.server.upkeep.Purge;
import dev.cloakroom.server.upkeep.Receipt;
import dev.cloakroom.server.upkeep.Selection;
import dev.cloakroom.server.upkeep.UpkeepEvents;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * The commands {@code purge} and {@code export}: they open a store themselves, beside the servers that use it, and end
 * or give out sessions. What they answer is on standard output, everything else on standard error. One use of it a
 * thread.
 */
final class UpkeepCommand {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final UpkeepOptions options;
    private final OutputStream out;
    private final PrintWriter err;
    private final Function<String, @Nullable String> environment;

    private UpkeepCommand(
            UpkeepOptions options, OutputStream out, PrintWriter err, Function<String, @Nullable String> environment) {
        this.options = options;
        this.out = out;
        this.err = err;
        this.environment = environment;
    }

    static boolean isOne(String name) {
        return UpkeepOptions.isOne(name);
    }

    /**
     * Runs a command.
     *
     * @param args its name and what follows
     * @return the exit code: 0 done, 1 failed or incomplete, 2 when the command line makes no sense
     */
    static int run(
            List<String> args, OutputStream out, PrintWriter err, Function<String, @Nullable String> environment) {
        UpkeepOptions options = UpkeepOptions.of(args.get(0));
        return new UpkeepCommand(options, out, err, environment).run(args.subList(1, args.size()));
    }

    private int run(List<String> args) {
        try {
            CommandLine line = new CommandLine(options.spec());
            ParseResult parsed = line.parseArgs(args.toArray(String[]::new));
            if (parsed.isUsageHelpRequested()) {
                line.usage(new PrintWriter(out, true, StandardCharsets.UTF_8));
                return DONE;
            }
            return run(parsed);
        } catch (CommandLine.ParameterException e) {
            return fail(USAGE, Given.masked(String.valueOf(e.getMessage())) + options.moreHelp());
        } catch (BadSetting | InvalidInput | LimitExceeded e) {
            return fail(USAGE, e.getMessage() + options.moreHelp());
        } catch (SessionException e) {
            return fail(FAILED, "the store cannot be used: " + Given.masked(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return fail(
                    FAILED,
                    "what was found could not be written: " + e.getClass().getSimpleName());
        }
    }

    private int run(ParseResult parsed) throws IOException {
        Given given = given(parsed);
        Selection selection = UpkeepOptions.selection(parsed);
        URI store = Settings.store(given);
        if ("memory".equalsIgnoreCase(store.getScheme())) {
            return fail(
                    USAGE,
                    "sessions of memory: are in the running server, and only it can " + options.word()
                            + " them; --store names a store that lasts");
        }
        UpkeepEvents events =
                new UpkeepEvents(new KeyedHash(Exposure.auditKey(given).bytes()));
        if (Exposure.isJson(given)) {
            Logs.writeJsonToStandardError();
        }
        Progress progress = new Progress(err, System::nanoTime);
        try (Holdings holdings = Holdings.of(Stores.open(store, Limits.standard()))) {
            if (options == UpkeepOptions.PURGE) {
                boolean dryRun = parsed.hasMatchedOption(UpkeepOptions.DRY_RUN);
                return purge(holdings, selection, dryRun, progress, events);
            }
            return export(holdings, selection, UpkeepOptions.files(parsed), progress, events);
        }
    }

    private int purge(Holdings holdings, Selection selection, boolean dryRun, Progress progress, UpkeepEvents events)
            throws IOException {
        Receipt receipt =
                Purge.of(holdings, selection, dryRun, progress, events, InstantSource.system(), Instance.ofJar());
        out.write(Json.bytes(receipt));
        out.write('\n');
        out.flush();
        String why = receipt.why();
        return why == null ? DONE : fail(FAILED, "not complete: " + Given.masked(why));
    }

    private int export(
            Holdings holdings, Selection selection, Optional<Path> files, Progress progress, UpkeepEvents events)
            throws IOException {
        Principal who = selection.person().orElseThrow();
        ExportedFiles bytes = files.map(ExportedFiles::below).orElseGet(ExportedFiles::inline);
        Optional<String> why =
                Export.of(holdings, who, out, bytes, progress, events, InstantSource.system(), Instance.ofJar());
        return why.isEmpty() ? DONE : fail(FAILED, "not complete: " + Given.masked(why.get()));
    }

    private Given given(ParseResult parsed) {
        Map<String, String> typed = new HashMap<>();
        for (Flag flag : UpkeepOptions.FLAGS) {
            if (parsed.hasMatchedOption(flag.option())) {
                typed.put(flag.name(), parsed.matchedOptionValue(flag.option(), ""));
            }
        }
        return new Given(typed, environment);
    }

    private int fail(int code, String line) {
        err.println("cloakroom " + options.word() + ": " + line.replaceAll("\\s+", " "));
        err.flush();
        return code;
    }
}
