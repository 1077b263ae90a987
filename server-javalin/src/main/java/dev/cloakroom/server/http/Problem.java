package dev.cloakroom.server.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One refusal as a value (RFC 9457): what goes wrong on the wire is made of constants and names of our own fields,
 * never of anything the client sent.
 *
 * <p>{@code type} is {@code urn:cloakroom:problem:<code>}: several codes share a status, so {@code about:blank} would
 * say too little, and a URN needs no page that could go away. Immutable.
 */
public record Problem(ProblemCode code, String detail, Map<String, String> extras, Map<String, String> headers) {

    static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    public static Problem of(ProblemCode code) {
        return of(code, code.detail());
    }

    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, Map.of(), Map.of());
    }

    /** The most frequent one: 400 {@code invalid_request}. */
    public static Problem invalid(String detail) {
        return of(ProblemCode.INVALID_REQUEST, detail);
    }

    int status() {
        return code.status();
    }

    /** The same problem with one more member in its document, such as {@code session_id}. */
    public Problem with(String member, String value) {
        return new Problem(code, detail, plus(extras, member, value), headers);
    }

    /** The same problem with more to its detail. */
    public Problem saying(String more) {
        return new Problem(code, detail + "; " + more, extras, headers);
    }

    /** The same problem with one more response header, such as {@code Retry-After}. */
    public Problem withHeader(String name, String value) {
        return new Problem(code, detail, extras, plus(headers, name, value));
    }

    public ProblemException toException() {
        return new ProblemException(this);
    }

    /** The document as bytes. */
    byte[] document(String requestId) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "urn:cloakroom:problem:" + code.code());
        members.put("title", code.title());
        members.put("status", status());
        members.put("detail", detail);
        members.put("code", code.code());
        members.put("request_id", requestId);
        members.putAll(extras);
        return Json.bytes(members);
    }

    private static Map<String, String> plus(Map<String, String> map, String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(key, value);
        return more;
    }

    @Override
    public String toString() {
        return "Problem(" + code.code() + ")";
    }
}
