package dev.cloakroom.server;

import dev.cloakroom.server.access.Identity;
import dev.cloakroom.server.access.TokenClaims;
import dev.cloakroom.server.access.TokenKeys;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is believed to be asking, from what was set. */
final class IdentitySettings {

    private static final Logger LOG = LoggerFactory.getLogger(IdentitySettings.class);
    private static final int LEAST_SECRET_BYTES = 32;

    private static final List<Flag> OF_DEV = List.of(Flag.INSECURE_DEV);
    private static final List<Flag> OF_PROXY = List.of(Flag.SERVICE_KEY_FILE);
    private static final List<Flag> KEYS_OF_JWT = List.of(Flag.JWT_JWKS_URL, Flag.JWT_JWKS_FILE, Flag.JWT_SECRET_FILE);
    private static final List<Flag> CLAIMS_OF_JWT = List.of(Flag.JWT_ISSUER, Flag.JWT_AUDIENCE, Flag.JWT_TENANT_CLAIM);

    private static final Set<String> ON_THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private IdentitySettings() {}

    static Identity identity(Given given) {
        return switch (given.text(Flag.AUTH)) {
            case "dev" -> dev(given);
            case "proxy" -> proxy(given);
            case "jwt" -> jwt(given);
            default -> throw given.wrong(Flag.AUTH, "has to be dev, proxy or jwt");
        };
    }

    static boolean isDev(Given given) {
        return given.text(Flag.AUTH).equals("dev");
    }

    private static Identity dev(Given given) {
        refuse(given, OF_PROXY, "proxy");
        refuse(given, KEYS_OF_JWT, "jwt");
        refuse(given, CLAIMS_OF_JWT, "jwt");
        boolean insecure = given.on(Flag.INSECURE_DEV);
        requireLoopback(given, insecure);
        return Identity.dev(insecure);
    }

    private static Identity proxy(Given given) {
        refuse(given, OF_DEV, "dev");
        refuse(given, KEYS_OF_JWT, "jwt");
        refuse(given, CLAIMS_OF_JWT, "jwt");
        if (given.text(Flag.SERVICE_KEY_FILE).isEmpty()) {
            throw given.wrong(Flag.SERVICE_KEY_FILE, "has to name a file with the key that your backend shows");
        }
        return Identity.proxy(KeyFiles.shown(given, Flag.SERVICE_KEY_FILE));
    }

    private static Identity jwt(Given given) {
        refuse(given, OF_DEV, "dev");
        refuse(given, OF_PROXY, "proxy");
        List<Flag> set =
                KEYS_OF_JWT.stream().filter(flag -> !given.text(flag).isEmpty()).toList();
        if (set.size() != 1) {
            throw given.wrong(
                    Flag.AUTH, "jwt needs one of --jwt-jwks-url, --jwt-jwks-file and --jwt-secret-file, and only one");
        }
        TokenKeys keys = keys(given, set.get(0));
        if (!keys.reachable()) {
            LOG.warn(
                    "{} holds no keys, or cannot be had now; tokens are refused until it can",
                    set.get(0).option());
        }
        TokenClaims expected = new TokenClaims(
                value(given, Flag.JWT_ISSUER), value(given, Flag.JWT_AUDIENCE), value(given, Flag.JWT_TENANT_CLAIM));
        if (expected.issuer().isEmpty() || expected.audience().isEmpty()) {
            LOG.warn("tokens that were made for another service are believed too, unless both --jwt-issuer and "
                    + "--jwt-audience say which are not");
        }
        return Identity.jwt(keys, expected);
    }

    private static TokenKeys keys(Given given, Flag flag) {
        if (flag.equals(Flag.JWT_JWKS_URL)) {
            return atUrl(given);
        } else if (flag.equals(Flag.JWT_JWKS_FILE)) {
            return TokenKeys.in(KeyFiles.file(given, flag));
        }
        byte[] secret = KeyFiles.secret(given, flag);
        if (secret.length < LEAST_SECRET_BYTES) {
            throw given.wrong(flag, "has to hold a secret of at least " + LEAST_SECRET_BYTES + " bytes");
        }
        return TokenKeys.secret(secret);
    }

    private static TokenKeys atUrl(Given given) {
        try {
            URI url = new URI(given.text(Flag.JWT_JWKS_URL));
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getUserInfo() == null) {
                warnOfPlainHttp(url);
                return TokenKeys.at(url.toURL());
            }
        } catch (URISyntaxException | MalformedURLException e) {
            BadSetting wrong = notUrl(given);
            wrong.addSuppressed(e);
            throw wrong;
        }
        throw notUrl(given);
    }

    private static void warnOfPlainHttp(URI url) {
        if ("http".equals(url.getScheme()) && !ON_THIS_MACHINE.contains(url.getHost())) {
            LOG.warn("{} is not https: whoever is on the way can send keys of their own", Flag.JWT_JWKS_URL.option());
        }
    }

    private static BadSetting notUrl(Given given) {
        return given.wrong(Flag.JWT_JWKS_URL, "has to be the URL of a JWK set, such as https://id.example.com/jwks");
    }

    private static Optional<String> value(Given given, Flag flag) {
        return Optional.of(given.text(flag)).filter(text -> !text.isEmpty());
    }

    /** A setting that would do nothing is a mistake, most likely a forgotten {@code --auth}. */
    private static void refuse(Given given, List<Flag> flags, String mode) {
        for (Flag flag : flags) {
            if (given.isSet(flag)) {
                throw given.wrong(flag, "has a meaning with " + Flag.AUTH.option() + " " + mode + " only");
            }
        }
    }

    private static void requireLoopback(Given given, boolean insecureDev) {
        try {
            if (!insecureDev && !InetAddress.getByName(given.text(Flag.HOST)).isLoopbackAddress()) {
                throw given.wrong(
                        Flag.HOST, "has to be a loopback address with --auth dev, or --insecure-dev on to allow it");
            }
        } catch (UnknownHostException e) {
            BadSetting wrong = given.wrong(Flag.HOST, "is not an address of this machine");
            wrong.addSuppressed(e);
            throw wrong;
        }
    }
}
