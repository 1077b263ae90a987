package dev.cloakroom.verify;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/** The addresses of a deployment. */
final class Targets {
    private Targets() {}

    /**
     * Reads an address such as {@code http://127.0.0.1:8080} or {@code https://chat.example/cloakroom}.
     *
     * @throws IllegalArgumentException when it is none, with what is wrong
     */
    static URI parsed(String text) {
        String base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            URI uri = new URI(base);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean known = scheme.equals("http") || scheme.equals("https");
            if (!known || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw new IllegalArgumentException("no address such as http://127.0.0.1:8080: " + text);
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no address such as http://127.0.0.1:8080: " + text, e);
        }
    }

    /** Those that are not on this machine, or whose host is not known here. */
    static List<URI> remote(List<URI> targets) {
        return targets.stream().filter(target -> !isLoopback(target.getHost())).toList();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
