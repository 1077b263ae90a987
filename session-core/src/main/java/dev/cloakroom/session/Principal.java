package dev.cloakroom.session;

import java.util.Objects;

/**
 * Someone who uses sessions: a subject within a tenant. Who embeds the library makes principals from what the
 * application has authenticated, never from what a request says of itself.
 *
 * <p>Two principals are the same only when both texts are equal code point by code point; there is no normalisation.
 * Immutable and thread-safe.
 *
 * @param tenant up to 128 code points without control characters; empty where there is only one tenant
 * @param subject 1 to 128 code points without control characters
 */
public record Principal(String tenant, String subject) {
    private static final int MOST_CHARS = 128;

    /**
     * Checks both texts.
     *
     * @throws InvalidInput when one holds a control character or a lone surrogate, or is empty
     */
    public Principal {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(subject, "subject");
        Text.requireLabel("tenant", tenant, Limit.USER_CHARS, MOST_CHARS);
        Text.requireName("user id", subject, Limit.USER_CHARS, MOST_CHARS);
    }

    /** A principal where there is only one tenant. */
    public static Principal of(String subject) {
        return new Principal("", subject);
    }

    /**
     * One text for both parts, different for different principals, for use in keys: the tenant's length comes first, so
     * {@code ("a", "b/c")} and {@code ("a/b", "c")} stay apart.
     */
    public String encoded() {
        return tenant.length() + ":" + tenant + subject;
    }

    boolean sameTenant(Principal other) {
        return tenant.equals(other.tenant);
    }

    /**
     * Safe to log, and different for different principals: everything but printable ASCII is escaped, and what stands
     * behind the last {@code @} is the tenant. Of a subject with an {@code @} and without a tenant nothing does.
     */
    @Override
    public String toString() {
        boolean plain = tenant.isEmpty() && subject.indexOf('@') < 0;
        return Text.printable(subject)
                + (plain ? "" : "@" + Text.printable(tenant).replace("@", "\\u0040"));
    }
}
