package dev.cloakroom.server.chat;

/**
 * A reply while it comes in pieces: hands on what is well-formed, so that a surrogate pair cut in two arrives whole,
 * and never takes more than there is room for. Used by one thread.
 */
final class ReplyText {

    private static final String REPLACEMENT = "\uFFFD";

    private final long mostBytes;
    private final Responder.Progress progress;
    private final StringBuilder text = new StringBuilder();
    private long bytes;
    private char waiting; // a high surrogate whose other half may be in the next piece, or 0
    private boolean cut;

    ReplyText(long mostBytes, Responder.Progress progress) {
        this.mostBytes = mostBytes;
        this.progress = progress;
    }

    /** Takes a piece; false when there was no room for all of it. */
    boolean add(String piece) {
        String all = waiting == 0 ? piece : waiting + piece;
        waiting = 0;
        if (!all.isEmpty() && Character.isHighSurrogate(all.charAt(all.length() - 1))) {
            waiting = all.charAt(all.length() - 1);
            all = all.substring(0, all.length() - 1);
        }
        return take(all);
    }

    /** The reply as far as it came. */
    String end() {
        if (waiting != 0 && !cut) {
            waiting = 0;
            boolean unused = take(REPLACEMENT);
        }
        return text.toString();
    }

    private boolean take(String piece) {
        int start = text.length();
        int i = 0;
        while (i < piece.length() && !cut) {
            int point = piece.codePointAt(i);
            i += Character.charCount(point);
            int well = Character.getType(point) == Character.SURROGATE ? REPLACEMENT.charAt(0) : point;
            int size = well < 0x80 ? 1 : well < 0x800 ? 2 : well < 0x10000 ? 3 : 4;
            if (bytes + size > mostBytes) {
                cut = true;
            } else {
                bytes += size;
                text.appendCodePoint(well);
            }
        }
        if (text.length() > start) {
            progress.delta(text.substring(start));
        }
        return !cut;
    }
}
