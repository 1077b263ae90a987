package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A model behind the server: as it should be, and in all the ways in which models fail. */
class OpenAiResponderTest {

    private final FakeModel model = new FakeModel();
    private LiveServer server = start();
    private Client alice = server.as("alice");

    private LiveServer start(String... flags) {
        String[] all = Stream.concat(
                        Stream.of("responder", "openai", "responder-url", model.url(), "responder-model", "small"),
                        Stream.of(flags))
                .toArray(String[]::new);
        return LiveServer.start(all);
    }

    private void restart(String... flags) {
        server.close();
        server = start(flags);
        alice = server.as("alice");
    }

    @AfterEach
    void stop() {
        server.close();
        model.close();
    }

    @Test
    void it_is_asked_for_a_stream_with_the_latest_messages_of_this_session_and_nothing_else() throws Exception {
        restart("context-messages", "3");
        alice.chat("of another session").expect(200);
        String session = alice.open();
        alice.post(
                        Client.messages(session),
                        Client.json(Map.of(
                                "messages",
                                List.of(
                                        Map.of("role", "user", "content", "too old"),
                                        Map.of("role", "system", "content", "be brief"),
                                        Map.of("role", "tool", "content", "42")))))
                .expect(201);
        Client.Reply reply = alice.chat("How much?", session).expect(200);
        assertThat(reply.at("/reply/content").asText()).isEqualTo("Hello");
        assertThat(reply.at("/reply/metadata")).isEmpty();
        FakeModel.Call call = model.calls.get(1);
        assertThat(call.head)
                .startsWith("POST /v1/chat/completions HTTP/1.1\r\n")
                .doesNotContain("Authorization")
                .doesNotContain("alice");
        JsonNode body = Client.MAPPER.readTree(call.body);
        assertThat(body.path("model").asText()).isEqualTo("small");
        assertThat(body.path("stream").asBoolean()).isTrue();
        assertThat(body.path("messages").findValuesAsText("role")).containsExactly("system", "user", "user");
        assertThat(body.path("messages").findValuesAsText("content")).containsExactly("be brief", "42", "How much?");
        assertThat(call.body).doesNotContain(session).doesNotContain("alice");
    }

