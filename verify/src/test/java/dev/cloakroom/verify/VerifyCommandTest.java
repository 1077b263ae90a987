package dev.cloakroom.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifyCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void what_makes_no_sense_is_one_line_and_exit_code_2() {
        for (List<String> args : List.of(
                List.<String>of(),
                List.of("no address"),
                List.of("ftp://127.0.0.1"),
                List.of("http://127.0.0.1:1", "--users", "0"),
                List.of("http://127.0.0.1:1", "--seconds", "many"))) {
            err.getBuffer().setLength(0);

            assertThat(run(args)).as(args.toString()).isEqualTo(2);
            assertThat(err.toString()).startsWith("cloakroom verify: ").hasLineCount(1);
        }
    }

    @Test
    void a_deployment_elsewhere_is_not_tried_unasked() {
        assertThat(run(List.of("http://192.0.2.1:8080"))).isEqualTo(2);
        assertThat(err.toString()).contains("is not on this machine; --yes says that it may be tried");
    }

    @Test
    void where_nobody_answers_nothing_is_proved() {
        assertThat(run(List.of("http://127.0.0.1:1"))).isEqualTo(3);
        assertThat(err.toString()).contains("nobody answers at http://127.0.0.1:1", "VERDICT: INCONCLUSIVE");
    }

    @Test
    void help_names_every_option() {
        assertThat(run(List.of("--help"))).isZero();
        assertThat(out.toString())
                .contains(
                        "--users",
                        "--seconds",
                        "--seed",
                        "--tokens",
                        "--yes",
                        "--json",
                        "--report",
                        "--load",
                        "over 1 % errors",
                        "INCONCLUSIVE");
    }

    private int run(List<String> args) {
        return VerifyCommand.run(args, new PrintWriter(out), new PrintWriter(err));
    }
}
