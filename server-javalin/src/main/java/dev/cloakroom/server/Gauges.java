package dev.cloakroom.server;

import dev.cloakroom.server.access.Doorman;
import dev.cloakroom.server.access.RequestLimits;
import dev.cloakroom.server.chat.Chat;
import dev.cloakroom.server.http.Traffic;
import dev.cloakroom.server.metrics.Metrics;
import dev.cloakroom.server.routes.IgnoredIds;
import dev.cloakroom.server.routes.Roster;
import dev.cloakroom.server.routes.Tails;

/** What the rooms count for themselves, under the names that it is exported by. */
record Gauges(Metrics metrics) {

    void of(Traffic traffic) {
        metrics.gauge("requests_in_flight", "Requests that are being answered", traffic::inFlight);
        metrics.gauge("draining", "1 from the first moment of a stop on", () -> traffic.draining() ? 1 : 0);
    }

    void of(RequestLimits rates, Doorman doorman) {
        String limited = "Requests that were refused because too many came";
        metrics.counter("rate_limited", limited, rates::refusedUsers, "kind", "user");
        metrics.counter("rate_limited", limited, rates::refusedAddresses, "kind", "address");
        metrics.counter(
                "probing_slowed", "Requests of users who were refused too often", () -> rates.probes().slowed());
        metrics.counter(
                "identity_refused", "Requests that were not believed who they are of", doorman::disbelieved);
    }

    void of(Chat chat) {
        metrics.gauge("turns_running", "Turns that are being answered", () -> chat.turns().running());
        metrics.gauge("turns_waiting", "Messages that wait for a turn or a slot", () -> chat.turns().waiting());
        metrics.gauge("turns_limit", "Turns at once", () -> chat.turns().limit());
        metrics.counter("turns_refused", "Messages for which there was no slot", () -> chat.turns().refused());
    }

    void of(Tails tails) {
        metrics.gauge("followers", "Followers of sessions", tails::count);
        metrics.gauge("followers_limit", "Followers that there may be", tails::limit);
        metrics.counter("followers_refused", "Followers for whom there was no room", tails::refused);
    }

    void of(IgnoredIds ignored) {
        metrics.counter("client_ids_ignored", "Requests that brought a session id along for nothing", ignored::sum);
    }

    void of(Roster roster) {
        metrics.gauge("instances", "Instances that share the store, this one included", () -> roster.known().instances());
        metrics.gauge("version_skew", "1 while instances differ in version, format or settings", () ->
                roster.known().differ() ? 1 : 0);
    }
}
