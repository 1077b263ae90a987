package dev.cloakroom.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloakroom.session.Principal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes events of the security log and the access log as one JSON object a line. The names of the members are those of
 * the message's pattern ({@code session={} user="{}"}), their values come from its arguments and never from formatted
 * text, so that no value can pass for a member. Everything but ASCII is escaped. Used by one thread at a time.
 */
final class AuditEncoder extends EncoderBase<ILoggingEvent> {

    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());
    private static final Pattern PLACE = Pattern.compile("(?:(\\w+)=\"?)?\\{}");

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        try {
            return (JSON.writeValueAsString(members(event)) + "\n").getBytes(StandardCharsets.US_ASCII);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text and numbers are always JSON", e);
        }
    }

    private static Map<String, Object> members(ILoggingEvent event) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
        members.put("level", event.getLevel().toString());
        members.put("logger", event.getLoggerName());
        members.put("event", "");
        Object[] arguments = event.getArgumentArray();
        String pattern = event.getMessage();
        String name = pattern.contains(":") ? pattern.substring(0, pattern.indexOf(':')) : pattern;
        List<Object> values = arguments == null ? List.of() : Arrays.asList(arguments);
        Matcher place = PLACE.matcher(pattern);
        for (Object value : values) {
            if (!place.find()) {
                break;
            } else if (place.group(1) == null) {
                name = name.replaceFirst("\\{}", Matcher.quoteReplacement(String.valueOf(value)));
            } else {
                put(members, place.group(1), value);
            }
        }
        members.put("event", name);
        event.getMDCPropertyMap().forEach(members::putIfAbsent);
        return members;
    }

    private static void put(Map<String, Object> members, String name, Object value) {
        if (value instanceof Principal who) {
            members.put(name, who.subject());
            if (!who.tenant().isEmpty()) {
                members.put("tenant", who.tenant()); // of one event everybody is of one tenant
            }
        } else {
            members.put(name, value instanceof Number ? value : String.valueOf(value));
        }
    }
}
