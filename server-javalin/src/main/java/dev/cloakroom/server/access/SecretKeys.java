package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Headers;
import dev.cloakroom.server.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/**
 * Secrets that a request can show as its bearer token. Kept as digests, and compared so that the time it takes tells
 * nothing about them. Immutable and thread-safe.
 */
public final class SecretKeys {

    private final List<byte[]> digests;

    private SecretKeys(List<byte[]> digests) {
        this.digests = digests;
    }

    /** No key: nothing that a request shows is one. */
    public static SecretKeys none() {
        return new SecretKeys(List.of());
    }

    public static SecretKeys of(Collection<String> keys) {
        return new SecretKeys(keys.stream().map(SecretKeys::digest).toList());
    }

    /** Whether the request shows one of them; one that shows something else does not. */
    public boolean shownIn(Headers headers) {
        try {
            return Bearer.token(headers).map(this::holds).orElse(false);
        } catch (IdentityRefused | ProblemException malformed) {
            return false;
        }
    }

    public boolean isEmpty() {
        return digests.isEmpty();
    }

    boolean holds(String candidate) {
        byte[] digest = digest(candidate);
        boolean found = false;
        for (byte[] known : digests) {
            found |= MessageDigest.isEqual(known, digest);
        }
        return found;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "SecretKeys(" + digests.size() + ")";
    }
}
