package dev.cloakroom.store.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * What an error of Redis says about whether a script was applied. A script checks before it writes, and Redis refuses
 * at its first write or not at all; so what is listed here was not applied. Of anything else that is not known. Redis
 * 6.2 wraps what 7 says in plain words, hence the search for the code.
 */
final class Failures {
    private static final String[] PASSING = {
        "TRYAGAIN", "CLUSTERDOWN", "LOADING", "MASTERDOWN", "BUSY", "READONLY", "NOREPLICAS", "non local key"
    };
    private static final String[] LASTING = {"MISCONF", "NOAUTH", "WRONGPASS", "DENIED", "WRONGTYPE"};

    private Failures() {}

    /** Whether Redis had no memory left for a script's first write. */
    static boolean isFull(JedisDataException error) {
        return says(error, "OOM");
    }

    static boolean isUnknownScript(JedisDataException error) {
        return error instanceof JedisNoScriptException || says(error, "NOSCRIPT");
    }

    /** What is certain not to have been applied, or null when that is not certain. */
    static @Nullable NotApplied notApplied(JedisDataException error, HostAndPort asked) {
        if (error instanceof JedisRedirectionException redirection) {
            HostAndPort target = redirection.getTargetNode();
            HostAndPort node = target.getHost().isEmpty() ? new HostAndPort(asked.getHost(), target.getPort()) : target;
            if (error instanceof JedisMovedDataException || error instanceof JedisAskDataException) {
                return NotApplied.elsewhere(node, error instanceof JedisAskDataException);
            }
        }
        for (String code : PASSING) {
            if (says(error, code)) {
                return NotApplied.again("Redis at " + asked + " cannot act now: " + code);
            }
        }
        for (String code : LASTING) {
            if (says(error, code)) {
                return NotApplied.forGood("Redis at " + asked + " refuses to act: " + code);
            }
        }
        boolean forbidden = error.getMessage() != null && error.getMessage().startsWith("NOPERM");
        return forbidden ? NotApplied.forGood("the user of Redis at " + asked + " may not run scripts") : null;
    }

    private static boolean says(JedisDataException error, String code) {
        String message = error.getMessage();
        return message != null
                && (message.startsWith(code + " ")
                        || (message.startsWith("ERR ")
                                && (message.contains(": -" + code + " ")
                                        || message.contains(": " + code + " ")
                                        || message.contains(code + " command")))
                        || (code.indexOf(' ') > 0 && message.contains(code)));
    }
}
