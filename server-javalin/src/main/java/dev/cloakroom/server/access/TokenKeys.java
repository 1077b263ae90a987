package dev.cloakroom.server.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.URL;
import java.nio.file.Path;
import java.util.Set;

/**
 * The keys that tokens are checked with. The algorithms follow from the kind of key and never from the token: a public
 * key cannot be used as the secret of an HMAC, and there is no way to no signature at all. Thread-safe.
 */
public final class TokenKeys {

    private static final int FETCH_MILLIS = 2_000;
    private static final int MOST_BYTES = 512 * 1024;
    private static final long LIFE_MILLIS = 300_000;
    private static final long LOCK_WAIT_MILLIS = 5_000;
    private static final long OUTAGE_MILLIS = 30L * 24 * 3_600_000;

    /** Of the families that Java verifies by itself. */
    private static final Set<JWSAlgorithm> PUBLIC_KEY = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final String about;
    private final Set<JWSAlgorithm> algorithms;
    private final JWKSource<SecurityContext> source;

    private TokenKeys(String about, Set<JWSAlgorithm> algorithms, JWKSource<SecurityContext> source) {
        this.about = about;
        this.algorithms = algorithms;
        this.source = source;
    }

    /**
     * HS256 with a shared secret.
     *
     * @param secret at least 32 bytes
     */
    public static TokenKeys secret(byte[] secret) {
        return new TokenKeys("the shared secret", Set.of(JWSAlgorithm.HS256), new ImmutableSecret<>(secret));
    }

    /** The public keys of a JWK set at this address. */
    public static TokenKeys at(URL url) {
        DefaultResourceRetriever retriever = new DefaultResourceRetriever(FETCH_MILLIS, FETCH_MILLIS, MOST_BYTES);
        return publicKeys("the keys at " + url, JWKSourceBuilder.create(url, retriever));
    }

    /** The public keys of a JWK set in this file, which is read again when keys are missing or five minutes old. */
    public static TokenKeys in(Path file) {
        JWKSetSource<SecurityContext> source = new JwkSetFile(file);
        return publicKeys("the keys in " + file, JWKSourceBuilder.create(source));
    }

    /**
     * Keys are fetched again when they are five minutes old or one is missing; the latter at most twice in half a
     * minute, since anyone can name a missing key. Those that were fetched once are kept while there are no others.
     */
    private static TokenKeys publicKeys(String about, JWKSourceBuilder<SecurityContext> builder) {
        JWKSource<SecurityContext> source = builder.cache(LIFE_MILLIS, LOCK_WAIT_MILLIS)
                .refreshAheadCache(false)
                .rateLimited(true)
                .outageTolerant(OUTAGE_MILLIS)
                .build();
        return new TokenKeys(about, PUBLIC_KEY, source);
    }

    String about() {
        return about;
    }

    Set<JWSAlgorithm> algorithms() {
        return algorithms;
    }

    JWKSource<SecurityContext> source() {
        return source;
    }

    /** Whether there are keys now; asked once at the start, so that a wrong address is seen then. */
    public boolean reachable() {
        try {
            return !source.get(new JWKSelector(new JWKMatcher.Builder().build()), null)
                    .isEmpty();
        } catch (KeySourceException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "TokenKeys(" + about + ")";
    }
}