    @Test
    void a_key_from_a_file_is_sent_and_shown_nowhere(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "sk-canary\n");
        restart("responder-key-file", file.toString());
        alice.chat("m").expect(200);
        assertThat(model.calls.get(0).head).contains("Authorization: Bearer sk-canary\r\n");
    }

    @Test
    void pieces_reach_the_client_as_they_come() throws Exception {
        model.answering = call -> {
            call.begin("text/event-stream; charset=utf-8");
            call.say("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n");
            call.say(FakeModel.chunk("one "));
            call.say(": a comment\n\n");
            call.say(FakeModel.chunk("two"));
            call.say(FakeModel.finish("stop"));
            call.say("data: {\"choices\":[],\"usage\":{\"total_tokens\":7}}\n\n");
            call.say("data: [DONE]\n\n");
        };
        try (EventStream stream = EventStream.chat(server, "alice", Map.of("message", "m"))) {
            List<EventStream.Event> events = stream.opened().rest();
            assertThat(events)
                    .extracting(EventStream.Event::name)
                    .containsExactly("session", "delta", "delta", "message");
            assertThat(events).extracting(EventStream.Event::content).containsExactly("", "one ", "two", "one two");
        }
    }

    static Stream<Arguments> readings() {
        String surrogates = escaped("\\ud83d") + escaped("\\ude00");
        String lone = escaped("a\\ud83d");
        return Stream.of(
                Arguments.of("CRLF", FakeModel.chunk("x").replace("\n", "\r\n"), "x", ""),
                Arguments.of("CR", FakeModel.chunk("x").replace("\n", "\r"), "x", ""),
                Arguments.of("no space", FakeModel.chunk("x").replace("data: ", "data:"), "x", ""),
                Arguments.of("event names", "event: message\nid: 1\n" + FakeModel.chunk("x"), "x", ""),
                Arguments.of(
                        "two data lines", "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"x\"}}]}\n\n", "x", ""),
                Arguments.of("a pair cut in two", surrogates, "\uD83D\uDE00", ""),
                Arguments.of("half a pair", lone, "a\uFFFD", ""),
                Arguments.of(
                        "NUL", "data: {\"choices\":[{\"delta\":{\"content\":\"a\\u0000b\"}}]}\n\n", "a\u0000b", ""),
                Arguments.of("length", FakeModel.chunk("x") + FakeModel.finish("length"), "x", "length"),
                Arguments.of("filter", FakeModel.finish("content_filter"), "", "content_filter"),
                Arguments.of("odd reason", FakeModel.chunk("x") + FakeModel.finish("<b>"), "x", ""));
    }

    /** A chunk whose content is JSON's own way of writing it. */
    private static String escaped(String content) {
        return "data: {\"choices\":[{\"delta\":{\"content\":\"" + content + "\"}}]}\n\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readings")
    void what_is_right_in_any_form_is_understood(String what, String events, String content, String reason) {
        model.answering = call -> call.stream(events, "data: [DONE]\n\n");
        Client.Reply reply = alice.chat("m").expect(200);
        assertThat(reply.at("/reply/content").asText()).isEqualTo(content);
        assertThat(reply.at("/reply/metadata/finish_reason").asText()).isEqualTo(reason);
    }

    @Test
    void a_model_that_answers_at_once_is_understood_too() {
        model.answering = call -> call.json(
                200,
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"whole\"},\"finish_reason\":\"stop\"}]}");
        assertThat(alice.chat("m").expect(200).at("/reply/content").asText()).isEqualTo("whole");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("rate limited", answering(call -> call.json(429, "{\"error\":{\"message\":\"canary\"}}"))),
                Arguments.of("broken", answering(call -> call.json(500, "canary"))),
                Arguments.of("redirected", answering(call -> call.json(302, "canary"))),
                Arguments.of("hung up", answering(call -> {})),
                Arguments.of("no HTTP", answering(call -> call.say("canary canary\r\n\r\n"))),
                Arguments.of("cut before its end", answering(call -> call.stream(FakeModel.chunk("canary")))),
                Arguments.of("cut within an event", answering(call -> call.stream("data: {\"choices\":[{\"delta\""))),
                Arguments.of("cut by the connection", answering(call -> {
                    call.beginLonger("text/event-stream");
                    call.say(FakeModel.chunk("canary"));
                })),
                Arguments.of("no JSON", answering(call -> call.stream("data: canary\n\n", "data: [DONE]\n\n"))),
                Arguments.of("no object", answering(call -> call.stream("data: [1]\n\n", "data: [DONE]\n\n"))),
                Arguments.of(
                        "an error in the stream",
                        answering(call -> call.stream(
                                FakeModel.chunk("half"),
                                "data: {\"error\":{\"message\":\"canary\"}}\n\n",
                                "data: [DONE]\n\n"))),
                Arguments.of("a line without an end", answering(call -> {
                    call.begin("text/event-stream");
                    for (int i = 0; i < 200; i++) {
                        call.say("x".repeat(10_000));
                    }
                })),
                Arguments.of("JSON without text", answering(call -> call.json(200, "{\"choices\":[]}"))),
                Arguments.of(
                        "a null text",
                        answering(call -> call.json(
                                200,
                                "{\"choices\":[{\"message\":{\"content\":null},\"finish_reason\":\"tool_calls\"}]}"))));
    }

    private static FakeModel.Answering answering(FakeModel.Answering answering) {
        return answering;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void R9_whatever_goes_wrong_is_502_with_the_message_kept_and_the_same_key_asks_again(
            String what, FakeModel.Answering wrong) throws IOException {
        model.answering = wrong;
        Client.Reply failed = alice.keyed("k").chat("m").expect(502, "responder_failed");
        assertThat(failed.text()).doesNotContain("canary");
        assertThat(alice.history(failed.session()).contents()).containsExactly("m");
        model.answering = call -> call.stream(FakeModel.chunk("at last"), "data: [DONE]\n\n");
        Client.Reply resumed = alice.keyed("k").chat("m").expect(200);
        assertThat(resumed.session()).isEqualTo(failed.session());
        assertThat(alice.history(failed.session()).contents()).containsExactly("m", "at last");
    }

    @Test
    void R11_a_model_that_is_silent_or_dribbles_for_too_long_is_504_and_hung_up_on() throws Exception {
        restart("responder-timeout", "300ms");
        for (FakeModel.Answering slow : List.<FakeModel.Answering>of(
                FakeModel.Call::awaitHangUp,
                call -> {
                    call.begin("text/event-stream");
                    call.say(FakeModel.chunk("half"));
                    call.awaitHangUp();
                },
                call -> {
                    call.beginLonger("application/json");
                    call.awaitHangUp();
                })) {
            model.answering = slow;
            Client.Reply late = alice.chat("m").expect(504, "responder_timeout");
            assertThat(alice.history(late.session()).contents()).containsExactly("m");
            assertThat(model.calls.get(model.calls.size() - 1).wasHungUp()).isTrue();
        }
    }

    @Test
    void a_model_that_cannot_be_reached_is_502() {
        model.close();
        Client.Reply failed = alice.chat("m").expect(502, "responder_failed");
        assertThat(alice.history(failed.session()).contents()).containsExactly("m");
    }

    @Test
    void R11_a_reply_that_is_too_long_is_cut_at_a_whole_character_and_says_so() throws Exception {
        restart("max-content-bytes", "1KiB");
        model.answering = call -> {
            call.begin("text/event-stream");
            for (int i = 0; i < 100; i++) {
                call.say(FakeModel.chunk("\u20ac".repeat(100)));
            }
            call.awaitHangUp();
        };
        Client.Reply reply = alice.chat("m").expect(200);
        assertThat(reply.at("/reply/content").asText()).isEqualTo("\u20ac".repeat(341));
        assertThat(reply.at("/reply/metadata/finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void a_reply_that_is_stopped_hangs_up_on_the_model_and_keeps_what_came() throws Exception {
        String session = alice.open();
        model.answering = call -> {
            call.begin("text/event-stream");
            call.say(FakeModel.chunk("as far as"));
            call.awaitHangUp();
        };
        try (EventStream stream = EventStream.chat(server, "alice", Map.of("message", "m", "session_id", session))) {
            assertThat(stream.next().name()).isEqualTo("session");
            assertThat(stream.next().content()).isEqualTo("as far as");
            alice.post("/api/v1/sessions/" + session + "/turn/stop").expect(200);
            EventStream.Event last = stream.next();
            assertThat(last.content()).isEqualTo("as far as");
            assertThat(last.json().at("/metadata/finish_reason").asText()).isEqualTo("stopped");
        }
        assertThat(model.calls.get(0).wasHungUp()).isTrue();
    }

    @Test
    void what_is_set_wrongly_is_said_by_its_flag(@TempDir Path folder) throws Exception {
        Path empty = Files.writeString(folder.resolve("empty"), " \n");
        Map.of(
                        "responder-model", new String[] {"responder", "openai", "responder-url", "http://h/v1"},
                        "responder-url", new String[] {"responder", "openai", "responder-model", "m"},
                        "responder-key-file",
                                new String[] {
                                    "responder",
                                    "openai",
                                    "responder-url",
                                    "http://h",
                                    "responder-model",
                                    "m",
                                    "responder-key-file",
                                    empty.toString()
                                },
                        "responder", new String[] {"responder", "oracle"})
                .forEach((flag, flags) -> assertThatThrownBy(() -> LiveServer.settings(flags))
                        .isInstanceOf(BadSetting.class)
                        .hasMessageStartingWith("--" + flag + " "));
        for (String url : List.of("ftp://h", "h:1", "/v1", "http://user:canary@h/v1", "http://")) {
            assertThatThrownBy(() ->
                            LiveServer.settings("responder", "openai", "responder-model", "m", "responder-url", url))
                    .isInstanceOf(BadSetting.class)
                    .hasMessageStartingWith("--responder-url ")
                    .message()
                    .doesNotContain("canary");
        }
        assertThatThrownBy(() -> LiveServer.settings("responder-model", "m"))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("openai");
    }
}
