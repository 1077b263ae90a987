package dev.cloakroom.verify.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;

/** A request whose connection breaks: what no well-behaved client does and every network does to one. */
public final class CutConnection {
    private static final int PATIENCE_MILLIS = 5_000;

    /** Where the connection breaks. */
    public enum When {
        /** In the middle of the request. */
        HALF_SENT,
        /** Right behind the request, before any answer. */
        SENT,
        /** At the first byte of the answer. */
        ANSWERED
    }

    private CutConnection() {}

    /** Says whether the request was sent whole; whether it was received, nobody knows. */
    static boolean send(URI address, Person who, Call call, When when) {
        byte[] request = bytes(address, who, call);
        try (Socket socket = connect(address)) {
            OutputStream out = socket.getOutputStream();
            out.write(request, 0, when == When.HALF_SENT ? request.length - body(call).length / 2 - 1 : request.length);
            out.flush();
            if (when == When.ANSWERED) {
                int unused = socket.getInputStream().read();
            }
            if (!address.getScheme().equals("https")) {
                socket.setSoLinger(true, 0); // a reset, as from a host that is gone
            }
            return when != When.HALF_SENT;
        } catch (IOException e) {
            return false;
        }
    }

    private static Socket connect(URI address) throws IOException {
        boolean secure = address.getScheme().equals("https");
        int port = address.getPort() > 0 ? address.getPort() : secure ? 443 : 80;
        Socket socket = secure ? SSLSocketFactory.getDefault().createSocket(address.getHost(), port) : new Socket();
        if (!secure) {
            socket.connect(new InetSocketAddress(address.getHost(), port), PATIENCE_MILLIS);
        }
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static byte[] bytes(URI address, Person who, Call call) {
        StringBuilder head = new StringBuilder();
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        head.append(call.method())
                .append(' ')
                .append(path)
                .append(call.target())
                .append(" HTTP/1.1\r\n");
        head.append("Host: ").append(address.getRawAuthority()).append("\r\n");
        for (Map<String, String> headers : List.of(who.headers(), call.headers())) {
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
        }
        head.append("Content-Length: ").append(body(call).length).append("\r\n\r\n");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body(call));
        return all.toByteArray();
    }

    private static byte[] body(Call call) {
        return call.body().getBytes(StandardCharsets.UTF_8);
    }
}
