package dev.cloakroom.session;

/** What an {@link OwnershipPolicy} says. */
public enum Decision {
    /** No access. */
    DENY,
    /** Access for as long as the session's stamp stays as it is. May be remembered beside that stamp. */
    ALLOW,
    /**
     * Access for this claim only, because the policy asked something that the stamp does not cover. Never remembered:
     * each {@link SessionRegistry#claim} asks the policy again. A claim already handed out stays good until the stamp
     * changes.
     */
    ALLOW_ONCE
}
