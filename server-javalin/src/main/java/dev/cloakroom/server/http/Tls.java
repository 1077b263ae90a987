package dev.cloakroom.server.http;

import java.security.KeyStore;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** TLS 1.2 and 1.3 with what the engine and the JDK hold for strong. */
final class Tls {

    private Tls() {}

    /** What reads TLS and hands on to {@code http}; the key in {@code keys} has an empty password. */
    static SslConnectionFactory before(HttpConnectionFactory http, KeyStore keys) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(keys);
        tls.setKeyManagerPassword("");
        tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        tls.setRenegotiationAllowed(false);
        // one certificate for every name and address that this server is reached under
        http.getHttpConfiguration().addCustomizer(new SecureRequestCustomizer(false));
        return new SslConnectionFactory(tls, http.getProtocol());
    }
}
