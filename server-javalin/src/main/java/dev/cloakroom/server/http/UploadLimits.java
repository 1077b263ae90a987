package dev.cloakroom.server.http;

/**
 * What one multipart upload may hold. Files of more than {@code totalBytes} together or {@code fileBytes} each, and
 * fields of more than {@code fieldBytes} are 413, the rest is 400; up to {@code memoryBytes} of each file stay in
 * memory. Immutable.
 */
public record UploadLimits(
        long totalBytes, long fileBytes, int files, int fileNameChars, int fields, int fieldBytes, int memoryBytes) {

    private static final long LEAST_SPOOL_BYTES = 1L << 30;

    /** The longest body there can be: files, fields, and what stands around each. */
    long bodyBytes() {
        return totalBytes + (long) fields * fieldBytes + (files + 1L + fields) * MultipartStream.MOST_AROUND_PART;
    }

    /** What all uploads together may have in temporary files. */
    long spoolBytes() {
        return Math.max(LEAST_SPOOL_BYTES, 4 * totalBytes);
    }

    public static UploadLimits standard() {
        return new UploadLimits(64L << 20, 32L << 20, 16, 128, 32, 64 << 10, 64 << 10);
    }
}
