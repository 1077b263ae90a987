package dev.cloakroom.server.upkeep;

import dev.cloakroom.server.http.KeyedHash;
import dev.cloakroom.session.Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the security log of each purge and export, once and before anything is touched, so that one that is killed has
 * been told too. People and tenants are keyed hashes. Thread-safe.
 */
public final class UpkeepEvents {
    private static final Logger SECURITY = LoggerFactory.getLogger("cloakroom.security");
    private static final String NOBODY = "-";

    private final KeyedHash hash;

    public UpkeepEvents(KeyedHash hash) {
        this.hash = hash;
    }

    void purging(Selection selection, boolean dryRun) {
        String what = selection.word();
        SECURITY.warn(
                "Purge: what={} user_hash={} tenant_hash={} dry_run={}",
                what,
                selection.person().map(Principal::encoded).map(hash::of).orElse(NOBODY),
                selection.tenant().map(hash::of).orElse(NOBODY),
                dryRun);
    }

    void exporting(Principal who) {
        SECURITY.warn("Export: user_hash={} tenant_hash={}", hash.of(who.encoded()), hash.of(who.tenant()));
    }
}
