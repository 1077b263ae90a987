package dev.cloakroom.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody chooses the address they are counted under. */
class ClientAddressesTest {

    private final ClientAddresses direct = ClientAddresses.behind(List.of());
    private final ClientAddresses behind =
            ClientAddresses.behind(List.of("10.0.0.0/8", "192.0.2.7", "fd00::/8", "::1", "127.0.0.1/32"));

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String counted(ClientAddresses addresses, String peer, String... forwarded) {
        return addresses
                .counted(ip(peer), List.of(forwarded))
                .map(InetAddress::getHostAddress)
                .orElse("nobody");
    }

    @Test
    void without_a_proxy_it_is_the_other_end_of_the_connection_whatever_the_request_says() {
        assertThat(counted(direct, "203.0.113.9")).isEqualTo("203.0.113.9");
        assertThat(counted(direct, "203.0.113.9", "198.51.100.1")).isEqualTo("203.0.113.9");
        assertThat(counted(behind, "203.0.113.9", "198.51.100.1")).isEqualTo("203.0.113.9");
        assertThat(counted(behind, "192.0.2.8", "127.0.0.1")).isEqualTo("192.0.2.8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.1 | 198.51.100.1",
                "6.6.6.6, 198.51.100.1 | 198.51.100.1",
                "10.0.0.1, 6.6.6.6, 198.51.100.1, 10.1.1.1,192.0.2.7 | 198.51.100.1",
                "127.0.0.1, 198.51.100.1 | 198.51.100.1",
                "198.51.100.1:4711 | 198.51.100.1",
                "[2001:db8:1:2:3:4:5:6]:4711 | 2001:db8:1:2:0:0:0:0",
                "2001:db8:1:2:3:4:5:6 | 2001:db8:1:2:0:0:0:0",
                "2001:db8::1 | 2001:db8:0:0:0:0:0:0",
                "::ffff:198.51.100.1 | 198.51.100.1",
                "198.51.100.1, fd00::7 | 198.51.100.1",
                "10.9.9.9 | 10.9.9.9",
                "127.0.0.1 | 127.0.0.1",
            })
    void behind_a_trusted_proxy_it_is_the_rightmost_that_is_no_trusted_proxy(String forwarded, String expected) {
        assertThat(counted(behind, "10.0.0.1", forwarded)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "unknown",
                "_hidden",
                "localhost",
                "198.51.100.1, unknown",
                "198.51.100.256",
                "1.2.3",
                "010.1.1.1",
                "fe80::1%eth0",
                "g::1",
                "::1::2",
                "[198.51.100.1]",
                "2001:db8::1]:80",
                "198.51.100.1,",
                "1.2.3.4:999999"
            })
    void what_a_trusted_proxy_says_and_nobody_understands_counts_for_the_proxy(String forwarded) {
        assertThat(counted(behind, "10.0.0.1", forwarded)).isEqualTo("10.0.0.1");
    }

    @Test
    void several_fields_are_one_list() {
        assertThat(counted(behind, "10.0.0.1", "6.6.6.6", "198.51.100.1, 10.1.1.1", "10.2.2.2"))
                .isEqualTo("198.51.100.1");
        assertThat(counted(behind, "10.0.0.1")).isEqualTo("10.0.0.1");
    }

    @Test
    void this_machine_is_not_counted_unless_a_trusted_proxy_is_on_it() {
        assertThat(counted(direct, "127.0.0.1", "198.51.100.1")).isEqualTo("nobody");
        assertThat(counted(direct, "::1")).isEqualTo("nobody");
        assertThat(counted(behind, "127.0.0.2", "198.51.100.1")).isEqualTo("nobody");
        assertThat(counted(behind, "127.0.0.1", "198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(counted(behind, "::1", "198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(counted(behind, "127.0.0.1")).isEqualTo("127.0.0.1");
    }

    @Test
    void addresses_of_one_subscriber_are_counted_together() {
        Optional<InetAddress> one = direct.counted(ip("2001:db8:1:2::1"), List.of());
        assertThat(direct.counted(ip("2001:db8:1:2:ffff::9"), List.of())).isEqualTo(one);
        assertThat(direct.counted(ip("2001:db8:1:3::1"), List.of())).isNotEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.com",
                "example.com/8",
                "10.0.0.0/33",
                "10.0.0.1/8",
                "10.0.0.0/x",
                "10.0.0",
                "10.0.0.0-255",
                "fd00::/129",
                "fd00::1/8",
                " 10.0.0.1",
                "::/",
                "1:2/8"
            })
    void what_is_no_network_is_refused(String network) {
        assertThatThrownBy(() -> ClientAddresses.behind(List.of(network))).isInstanceOf(IllegalArgumentException.class);
    }
}
