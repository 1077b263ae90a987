package dev.cloakroom.server;

import dev.cloakroom.session.Placeholder;
import dev.cloakroom.store.memory.PlaceholderStore;
import io.javalin.Javalin;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** Starts the server. */
@Command(
        name = "cloakroom",
        description = "Keeps sessions and their conversation history.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main implements Callable<Integer> {
    @Option(names = "--port", description = "the port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE})")
    private int port = 8080;

    private Main() {}

    /** Runs the command line and exits with its code unless the server keeps running. */
    public static void main(String[] args) {
        int code = new CommandLine(new Main()).execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() {
        var store = new PlaceholderStore();
        store.put("hello", new Placeholder("Cloakroom"));
        Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get(
                            "/placeholder", context -> context.json(Objects.requireNonNull(store.get("hello"))));
                })
                .start("127.0.0.1", port);
        return 0;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"cloakroom " + (version == null ? "development" : version)};
        }
    }
}
