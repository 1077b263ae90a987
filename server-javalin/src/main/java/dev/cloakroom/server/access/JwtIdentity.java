package dev.cloakroom.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.cloakroom.server.access.IdentityRefused.Reason;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Principal;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Believes signed tokens (RFC 7519): the subject is {@code sub}, the tenant the claim that was chosen for it. A token
 * without an end is not believed. Thread-safe.
 */
final class JwtIdentity implements Identity {

    private static final Logger LOG = LoggerFactory.getLogger(JwtIdentity.class);
    private static final int SKEW_SECONDS = 30;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final TokenKeys keys;
    private final TokenClaims expected;

    JwtIdentity(TokenKeys keys, TokenClaims expected) {
        this.keys = keys;
        this.expected = expected;
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null)); // RFC 9068; null: no type is stated
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(keys.algorithms(), keys.source()));
        processor.setJWTClaimsSetVerifier(claims(expected));
    }

    private static DefaultJWTClaimsVerifier<SecurityContext> claims(TokenClaims expected) {
        JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
        expected.issuer().ifPresent(exact::issuer);
        DefaultJWTClaimsVerifier<SecurityContext> verifier =
                new DefaultJWTClaimsVerifier<>(expected.audience().orElse(null), exact.build(), Set.of("sub", "exp"));
        verifier.setMaxClockSkew(SKEW_SECONDS);
        return verifier;
    }

    @Override
    public String about() {
        return "jwt: tokens signed with " + keys.about()
                + expected.issuer().map(issuer -> ", from " + issuer).orElse("")
                + expected.audience().map(audience -> ", for " + audience).orElse("");
    }

    @Override
    public Optional<Principal> inHeaders(Exchange exchange) {
        return Optional.of(believed(Bearer.token(exchange.headers()).orElseThrow(IdentityRefused::missing)));
    }

    /** Whom the token is about. */
    Principal believed(String token) {
        return principal(verified(token));
    }

    @Override
    public Principal settle(Exchange exchange, Optional<Principal> inHeaders) {
        return StatedUser.requireNoOther(exchange, inHeaders.orElseThrow());
    }

    private JWTClaimsSet verified(String token) {
        try {
            return processor.process(SignedJWT.parse(token), null);
        } catch (ParseException e) {
            throw IdentityRefused.wrongToken(Reason.TOKEN_MALFORMED, e);
        } catch (ExpiredJWTException e) {
            throw IdentityRefused.wrongToken(Reason.TOKEN_EXPIRED, e);
        } catch (BadJWTException e) {
            throw IdentityRefused.wrongToken(Reason.TOKEN_CLAIMS, e);
        } catch (BadJOSEException | RateLimitReachedException e) {
            throw IdentityRefused.wrongToken(Reason.TOKEN_SIGNATURE, e); // or its key, which nobody knows
        } catch (JOSEException e) {
            LOG.warn(
                    "tokens cannot be checked with {}: {}",
                    keys.about(),
                    e.getClass().getSimpleName());
            throw IdentityRefused.keysUnavailable(e);
        }
    }

    private Principal principal(JWTClaimsSet claims) {
        try {
            String tenant = expected.tenant().isEmpty()
                    ? null
                    : claims.getStringClaim(expected.tenant().get());
            return new Principal(tenant == null ? "" : tenant, claims.getSubject());
        } catch (ParseException | InvalidInput | LimitExceeded e) {
            throw IdentityRefused.wrongToken(Reason.TOKEN_CLAIMS, e);
        }
    }
}
