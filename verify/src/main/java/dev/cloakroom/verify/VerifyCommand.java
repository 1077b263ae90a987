package dev.cloakroom.verify;

import dev.cloakroom.verify.evidence.Account;
import dev.cloakroom.verify.evidence.Verdict;
import dev.cloakroom.verify.report.HtmlReport;
import dev.cloakroom.verify.report.JsonReport;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code verify}: tries a running deployment from outside and says whether it keeps people apart. Makes
 * sessions of its own, marks all of them, and removes them at the end. One use of it a thread.
 */
public final class VerifyCommand {
    private static final int USAGE = 2;
    private static final String NAME = "cloakroom verify";

    private final PrintWriter out;
    private final PrintWriter err;

    private VerifyCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command.
     *
     * @param args what follows {@code verify}
     * @return the exit code: 0 OK, 1 VIOLATION, 3 INCONCLUSIVE, 2 when the command line makes no sense
     */
    public static int run(List<String> args, PrintWriter out, PrintWriter err) {
        return new VerifyCommand(out, err).run(args);
    }

    private int run(List<String> args) {
        CommandLine line = new CommandLine(spec());
        line.setOut(out);
        line.setErr(err);
        try {
            ParseResult parsed = line.parseArgs(args.toArray(String[]::new));
            if (CommandLine.printHelpIfRequested(parsed)) {
                return 0;
            }
            return verify(options(parsed));
        } catch (CommandLine.ParameterException | IllegalArgumentException e) {
            return fail(USAGE, e.getMessage() + "; verify --help shows every option");
        }
    }

    private int verify(Options options) {
        if (!options.yes() && !agreed(Targets.remote(options.targets()))) {
            return fail(
                    USAGE,
                    "not tried: " + options.targets() + " is not on this machine; --yes says that it may be tried");
        }
        Account account;
        try {
            account = new Run(options).account(out, Progress.watched());
        } catch (IOException e) {
            return fail(Verdict.INCONCLUSIVE.exitCode(), e.getMessage() + "; VERDICT: INCONCLUSIVE");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail(Verdict.INCONCLUSIVE.exitCode(), "interrupted; VERDICT: INCONCLUSIVE");
        }
        new Summary(out, Ansi.AUTO).print(account);
        Verdict verdict = account.verdict();
        try {
            write(options, account);
            return verdict.exitCode();
        } catch (IOException e) {
            Verdict told = verdict == Verdict.OK ? Verdict.INCONCLUSIVE : verdict;
            return fail(told.exitCode(), "what was seen could not be written: " + e);
        }
    }

