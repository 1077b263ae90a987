package dev.cloakroom.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The form of a problem document; what is in one is for the tests over HTTP. */
class ProblemDocumentTest {

    @Test
    void extras_follow_the_fixed_members() throws Exception {
        Problem problem = Problem.of(ProblemCode.RESPONDER_FAILED).with("session_id", "s-1");
        String document = new String(problem.document("r-1"), StandardCharsets.UTF_8);
        assertThat(document).endsWith("\"code\":\"responder_failed\",\"request_id\":\"r-1\",\"session_id\":\"s-1\"}");
    }
}
