package dev.cloakroom.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.server.access.RateSettings;
import dev.cloakroom.session.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is set is understood, or refused with one line that names the flag and tells no secret. */
class SettingsTest {

    @TempDir
    Path folder;

    private static Given given(String... namesAndValues) {
        Map<String, String> typed = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            typed.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Given(typed, name -> null);
    }

    private static Settings settings(String... namesAndValues) {
        return Settings.from(given(namesAndValues));
    }

    @ParameterizedTest
    @CsvSource({
        "dev,1200,0,0", "dev,0,0,0",
        "proxy,1200,60,0", "proxy,0,0,0",
        "jwt,1200,60,6000", "jwt,0,0,6000",
    })
    void what_is_auto_depends_on_who_is_believed(String auth, String user, long refusals, long address) {
        RateSettings rates = Rates.of(given("auth", auth, "rate-limit", user));
        assertThat(rates.refusals()).isEqualTo(refusals);
        assertThat(rates.address()).isEqualTo(address);
        RateSettings set =
                Rates.of(given("auth", auth, "rate-limit", user, "probe-limit", "7", "address-rate-limit", "8"));
        assertThat(set.refusals()).isEqualTo(7);
        assertThat(set.address()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "queue-wait,200000d",
        "queue-wait,36501d",
        "drain-timeout,999999999h",
        "idle-timeout,36501d",
        "max-content-bytes,17179869185GiB",
        "max-upload-bytes,1048577GiB",
        "max-file-bytes,0",
        "context-messages,201",
        "context-messages,0",
        "max-batch,100000",
        "max-metadata-key-chars,171",
        "rate-limit,1000000001",
        "probe-limit,-1",
        "probe-limit,some",
        "address-rate-limit,1000000001",
        "trusted-proxy,10.0.0.0/33",
        "trusted-proxy,proxy.example.com",
        "trusted-proxy,'10.0.0.0/8,'",
        "trusted-proxy,'10.0.0.0/8, fd00::/8'",
        "store,sessions.db",
        "port,65536"
    })
    void a_value_beyond_its_bounds_is_refused(String flag, String value) {
        assertThatThrownBy(() -> settings(flag, value))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("--" + flag + " ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void values_at_their_bounds_are_taken() {
        Settings settings = settings(
                "queue-wait",
                "36500d",
                "drain-timeout",
                "36500d",
                "max-upload-bytes",
                "1048576GiB",
                "max-batch",
                "200");
        assertThat(settings.chat().queueWait()).isEqualTo(Duration.ofDays(36_500));
        assertThat(settings.chat().queueWait().toNanos()).isPositive();
        assertThat(settings.bodies().upload().totalBytes()).isEqualTo(1L << 50);
        assertThat(settings.limits().of(Limit.BATCH_MESSAGES)).isEqualTo(200);
    }

    @Test
    void a_small_page_bounds_the_context_that_nobody_set() {
        assertThat(settings("max-page", "10").chat().contextMessages()).isEqualTo(10);
        assertThat(settings("max-page", "10", "context-messages", "10").chat().contextMessages())
                .isEqualTo(10);
        assertThatThrownBy(() -> settings("max-page", "10", "context-messages", "11"))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("1 to 10");
        assertThat(settings("max-page", "10").limits().of(Limit.PAGE_ENTRIES)).isEqualTo(10);
        assertThat(settings().limits().of(Limit.PAGE_ENTRIES)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory:?sessions=0", "memory:?sessions=x", "memory:?colour=red", "memory:x", "none:x"})
    void a_store_that_makes_no_sense_is_a_wrong_flag(String store) {
        Settings settings = settings("store", store);
        assertThatThrownBy(() -> Stores.open(settings.store(), settings.limits()))
                .isInstanceOf(BadSetting.class)
                .hasMessageStartingWith("--store: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory-sessions", "memory-bytes"})
    void flags_of_the_embedded_store_stand_beside_no_other_uri(String flag) {
        assertThatThrownBy(() -> settings("store", "memory:?sessions=5", flag, "7"))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("--memory-sessions");
        assertThat(settings(flag, "7").store().toString()).contains("=7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://u:s3cret@h/0",
                "redis://:s3cret@h/0",
                "redis://u:s3/cr@s3cret@h:1/0",
                "redis:u:s3cret@h",
                "redis://h/0?password=s3cret&db=1",
                "redis://h/0?db=1&AUTH_TOKEN=s3cret",
                "redis://u:s3cret %@h"
            })
    void no_secret_of_a_store_is_shown(String store) {
        Given given = given("store", store);
        assertThat(given.table()).contains("***").doesNotContain("s3cret");
        assertThat(given.wrong(Flag.STORE, "is wrong").getMessage()).doesNotContain("s3cret");
        try {
            assertThat(Settings.from(given).toString()).doesNotContain("s3cret");
        } catch (BadSetting refused) {
            assertThat(refused.getMessage()).doesNotContain("s3cret");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "auth,none,--auth has to be",
        "auth,proxy,--service-key-file has to name",
        "auth,jwt,--auth jwt needs one of",
        "service-key-file,keys,--service-key-file has a meaning with --auth proxy only",
        "jwt-issuer,me,--jwt-issuer has a meaning with --auth jwt only",
        "host,0.0.0.0,--host has to be a loopback address"
    })
    void an_identity_that_makes_no_sense_is_refused(String flag, String value, String words) {
        assertThatThrownBy(() -> settings(flag, value))
                .isInstanceOf(BadSetting.class)
                .hasMessageStartingWith(words);
    }

    @ParameterizedTest
    @CsvSource({
        "jwt-secret-file,secret,at least 32 bytes",
        "jwt-secret-file,missing,cannot be read",
        "jwt-jwks-url,jwks,has to be the URL",
        "jwt-jwks-url,ftp://h/jwks,has to be the URL"
    })
    void keys_of_tokens_that_make_no_sense_are_refused(String flag, String value, String words) throws IOException {
        Path unused = Files.write(folder.resolve("secret"), "0123456789abcdef0123456789abcde\n".getBytes(US_ASCII));
        String there = flag.endsWith("file") ? folder.resolve(value).toString() : value;
        assertThatThrownBy(() -> settings("auth", "jwt", flag, there))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining(words);
    }

    @Test
    void clients_choose_names_in_dev_only_unless_it_is_said() throws IOException {
        String keys = Files.writeString(folder.resolve("keys"), "a-key-of-the-service")
                .toString();
        assertThat(settings().chat().clientNames()).isTrue();
        assertThat(settings("client-names", "off").chat().clientNames()).isFalse();
        assertThat(settings("auth", "proxy", "service-key-file", keys).chat().clientNames())
                .isFalse();
        assertThat(settings("auth", "proxy", "service-key-file", keys, "client-names", "on")
                        .chat()
                        .clientNames())
                .isTrue();
    }

    @Test
    void a_store_without_secrets_is_shown_as_it_is() {
        assertThat(given("store", "redis://h:6379/0?db=1").table()).contains("redis://h:6379/0?db=1");
    }
}
