package dev.cloakroom.verify.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloakroom.verify.evidence.Account;
import dev.cloakroom.verify.evidence.Comparison;
import dev.cloakroom.verify.evidence.Findings;
import dev.cloakroom.verify.evidence.Latencies;
import dev.cloakroom.verify.evidence.Sightings;
import dev.cloakroom.verify.evidence.Violation;

/** An account as JSON. Times are milliseconds unless they say otherwise. */
public final class JsonReport {
    private static final double NANOS_A_MILLI = 1e6;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JsonReport() {}

    /** The whole account as one document. */
    public static String of(Account account) {
        ObjectNode root = JSON.objectNode();
        Account.Setting setting = account.setting();
        root.put("verdict", account.verdict().name());
        account.reasons().forEach(root.putArray("inconclusive_because")::add);
        setting.targets().forEach(root.putArray("targets")::add);
        setting.instances().forEach(root.putArray("instances")::add);
        root.put("run", setting.run()).put("seed", setting.seed()).put("users", setting.users());
        root.put("seconds", setting.seconds()).put("load", setting.load());
        root.put("started_at", setting.startedAt().toString())
                .put("took_ms", setting.took().toMillis());
        root.put("errors", account.errors()).put("throttled", account.throttled());
        checks(root.putArray("checks"), account.findings());
        root.set("latency", summary(account.latencies().overall()));
        ArrayNode routes = root.putArray("routes");
        account.latencies().byRoute().forEach(route -> routes.add(summary(route).put("route", route.name())));
        timing(root.putArray("timing"), account);
        seen(root.putArray("forbidden_sightings"), account.sightings());
        account.process()
                .ifPresent(use -> root.putObject("process")
                        .put("name", use.name())
                        .put("memory_bytes_most", use.mostMemory())
                        .put("processors", use.cores())
                        .put("threads_most", use.threads()));
        account.notes().forEach(root.putArray("notes")::add);
        return root.toPrettyString() + "\n";
    }

    private static void checks(ArrayNode checks, Findings findings) {
        for (Findings.Result result : findings.results()) {
            ObjectNode check = checks.addObject()
                    .put("check", result.check().id())
                    .put("rule", result.check().rule())
                    .put("promise", result.check().promise())
                    .put("verdict", result.verdict().name())
                    .put("tried", result.tried())
                    .put("broken", result.broken())
                    .put("example", result.example());
            ArrayNode violations = check.putArray("violations");
            for (Violation violation : result.violations()) {
                violations
                        .addObject()
                        .put("what", violation.what())
                        .put("expected", violation.expected())
                        .put("seen", violation.seen());
            }
        }
    }

    private static ObjectNode summary(Latencies.Summary of) {
        return JSON.objectNode()
                .put("requests", of.requests())
                .put("failed", of.failed())
                .put("p50", of.p50() / NANOS_A_MILLI)
                .put("p95", of.p95() / NANOS_A_MILLI)
                .put("p99", of.p99() / NANOS_A_MILLI)
                .put("most", of.most() / NANOS_A_MILLI);
    }

    private static void timing(ArrayNode timing, Account account) {
        for (Comparison comparison : account.comparisons()) {
            timing.addObject()
                    .put("route", comparison.route())
                    .put("pairs", comparison.foreign().size())
                    .put("auc", comparison.auc());
        }
    }

    private static void seen(ArrayNode seen, Sightings sightings) {
        sightings.forEachForbidden((viewer, owner, times) ->
                seen.addObject().put("viewer", viewer).put("owner", owner).put("times", times));
    }
}
