package dev.cloakroom.verify.trials;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloakroom.verify.VerifyCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the command said, exited with and wrote. */
record Verified(int exitCode, String output, JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Runs {@code verify} in this process. */
    static Verified by(String... args) throws IOException {
        Path json = Files.createTempFile("verified", ".json");
        try {
            List<String> all = new ArrayList<>(List.of(args));
            all.addAll(List.of("--json", json.toString()));
            StringWriter out = new StringWriter();
            int code = VerifyCommand.run(all, new PrintWriter(out), new PrintWriter(out));
            return new Verified(code, out.toString(), JSON.readTree(Files.readString(json)));
        } finally {
            Files.delete(json);
        }
    }

    /** The checks whose promises were seen broken. */
    Set<String> violated() {
        Set<String> violated = new TreeSet<>();
        json.path("checks").forEach(check -> {
            if (check.path("verdict").asText().equals("VIOLATION")) {
                violated.add(check.path("check").asText());
            }
        });
        return violated;
    }

    String verdict() {
        return json.path("verdict").asText();
    }
}