    /** A deployment that others may be using is tried only by somebody who means to. */
    private static boolean agreed(List<URI> remote) {
        Optional<Console> console = Optional.ofNullable(System.console());
        if (remote.isEmpty() || console.isEmpty() || !Progress.watched()) {
            return remote.isEmpty();
        }
        String answer = console.get()
                .readLine(
                        "%s is not on this machine. Its users are not touched, but it gets some thousand requests. Go on? [y/N] ",
                        remote);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    private void write(Options options, Account account) throws IOException {
        if (options.report().isPresent()) {
            Path html = options.report().get();
            Path unused = Files.writeString(html, HtmlReport.of(account));
            out.println("report  " + html);
        }
        Optional<Path> json = options.json().or(() -> options.report().map(VerifyCommand::beside));
        if (json.isPresent()) {
            Path unused = Files.writeString(json.get(), JsonReport.of(account));
            out.println("json    " + json.get());
        }
        out.flush();
    }

    private static Path beside(Path html) {
        String name = String.valueOf(html.getFileName());
        return html.resolveSibling((name.endsWith(".html") ? name.substring(0, name.length() - 5) : name) + ".json");
    }

    private int fail(int code, String words) {
        err.println("cloakroom verify: " + Summary.plain(words));
        err.flush();
        return code;
    }

    private static Options options(ParseResult parsed) {
        List<URI> targets = new ArrayList<>();
        if (!parsed.hasMatchedPositional(0)) {
            throw new IllegalArgumentException("a URL is missing");
        }
        List<String> given = parsed.matchedPositionalValue(0, List.of());
        given.forEach(text -> targets.add(Targets.parsed(text)));
        int users = parsed.matchedOptionValue("--users", 20);
        int seconds = parsed.matchedOptionValue("--seconds", 20);
        int patience = parsed.matchedOptionValue("--patience", 120);
        if (users < 1 || seconds < 1 || patience < 1) {
            throw new IllegalArgumentException("--users, --seconds and --patience are 1 or more");
        }
        Optional<Path> json = path(parsed, "--json");
        Optional<Path> report = path(parsed, "--report");
        json.ifPresent(VerifyCommand::requireWritable);
        report.ifPresent(VerifyCommand::requireWritable);
        return new Options(
                targets,
                users,
                seconds,
                patience,
                parsed.matchedOptionValue("--seed", ThreadLocalRandom.current().nextLong(1_000_000)),
                parsed.hasMatchedOption("--load"),
                parsed.hasMatchedOption("--yes"),
                path(parsed, "--tokens"),
                path(parsed, "--service-key-file"),
                json,
                report);
    }

    /** Before a run, not behind it. */
    private static void requireWritable(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        boolean there = Files.exists(file);
        boolean can = there ? !Files.isDirectory(file) && Files.isWritable(file) : Files.isWritable(directory);
        if (!can) {
            throw new IllegalArgumentException("cannot write " + file);
        }
    }

    private static Optional<Path> path(ParseResult parsed, String option) {
        return parsed.hasMatchedOption(option)
                ? Optional.of(parsed.matchedOption(option).getValue())
                : Optional.empty();
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create()
                .name(NAME)
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("show this help and exit")
                        .build());
        spec.usageMessage(new UsageMessageSpec()
                .description(
                        "Tries a running deployment from outside, over HTTP, and says whether it keeps people apart.",
                        "What it makes is marked, and removed at the end.",
                        "")
                .sortOptions(false)
                .width(100)
                .footer(
                        "",
                        "Exit codes: 0 OK, 1 VIOLATION, 3 INCONCLUSIVE (too little was tried, over 1 %% errors, nobody",
                        "answers), 2 wrong use."));
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("URL")
                .arity("1..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("where it is, such as http://127.0.0.1:8080; several of one deployment may be given")
                .build());
        addOptions(spec);
        return spec;
    }

    private static void addOptions(CommandSpec spec) {
        option(spec, "--users", "N", int.class, "how many users there are [20]");
        option(spec, "--seconds", "N", int.class, "how long many of them write at once; the run takes longer [20]");
        option(
                spec,
                "--patience",
                "N",
                int.class,
                "how many seconds a trial waits when users who knock too often are slowed down [120]");
        option(spec, "--seed", "N", long.class, "of everything that is chosen at random, to repeat a run");
        option(
                spec,
                "--tokens",
                "FILE",
                Path.class,
                "a bearer token per line, each of another user, where names are not believed");
        option(
                spec,
                "--service-key-file",
                "FILE",
                Path.class,
                "the key of a backend that names its users (--auth proxy)");
        flag(spec, "--load", "only load: that many users chat and think for 5 s behind each reply");
        flag(spec, "--yes", "try a deployment that is not on this machine without asking");
        option(spec, "--report", "FILE", Path.class, "write a page with pictures, and JSON beside it");
        option(spec, "--json", "FILE", Path.class, "write everything as JSON");
    }

    private static void option(CommandSpec spec, String name, String label, Class<?> type, String description) {
        spec.addOption(OptionSpec.builder(name)
                .paramLabel(label)
                .type(type)
                .description(description)
                .build());
    }

    private static void flag(CommandSpec spec, String name, String description) {
        spec.addOption(OptionSpec.builder(name)
                .type(boolean.class)
                .description(description)
                .build());
    }
}
