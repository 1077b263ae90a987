package dev.cloakroom.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The key and the certificates of TLS, from the PEM files that everything which issues certificates writes. */
final class PemFiles {

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final String NO_CHAIN = "has to hold a certificate in PEM, and those that lead to its root after it";
    private static final String NOT_ITS_KEY = "does not hold the key of the certificate";
    private static final char[] NO_PASSWORD = {};

    /** How a key of each kind signs. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private PemFiles() {}

    /** What to serve TLS with; empty when no flag asks for it. */
    static Optional<KeyStore> tls(Given given) {
        boolean cert = !given.text(Flag.TLS_CERT_FILE).isEmpty();
        boolean key = !given.text(Flag.TLS_KEY_FILE).isEmpty();
        if (cert != key) {
            throw given.wrong(cert ? Flag.TLS_KEY_FILE : Flag.TLS_CERT_FILE, "has to be set too, or neither");
        }
        return cert ? Optional.of(keyStore(given, chain(given))) : Optional.empty();
    }

    private static Certificate[] chain(Given given) {
        byte[] pem = KeyFiles.secret(given, Flag.TLS_CERT_FILE);
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .toArray(Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
        } catch (GeneralSecurityException e) {
            throw wrong(given, Flag.TLS_CERT_FILE, NO_CHAIN, e);
        }
        throw given.wrong(Flag.TLS_CERT_FILE, NO_CHAIN);
    }

    private static KeyStore keyStore(Given given, Certificate[] chain) {
        PrivateKey key = key(given, chain[0].getPublicKey());
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, NO_PASSWORD);
            keys.setKeyEntry("server", key, NO_PASSWORD, chain);
            return keys;
        } catch (GeneralSecurityException | IOException e) {
            throw wrong(given, Flag.TLS_CERT_FILE, "holds a certificate that cannot be used", e);
        }
    }

    private static PrivateKey key(Given given, PublicKey certified) {
        String pem = new String(KeyFiles.secret(given, Flag.TLS_KEY_FILE), StandardCharsets.US_ASCII);
        Matcher matcher = PKCS8.matcher(pem);
        if (!matcher.find()) {
            throw given.wrong(
                    Flag.TLS_KEY_FILE,
                    "has to hold a key between BEGIN PRIVATE KEY and END PRIVATE KEY, without a password"
                            + " (openssl pkcs8 -topk8 -nocrypt makes one)");
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(matcher.group(1));
            PrivateKey key =
                    KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            if (belong(key, certified)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw wrong(given, Flag.TLS_KEY_FILE, NOT_ITS_KEY, e);
        }
        throw given.wrong(Flag.TLS_KEY_FILE, NOT_ITS_KEY);
    }

    private static boolean belong(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(SIGNATURES.getOrDefault(certified.getAlgorithm(), "EdDSA"));
        byte[] any = "cloakroom".getBytes(StandardCharsets.US_ASCII);
        signature.initSign(key);
        signature.update(any);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(any);
        return signature.verify(signed);
    }

    private static BadSetting wrong(Given given, Flag flag, String what, Exception cause) {
        BadSetting wrong = given.wrong(flag, what);
        wrong.addSuppressed(cause);
        return wrong;
    }
}
