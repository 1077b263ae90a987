package dev.cloakroom.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Whatever is said of who is asking, it is someone within the bounds of names, or refused; nothing else is thrown. */
class IdentityFuzzTest {

    private static final byte[] SECRET = "a secret of 32 bytes, or of more".getBytes(StandardCharsets.US_ASCII);
    private static final JwtIdentity JWT = new JwtIdentity(
            TokenKeys.secret(SECRET), new TokenClaims(Optional.of("i"), Optional.of("a"), Optional.of("tenant")));
    /** One whose claims are to be looked into, and so has to have a good signature. */
    private static final char SIGN = '{';

    @FuzzTest
    void sessionId(String text) {
        Optional<SessionId> id = SessionId.parse(text);
        assertThat(id.isPresent()).isEqualTo(text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
        id.ifPresent(read -> assertThat(read.text()).isEqualTo(text));
    }

    @FuzzTest
    void principal(FuzzedDataProvider data) {
        String tenant = data.consumeString(200);
        String subject = data.consumeRemainingAsString();
        try {
            Principal who = new Principal(tenant, subject);
            assertThat(who.toString()).matches("[ -~]+").doesNotContain("\"");
            assertThat(who.encoded()).isEqualTo(tenant.length() + ":" + tenant + subject);
        } catch (InvalidInput | LimitExceeded refused) {
            assertThat(refused).hasMessageNotContaining("\n");
        }
    }

    /** Claims that begin with a brace are signed as they are; anything else is a token as it came. */
    @FuzzTest
    void token(String text) throws JOSEException {
        boolean claims = !text.isEmpty() && text.charAt(0) == SIGN;
        try {
            Principal who = JWT.believed(claims ? signed(text) : text);
            assertThat(claims).isTrue();
            assertThat(who.subject()).isNotEmpty();
        } catch (IdentityRefused refused) {
            assertThat(refused.who()).isNull();
        }
    }

    private static String signed(String claims) throws JOSEException {
        JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
        token.sign(new MACSigner(SECRET));
        return token.serialize();
    }
}
