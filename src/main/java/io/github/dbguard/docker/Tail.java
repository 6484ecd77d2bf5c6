package io.github.dbguard.docker;

import java.nio.charset.StandardCharsets;

/** Keeps the last bytes of a stream. */
final class Tail {

    private final byte[] ring;
    private long written;

    Tail(int capacity) {
        ring = new byte[capacity];
    }

    synchronized void accept(byte[] bytes, int offset, int length) {
        for (int i = Math.max(0, length - ring.length); i < length; i++) {
            ring[(int) ((written + i) % ring.length)] = bytes[offset + i];
        }
        written += length;
    }

    /** As UTF-8; begins at a line where the beginning was lost. */
    synchronized String text() {
        if (written <= ring.length) {
            return new String(ring, 0, (int) written, StandardCharsets.UTF_8);
        }
        int cut = (int) (written % ring.length);
        byte[] all = new byte[ring.length];
        System.arraycopy(ring, cut, all, 0, ring.length - cut);
        System.arraycopy(ring, 0, all, ring.length - cut, cut);
        String text = new String(all, StandardCharsets.UTF_8);
        return text.substring(text.indexOf('\n') + 1);
    }
}
