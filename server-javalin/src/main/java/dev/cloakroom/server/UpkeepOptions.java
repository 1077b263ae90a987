package dev.cloakroom.server;

import dev.cloakroom.server.upkeep.Selection;
import dev.cloakroom.session.Principal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/** What may be asked of {@code purge} and {@code export}, and what it means. */
enum UpkeepOptions {
    PURGE,
    EXPORT;

    /** What both share with {@code serve}, with the same variables. */
    static final List<Flag> FLAGS = List.of(Flag.STORE, Flag.AUDIT_KEY_FILE, Flag.AUDIT_FORMAT);

    static final String DRY_RUN = "--dry-run";
    private static final String USER = "--user";
    private static final String TENANT = "--tenant";
    private static final String EXPIRED = "--expired";
    private static final String ALL = "--all";
    private static final String YES = "--yes";
    private static final String FILES = "--files";

    static boolean isOne(String name) {
        return name.equals(PURGE.word()) || name.equals(EXPORT.word());
    }

    static UpkeepOptions of(String name) {
        return name.equals(PURGE.word()) ? PURGE : EXPORT;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String moreHelp() {
        return "; " + word() + " --help shows every option";
    }

    /** Whose sessions are meant; exactly one kind of answer is allowed. */
    static Selection selection(ParseResult parsed) {
        List<Selection> asked = new ArrayList<>();
        Optional<String> tenant = text(parsed, TENANT);
        Optional<String> user = text(parsed, USER);
        user.ifPresent(name -> asked.add(new Selection.User(new Principal(tenant.orElse(""), name))));
        if (user.isEmpty() && tenant.isPresent()) {
            asked.add(new Selection.Tenant(tenant.get()));
        }
        if (has(parsed, EXPIRED)) {
            asked.add(new Selection.Expired());
        }
        if (has(parsed, ALL)) {
            asked.add(new Selection.All());
        }
        boolean export = !parsed.commandSpec().optionsMap().containsKey(ALL);
        if (export && user.isEmpty()) {
            throw new BadSetting("--user is missing: whose sessions are to be exported");
        } else if (asked.size() != 1) {
            throw new BadSetting(
                    "say which sessions, in one way: --user, --user with --tenant, --tenant, --expired or --all");
        }
        if (asked.get(0) instanceof Selection.All && !has(parsed, YES) && !has(parsed, DRY_RUN)) {
            throw new BadSetting("--all ends every session of everybody in this store; --yes says that this is meant,"
                    + " --dry-run only counts");
        }
        if (asked.get(0) instanceof Selection.Tenant one
                && one.name().isEmpty()
                && !has(parsed, YES)
                && !has(parsed, DRY_RUN)) {
            throw new BadSetting(
                    "--tenant is empty, which is everybody where there are no tenants; --yes says that this is"
                            + " meant, --dry-run only counts");
        }
        return asked.get(0);
    }

    static Optional<Path> files(ParseResult parsed) {
        return text(parsed, FILES).map(Path::of);
    }

    private static boolean has(ParseResult parsed, String option) {
        return parsed.commandSpec().optionsMap().containsKey(option) && parsed.hasMatchedOption(option);
    }

    private static Optional<String> text(ParseResult parsed, String option) {
        return has(parsed, option) ? Optional.of(parsed.matchedOptionValue(option, "")) : Optional.empty();
    }

    CommandSpec spec() {
        CommandSpec spec = CommandSpec.create()
                .name("cloakroom " + word())
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("show this help and exit")
                        .build());
        spec.usageMessage(new UsageMessageSpec()
                .description(this == PURGE ? purgeIsFor() : exportIsFor())
                .sortOptions(false)
                .width(100)
                .footer(this == PURGE ? purgeEndsWith() : exportEndsWith()));
        if (this == PURGE) {
            addPurge(spec);
        } else {
            addExport(spec);
        }
        for (Flag flag : FLAGS) {
            String about =
                    flag.equals(Flag.STORE) ? "where the sessions are; memory: is in the server only" : flag.about();
            option(spec, flag.option(), flag.form(), about + " [" + flag.variable() + "]");
        }
        return spec;
    }

    private static void addPurge(CommandSpec spec) {
        option(spec, USER, "USER", "end the sessions that this user owns");
        option(spec, TENANT, "TENANT", "end the sessions of this tenant; with --user: whose user it is");
        alone(spec, EXPIRED, "remove only what is left of sessions that are over, before it goes by itself");
        alone(spec, ALL, "end every session there is, and remove what is left of others");
        alone(spec, YES, "mean it, with --all");
        alone(spec, DRY_RUN, "count and change nothing");
    }

    private static void addExport(CommandSpec spec) {
        option(spec, USER, "USER", "give out the sessions that this user owns");
        option(spec, TENANT, "TENANT", "whose user it is");
        option(spec, FILES, "DIR", "put files into this directory; else each is in its line, as base64");
    }

    private static String[] purgeIsFor() {
        return new String[] {
            "Ends sessions, with their messages and files, while servers go on using the store.",
            "Prints a receipt as one line of JSON. Killed or failed in the middle, it can be run again.",
            ""
        };
    }

    private static String[] purgeEndsWith() {
        return new String[] {
            "",
            "  cloakroom purge --store redis://127.0.0.1:6379 --user alice --dry-run",
            "  cloakroom purge --store redis://127.0.0.1:6379 --user alice --tenant acme",
            "",
            "A user without --tenant is the one of servers without tenants.",
            "Exit codes: 0 done, 1 failed or incomplete (the receipt says what is done), 2 wrong use."
        };
    }

    private static String[] exportIsFor() {
        return new String[] {
            "Gives out everything that a user owns: a line of JSON for each session, message and file.",
            "The last line has \"type\":\"end\"; an export without it was cut.",
            ""
        };
    }

    private static String[] exportEndsWith() {
        return new String[] {
            "",
            "  cloakroom export --store redis://127.0.0.1:6379 --user alice > alice.jsonl",
            "  cloakroom export --store redis://127.0.0.1:6379 --user alice --files alice-files > alice.jsonl",
            "",
            "A user without --tenant is the one of servers without tenants.",
            "Exit codes: 0 done, 1 failed or incomplete, 2 wrong use."
        };
    }

    private static void option(CommandSpec spec, String name, String label, String about) {
        spec.addOption(OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(about)
                .build());
    }

    private static void alone(CommandSpec spec, String name, String about) {
        spec.addOption(
                OptionSpec.builder(name).type(boolean.class).description(about).build());
    }
}
