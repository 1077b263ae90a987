package dev.cloakroom.server.access;

import static org.assertj.core.api.Assertions.assertThat;

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
    void sessionId(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Optional<SessionId> id = SessionId.parse(text);
        assertThat(id.isPresent()).isEqualTo(text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
        id.ifPresent(read -> assertThat(read.text()).isEqualTo(text));
    }

    /** Tenant and subject with a NUL between; as UTF-16 behind a byte order mark, for surrogates that stand alone. */
    @FuzzTest
    void principal(byte[] bytes) {
        boolean wide = bytes.length > 1 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF;
        String text = new String(bytes, wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
        int end = Math.max(text.indexOf('\0'), 0);
        String tenant = text.substring(0, end);
        String subject = text.substring(Math.min(end + 1, text.length()));
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
    void token(byte[] bytes) throws JOSEException {
        String text = new String(bytes, StandardCharsets.UTF_8);
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
