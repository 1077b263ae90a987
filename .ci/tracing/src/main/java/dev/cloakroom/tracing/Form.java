package dev.cloakroom.tracing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** How a text may stand in a log. */
enum Form {
    /** As it is. */
    CLEAR {
        @Override
        List<String> of(byte[] text) {
            return List.of(utf8(text));
        }
    },
    /** Within a JSON or Java string. */
    ESCAPED {
        @Override
        List<String> of(byte[] text) {
            StringBuilder all = new StringBuilder();
            StringBuilder some = new StringBuilder();
            for (char c : utf8(text).toCharArray()) {
                boolean special = c == '"' || c == '\\';
                String number = "\\u" + HexFormat.of().toHexDigits(c);
                all.append(special ? "\\" + c : c < ' ' || c > '~' ? number : Character.toString(c));
                some.append(special ? "\\" + c : c == '\n' ? "\\n" : c < ' ' ? number : Character.toString(c));
            }
            return List.of(all.toString(), upper(all.toString()), some.toString());
        }

        /** The digits of the numbers, in case someone writes them large. */
        private static String upper(String text) {
            StringBuilder made = new StringBuilder(text);
            for (int at = made.indexOf("\\u"); at >= 0; at = made.indexOf("\\u", at + 2)) {
                for (int i = at + 2; i < Math.min(at + 6, made.length()); i++) {
                    made.setCharAt(i, Character.toUpperCase(made.charAt(i)));
                }
            }
            return made.toString();
        }
    },
    /** Percent-encoded. */
    URL {
        @Override
        List<String> of(byte[] text) {
            String form = URLEncoder.encode(utf8(text), StandardCharsets.UTF_8);
            return List.of(form, form.replace("+", "%20"));
        }
    },
    /** Hexadecimal digits of its bytes. */
    HEX {
        @Override
        List<String> of(byte[] text) {
            return List.of(
                    HexFormat.of().formatHex(text),
                    HexFormat.of().withUpperCase().formatHex(text));
        }
    },
    /** Base64 of it, or of anything that it stands in: what three places leave alike. */
    BASE64 {
        @Override
        List<String> of(byte[] text) {
            List<String> made = new ArrayList<>();
            for (int from = 0; from < 3; from++) {
                byte[] whole = Arrays.copyOfRange(text, from, from + (text.length - from) / 3 * 3);
                made.add(Base64.getEncoder().encodeToString(whole));
                made.add(Base64.getUrlEncoder().encodeToString(whole));
            }
            return made;
        }
    };

    /** The ways of this form; some may be alike. */
    abstract List<String> of(byte[] text);

    private static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }
}
