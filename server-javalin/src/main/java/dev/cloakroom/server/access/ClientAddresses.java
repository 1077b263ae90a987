package dev.cloakroom.server.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.InetAddressSet;

/**
 * Where a request comes from. What {@code X-Forwarded-For} says is believed of trusted proxies only, from right to left
 * for as long as the address that said it is trusted: whatever a client wrote there itself stands further left than
 * what the first trusted proxy added. Immutable and thread-safe.
 */
public final class ClientAddresses {

    private static final String OCTET = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final String FOUR = "(?:" + OCTET + "\\.){3}" + OCTET;
    /** Never a name: with a colon, and of these characters, nothing is looked up. */
    private static final String SIX = "[0-9a-fA-F:][0-9a-fA-F:.]*:[0-9a-fA-F:.]*";

    private static final Pattern HOP =
            Pattern.compile("(" + FOUR + ")(?::[0-9]{1,5})?|\\[(" + SIX + ")](?::[0-9]{1,5})?|(" + SIX + ")");
    private static final Pattern NETWORK = Pattern.compile("(?:" + FOUR + "|" + SIX + ")(?:/[0-9]{1,3})?");

    /** What one subscriber has, as a rule; with 2^64 addresses of their own nobody would ever meet a limit. */
    private static final int NETWORK_BYTES = 8;

    private final InetAddressSet trusted;
    private final List<String> networks;

    private ClientAddresses(InetAddressSet trusted, List<String> networks) {
        this.trusted = trusted;
        this.networks = networks;
    }

    /**
     * Behind proxies.
     *
     * @param networks addresses of trusted proxies, such as {@code 10.0.0.0/8}, {@code fd00::/8}, {@code 192.0.2.7}
     * @throws IllegalArgumentException when one of them is no address or network
     */
    public static ClientAddresses behind(Collection<String> networks) {
        InetAddressSet trusted = new InetAddressSet();
        for (String network : networks) {
            if (!NETWORK.matcher(network).matches() || !trusted.add(network)) {
                throw new IllegalArgumentException("no address and no network: " + network);
            }
        }
        return new ClientAddresses(trusted, List.copyOf(networks));
    }

    /**
     * The address a request is counted under, of IPv6 its first 64 bits; empty for this machine, unless a trusted proxy
     * is on it.
     *
     * @param peer the other end of the connection
     * @param forwarded the values of {@code X-Forwarded-For}, in their order
     */
    Optional<InetAddress> counted(InetAddress peer, List<String> forwarded) {
        if (peer.isLoopbackAddress() && !trusted.test(peer)) {
            return Optional.empty();
        }
        List<String> hops = Arrays.asList(String.join(",", forwarded).split(",", -1));
        InetAddress client = peer;
        for (int i = hops.size() - 1; i >= 0 && trusted.test(client); i--) {
            Optional<InetAddress> hop = address(hops.get(i).strip());
            if (hop.isEmpty()) {
                break;
            }
            client = hop.get();
        }
        return Optional.of(network(client));
    }

    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has the length of an address", e);
        }
    }

    private static Optional<InetAddress> address(String hop) {
        Matcher matcher = HOP.matcher(hop);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                try {
                    return Optional.of(InetAddress.getByName(matcher.group(group)));
                } catch (UnknownHostException malformed) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "ClientAddresses(behind " + networks + ")";
    }
}
