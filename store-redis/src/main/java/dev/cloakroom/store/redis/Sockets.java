package dev.cloakroom.store.redis;

import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.store.redis.Settings.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Opens sockets, with TLS where it is wanted and then never without the host's name verified. A socket that is closed
 * throws away what was not sent yet, so that nothing arrives after its request was given up. Thread-safe.
 */
final class Sockets {
    private final Duration connect;
    private final Duration answer;
    private final @Nullable SSLContext tls;

    Sockets(Duration connect, Duration answer, @Nullable Tls tls) {
        this.connect = connect;
        this.answer = answer;
        this.tls = tls == null ? null : trusting(tls.authorities());
    }

    /** @throws JedisConnectionException when nobody answers, or not as who is expected */
    Socket open(HostAndPort node) {
        IOException failure = null;
        try {
            for (InetAddress address : InetAddress.getAllByName(node.getHost())) {
                try {
                    return open(node, address);
                } catch (IOException e) {
                    failure = e;
                }
            }
        } catch (IOException e) {
            failure = e;
        }
        throw new JedisConnectionException("no connection to " + node, failure);
    }

    private Socket open(HostAndPort node, InetAddress address) throws IOException {
        Socket socket = new Socket();
        boolean open = false;
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoLinger(true, 0);
            socket.connect(new InetSocketAddress(address, node.getPort()), (int) connect.toMillis());
            socket.setSoTimeout((int) answer.toMillis());
            Socket usable = tls == null ? socket : secured(tls, socket, node);
            open = true;
            return usable;
        } finally {
            if (!open) {
                socket.close();
            }
        }
    }

    private static Socket secured(SSLContext context, Socket socket, HostAndPort node) throws IOException {
        Socket layered = context.getSocketFactory().createSocket(socket, node.getHost(), node.getPort(), true);
        if (!(layered instanceof SSLSocket secured)) {
            throw new IOException("this Java has no TLS");
        }
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static SSLContext trusting(@Nullable Path authorities) {
        try {
            if (authorities == null) {
                return SSLContext.getDefault();
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            try (InputStream in = Files.newInputStream(authorities)) {
                int number = 0;
                for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    trusted.setCertificateEntry("ca" + number++, one);
                }
                if (number == 0) {
                    throw new IOException("no certificate");
                }
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException unused) {
            throw new InvalidInput("the certificates of ca cannot be read: PEM is expected");
        }
    }
}
