package dev.cloakroom.server;

import dev.cloakroom.server.chat.EchoResponder;
import dev.cloakroom.server.chat.OpenAiResponder;
import dev.cloakroom.server.chat.Responder;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** What answers messages, from what was set. */
final class ResponderSettings {

    private ResponderSettings() {}

    static Responder responder(Given given, Limits limits) {
        return switch (given.text(Flag.RESPONDER)) {
            case "echo" -> echo(given);
            case "openai" -> openai(given, limits);
            default -> throw given.wrong(Flag.RESPONDER, "has to be echo or openai");
        };
    }

    /** A setting that would do nothing is a mistake, most likely a forgotten {@code --responder}. */
    private static Responder echo(Given given) {
        for (Flag flag : List.of(Flag.RESPONDER_URL, Flag.RESPONDER_MODEL, Flag.RESPONDER_KEY_FILE)) {
            if (given.isSet(flag)) {
                throw given.wrong(flag, "has a meaning with " + Flag.RESPONDER.option() + " openai only");
            }
        }
        return new EchoResponder();
    }

    private static Responder openai(Given given, Limits limits) {
        String model = given.text(Flag.RESPONDER_MODEL);
        if (model.isEmpty()) {
            throw given.wrong(Flag.RESPONDER_MODEL, "has to name a model");
        }
        return new OpenAiResponder(
                url(given), model, key(given), given.duration(Flag.RESPONDER_TIMEOUT), limits.of(Limit.CONTENT_BYTES));
    }

    private static URI url(Given given) {
        try {
            URI url = new URI(given.text(Flag.RESPONDER_URL));
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            BadSetting wrong = notUrl(given);
            wrong.addSuppressed(e);
            throw wrong;
        }
        throw notUrl(given);
    }

    private static BadSetting notUrl(Given given) {
        return given.wrong(Flag.RESPONDER_URL, "has to be the base URL of a model, such as http://127.0.0.1:11434/v1");
    }

    private static Optional<String> key(Given given) {
        if (given.text(Flag.RESPONDER_KEY_FILE).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(KeyFiles.key(given, Flag.RESPONDER_KEY_FILE));
    }
}
