package dev.cloakroom.server;

import static dev.cloakroom.server.Issuer.claims;
import static dev.cloakroom.server.Issuer.in;
import static dev.cloakroom.server.Issuer.signed;
import static dev.cloakroom.server.Issuer.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Signed tokens say who is asking; whatever is wrong with one, it is nobody's. */
class JwtIdentityTest {

    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static Issuer issuer;
    private static LiveServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        issuer = new Issuer();
        server = LiveServer.start(trusting("jwt-jwks-url", issuer.url()));
    }

    @AfterAll
    static void stop() {
        server.close();
        issuer.close();
    }

    private static String[] trusting(String... keys) {
        return Stream.concat(
                        Stream.of(keys),
                        Stream.of(
                                "auth",
                                "jwt",
                                "jwt-issuer",
                                Issuer.NAME,
                                "jwt-audience",
                                Issuer.AUDIENCE,
                                "jwt-tenant-claim",
                                "org"))
                .toArray(String[]::new);
    }

    private static Client with(String token) {
        return with(token, server);
    }

    private static Client with(String token, LiveServer asked) {
        return asked.nobody().with("Authorization", "Bearer " + token);
    }

    private static JWSHeader.Builder header(JWSAlgorithm algorithm, String key) {
        return new JWSHeader.Builder(algorithm).keyID(key);
    }

    @Test
    void the_token_says_who_is_asking_and_nothing_else_does() {
        Client alice = with(token("alice"));
        String session = alice.open();
        alice.chat("hello", session).expect(200);
        alice.with("X-User-Id", "mallory").get("/api/v1/sessions/" + session).expect(200);
        with(token("mallory"))
                .with("X-User-Id", "alice")
                .with("X-Tenant-Id", "red")
                .get("/api/v1/sessions/" + session)
                .expect(403, "not_owner");
        with(token("mallory"))
                .chat(Map.of("message", "m", "session_id", session, "user_id", "alice"))
                .expect(403, "not_owner");
        server.as("alice").get("/api/v1/sessions/" + session).expect(401, "unauthenticated");
    }

    static Stream<String> goodTokens() {
        JWTClaimsSet alice = claims("alice").build();
        return Stream.of(
                signed(alice, header(JWSAlgorithm.RS512, "first"), Issuer.RSA),
                signed(alice, header(JWSAlgorithm.PS256, "first"), Issuer.RSA),
                signed(alice, header(JWSAlgorithm.ES256, "curve"), Issuer.EC),
                signed(alice, new JWSHeader.Builder(JWSAlgorithm.RS256), Issuer.RSA),
                signed(claims("alice").audience(Issuer.AUDIENCE).build()),
                signed(claims("alice")
                        .expirationTime(in(Duration.ofSeconds(-5)))
                        .build()),
                signed(claims("alice").notBeforeTime(in(Duration.ofSeconds(5))).build()),
                signed(claims("\uD83D\uDE00".repeat(128)).build()));
    }

    @ParameterizedTest
    @MethodSource("goodTokens")
    void a_token_of_the_issuer_is_believed(String token) {
        with(token).get("/api/v1/sessions").expect(200);
    }

    static Stream<Arguments> badTokens() {
        JWTClaimsSet alice = claims("alice").build();
        String good = token("alice");
        byte[] publicKey = Issuer.RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        int lastPart = good.lastIndexOf('.');
        return Stream.of(
                Arguments.of("no algorithm", new PlainJWT(alice).serialize()),
                Arguments.of("no signature", good.substring(0, lastPart + 1)),
                Arguments.of(
                        "another's signature",
                        good.substring(0, lastPart) + token("bob").substring(lastPart)),
                Arguments.of("another key", signed(alice, header(JWSAlgorithm.RS256, "first"), Issuer.OTHER_RSA)),
                Arguments.of("an unknown key", signed(alice, header(JWSAlgorithm.RS256, "other"), Issuer.OTHER_RSA)),
                Arguments.of("a public key as a secret", signed(alice, publicKey)),
                Arguments.of(
                        "expired",
                        signed(claims("alice")
                                .expirationTime(in(Duration.ofSeconds(-61)))
                                .build())),
                Arguments.of(
                        "without an end",
                        signed(claims("alice").expirationTime(null).build())),
                Arguments.of(
                        "not yet",
                        signed(claims("alice")
                                .notBeforeTime(in(Duration.ofSeconds(61)))
                                .build())),
                Arguments.of(
                        "another issuer",
                        signed(claims("alice").issuer("https://id.example.org").build())),
                Arguments.of("no issuer", signed(claims("alice").issuer(null).build())),
                Arguments.of(
                        "for another",
                        signed(claims("alice").audience("another").build())),
                Arguments.of(
                        "for nobody",
                        signed(claims("alice").audience((String) null).build())),
                Arguments.of("no subject", signed(claims("alice").subject(null).build())),
                Arguments.of("an empty subject", signed(claims("").build())),
                Arguments.of("a huge subject", signed(claims("u".repeat(129)).build())),
                Arguments.of(
                        "a subject with a control character",
                        signed(claims("a\u0000b").build())),
                Arguments.of(
                        "a tenant that is no text",
                        signed(claims("alice").claim("org", 7).build())),
                Arguments.of(
                        "a huge tenant",
                        signed(claims("alice").claim("org", "t".repeat(129)).build())),
                Arguments.of("not a token", "alice"),
                Arguments.of("nothing", ""),
                Arguments.of("dots", "..."),
                Arguments.of("five parts", good + ".x.y"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void anything_else_is_401_and_one_security_event(String what, String token) {
        try (SecurityLog log = SecurityLog.listening()) {
            Client.Reply reply = with(token).get("/api/v1/sessions").expect(401, "unauthenticated");
            assertThat(reply.header("WWW-Authenticate")).as(what).isEqualTo("Bearer error=\"invalid_token\"");
            assertThat(log.lines())
                    .hasSize(1)
                    .allSatisfy(line -> assertThat(line)
                            .startsWith(
                                    "WARN Authentication failed: operation=\"GET /api/v1/sessions\" reason=TOKEN_"));
        }
    }

    @Test
    void a_token_of_another_kind_is_not_believed() {
        JWTClaimsSet alice = claims("alice").build();
        String access = reTyped(alice, new JOSEObjectType("at+jwt"));
        String logout = reTyped(alice, new JOSEObjectType("logout+jwt"));
        with(access).get("/api/v1/sessions").expect(200);
        with(logout).get("/api/v1/sessions").expect(401);
    }

    private static String reTyped(JWTClaimsSet claims, JOSEObjectType type) {
        try {
            SignedJWT token =
                    new SignedJWT(header(JWSAlgorithm.RS256, "first").type(type).build(), claims);
            token.sign(new RSASSASigner(Issuer.RSA));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void the_tenant_is_what_its_claim_says() {
        Client red = with(signed(claims("alice").claim("org", "red").build()));
        Client blue = with(signed(claims("alice").claim("org", "blue").build()));
        String session = red.open();
        for (Client other : List.of(blue, with(token("alice")))) {
            other.get("/api/v1/sessions/" + session).expect(403, "not_owner");
        }
        red.get("/api/v1/sessions/" + session).expect(200);
    }

    @Test
    void known_keys_go_on_when_their_source_is_down() {
        try (Issuer other = new Issuer();
                LiveServer trusting = LiveServer.start(trusting("jwt-jwks-url", other.url()))) {
            with(token("alice"), trusting).get("/api/v1/sessions").expect(200);
            other.goDown();
            String unknown = signed(claims("alice").build(), header(JWSAlgorithm.RS256, "other"), Issuer.OTHER_RSA);
            with(unknown, trusting).get("/api/v1/sessions").expect(401);
            with(token("alice"), trusting).get("/api/v1/sessions").expect(200);
        }
    }

    @Test
    void keys_that_nobody_can_name_are_not_asked_for_again_and_again() {
        try (Issuer other = new Issuer();
                LiveServer trusting = LiveServer.start(trusting("jwt-jwks-url", other.url()))) {
            for (int i = 0; i < 50; i++) {
                String unknown = signed(claims("alice").build(), header(JWSAlgorithm.RS256, "k" + i), Issuer.OTHER_RSA);
                with(unknown, trusting).get("/api/v1/sessions").expect(401);
            }
            assertThat(other.asked.get()).isLessThanOrEqualTo(3);
            with(token("alice"), trusting).get("/api/v1/sessions").expect(200);
        }
    }

    @Test
    void a_new_key_is_found() {
        try (Issuer other = new Issuer();
                LiveServer trusting = LiveServer.start(trusting("jwt-jwks-url", other.url()))) {
            with(token("alice"), trusting).get("/api/v1/sessions").expect(200);
            other.show(Issuer.OTHER_RSA.toPublicJWK());
            String fresh = signed(claims("alice").build(), header(JWSAlgorithm.RS256, "other"), Issuer.OTHER_RSA);
            with(fresh, trusting).get("/api/v1/sessions").expect(200);
        }
    }

    @Test
    void without_any_keys_tokens_cannot_be_checked_and_the_server_says_so() {
        try (Issuer other = new Issuer()) {
            other.goDown();
            try (LiveServer trusting = LiveServer.start(trusting("jwt-jwks-url", other.url()))) {
                Client.Reply reply =
                        with(token("alice"), trusting).get("/api/v1/sessions").expect(503, "overloaded");
                assertThat(reply.header("Retry-After")).isNotEmpty();
            }
        }
    }

    @Test
    void keys_may_come_from_a_file() throws IOException {
        Path file = Files.writeString(folder.resolve("jwks.json"), issuer.keySet());
        try (LiveServer trusting = LiveServer.start(trusting("jwt-jwks-file", file.toString()))) {
            with(token("alice"), trusting).get("/api/v1/sessions").expect(200);
            with(signed(claims("alice").build(), SECRET), trusting)
                    .get("/api/v1/sessions")
                    .expect(401);
        }
    }

    @Test
    void a_shared_secret_signs_with_hs256_only() throws IOException {
        Path file = Files.write(folder.resolve("secret"), SECRET);
        try (LiveServer trusting = LiveServer.start(trusting("jwt-secret-file", file.toString()))) {
            with(signed(claims("alice").build(), SECRET), trusting)
                    .get("/api/v1/sessions")
                    .expect(200);
            with(token("alice"), trusting).get("/api/v1/sessions").expect(401);
            with(new PlainJWT(claims("alice").build()).serialize(), trusting)
                    .get("/api/v1/sessions")
                    .expect(401);
        }
    }
}
