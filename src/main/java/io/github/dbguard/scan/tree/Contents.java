package io.github.dbguard.scan.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What files hold: as text where people wrote it, looked through piece by piece where it is too long for that. */
public final class Contents {

    /** Nobody writes longer scripts. */
    public static final int LONGEST = 1024 * 1024;

    private static final int PIECE = 1024 * 1024;
    private static final int OVERLAP = 64;
    private static final int BINARY = 8000;
    /** Stands for what could not be decoded. */
    private static final char REPLACEMENT = '\ufffd';

    private Contents() {}

    /**
     * The text of a file, in UTF-8, in UTF-16 where a byte order mark says so, else one character a byte: commands are
     * ASCII in any encoding.
     *
     * @return null for a binary file
     */
    public static String text(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Charset marked = marked(bytes);
        if (marked != null) {
            return withoutMark(new String(bytes, marked));
        }
        for (int i = 0; i < Math.min(bytes.length, BINARY); i++) {
            if (bytes[i] == 0) {
                return null;
            }
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean replaced = text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes);
        return withoutMark(replaced ? new String(bytes, StandardCharsets.ISO_8859_1) : text);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException other) {
            return false;
        }
    }

    /** A byte order mark is no part of the first line, nor do editors count it. */
    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static Charset marked(byte[] bytes) {
        if (bytes.length > 1 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe) {
            return StandardCharsets.UTF_16LE;
        }
        return bytes.length > 1 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff
                ? StandardCharsets.UTF_16BE
                : null;
    }

    /** Whether a file of any length holds one of the words. */
    public static boolean holds(Path file, Words words) throws IOException {
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            int kept = 0;
            for (int n = in.read(piece, 0, PIECE); n >= 0; n = in.read(piece, kept, PIECE - kept)) {
                int length = kept + n;
                if (words.anyIn(new String(piece, 0, length, StandardCharsets.ISO_8859_1))) {
                    return true;
                }
                kept = Math.min(OVERLAP, length);
                System.arraycopy(piece, length - kept, piece, 0, kept);
            }
        }
        return false;
    }

    /** The first line, as far as it may name an interpreter. */
    public static String firstLine(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(200), StandardCharsets.ISO_8859_1);
            int end = head.indexOf('\n');
            return end < 0 ? head : head.substring(0, end);
        }
    }
}
