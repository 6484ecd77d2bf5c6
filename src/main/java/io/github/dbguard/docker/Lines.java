package io.github.dbguard.docker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes lines of the bytes of a UTF-8 stream: a character may be cut in two between two frames, a line is not. */
final class Lines {

    /** A line longer than this, in bytes, comes in pieces: memory stays bounded whatever a command writes. */
    private static final int LONGEST = 64 * 1024;

    private final Consumer<String> consumer;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(Consumer<String> consumer) {
        this.consumer = consumer;
    }

    void accept(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                emit();
            } else {
                line.write(bytes[i]);
                if (line.size() == LONGEST) {
                    emit();
                }
            }
        }
    }

    /** The stream has ended: a last line without a line end counts too. */
    void finish() {
        if (line.size() > 0) {
            emit();
        }
    }

    private void emit() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        consumer.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
