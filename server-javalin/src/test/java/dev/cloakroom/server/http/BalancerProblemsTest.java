package dev.cloakroom.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What nginx is told to say in place of an instance is what an instance says. */
class BalancerProblemsTest {
    private static final Path SHIPPED = Path.of("").toAbsolutePath().getParent().resolve("deploy/nginx/nginx.conf");
    private static final Pattern PROBLEM =
            Pattern.compile("(?m)^ +(\\d{3}|default) '(\"type\".*\"code\":\"([a-z_]+)\")';$");

    @Test
    void nginx_refuses_in_the_words_of_an_instance() throws Exception {
        List<MatchResult> problems =
                PROBLEM.matcher(Files.readString(SHIPPED)).results().toList();
        assertThat(problems).hasSizeGreaterThanOrEqualTo(9).allSatisfy(problem -> {
            ProblemCode code = ProblemCode.valueOf(problem.group(3).toUpperCase(Locale.ROOT));
            if (!problem.group(1).equals("default")) {
                assertThat(problem.group(1)).isEqualTo(Integer.toString(code.status()));
            }
            assertThat("{" + problem.group(2) + ",\"request_id\":\"r\"}")
                    .isEqualTo(new String(Problem.of(code).document("r"), StandardCharsets.UTF_8));
        });
    }
}
