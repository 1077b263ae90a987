package dev.cloakroom.session;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Puts a {@link SessionRegistry} together. Not thread-safe. */
public final class RegistryBuilder {
    private static final int AUDIT_KEY_BYTES = 32;

    private final SessionStore store;
    private OwnershipPolicy policy = OwnershipPolicy.ownerAndGrants();
    private SessionListener listener = SessionListener.logging();
    private SecureRandom random = new SecureRandom();
    private byte @Nullable [] auditKey;

    RegistryBuilder(SessionStore store) {
        this.store = store;
    }

    /** Who may do what. Default: {@link OwnershipPolicy#ownerAndGrants()}. */
    public RegistryBuilder policy(OwnershipPolicy ownership) {
        this.policy = ownership;
        return this;
    }

    /** Who is told of refusals and changes. Default: {@link SessionListener#logging()}. */
    public RegistryBuilder listener(SessionListener told) {
        this.listener = told;
        return this;
    }

    /**
     * The key under which ids are hashed for listeners, 16 bytes or more, copied. Default: random, so that hashes
     * compare within one process only.
     */
    public RegistryBuilder auditKey(byte[] key) {
        if (key.length < 16) {
            throw new InvalidInput("an audit key has to have at least 16 bytes, this one has " + key.length);
        }
        this.auditKey = key.clone();
        return this;
    }

    /** Where ids, stamps and fencing tokens come from. Default: the platform's. */
    public RegistryBuilder random(SecureRandom source) {
        this.random = source;
        return this;
    }

    /** The registry. It owns the store from now on. */
    public SessionRegistry build() {
        byte[] key = auditKey;
        if (key == null) {
            key = new byte[AUDIT_KEY_BYTES];
            random.nextBytes(key);
        }
        return new StoreBackedRegistry(store, policy, Audit.reportingTo(listener, key), random);
    }
}
