package dev.cloakroom.examples.browser;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may sign in, and who has. Stands for the login your application has already: each start makes new passwords,
 * which are long enough that nobody guesses one. Thread-safe.
 */
final class Logins {
    private static final String COOKIE = "cloakroom_example=";
    private static final String FLAGS = "; Path=/; HttpOnly; SameSite=Strict";

    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> passwords = new TreeMap<>();
    private final Map<String, String> signedIn = new ConcurrentHashMap<>();

    Logins(String... users) {
        for (String user : users) {
            passwords.put(user, secret());
        }
    }

    Map<String, String> passwords() {
        return Map.copyOf(passwords);
    }

    /** The cookie to set, when the password is right. */
    Optional<String> signIn(String user, String password) {
        byte[] right = passwords.getOrDefault(user, secret()).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(right, password.getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        String token = secret();
        signedIn.put(token, user);
        return Optional.of(COOKIE + token + FLAGS);
    }

    /** The cookie that removes it. */
    String signOut(String cookies) {
        token(cookies).ifPresent(signedIn::remove);
        return COOKIE + FLAGS + "; Max-Age=0";
    }

    /** Whoever has signed in with these cookies. */
    Optional<String> user(String cookies) {
        return token(cookies).map(signedIn::get);
    }

    private static Optional<String> token(String cookies) {
        for (String cookie : cookies.split("; *", -1)) {
            if (cookie.startsWith(COOKIE)) {
                return Optional.of(cookie.substring(COOKIE.length()));
            }
        }
        return Optional.empty();
    }

    private String secret() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
