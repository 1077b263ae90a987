package dev.cloakroom.server.access;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetParseException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;

/** A JWK set in a file, read anew at each call. Thread-safe. */
final class JwkSetFile implements JWKSetSource<SecurityContext> {

    private final Path file;

    JwkSetFile(Path file) {
        this.file = file;
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long now, SecurityContext context)
            throws KeySourceException {
        try {
            return JWKSet.load(file.toFile());
        } catch (IOException e) {
            throw new JWKSetUnavailableException("cannot be read: " + file, e);
        } catch (ParseException e) {
            throw new JWKSetParseException("is no JWK set: " + file, e);
        }
    }

    @Override
    public void close() {}
}
