package dev.cloakroom.store.redis;

/** What becomes of a request whose answer was lost. */
enum Effect {
    /** It changes nothing that anyone could see: asked again, and at worst it was not applied. */
    NONE,
    /** Run twice, it has the effect of once: asked again, and if that fails too the outcome is unknown. */
    REPEATABLE,
    /** Run twice, it would have its effect twice: the outcome is unknown at once. */
    ONCE
}
