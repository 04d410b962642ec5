package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that ends with a refusal after so many bytes, counted after decompression. */
final class BoundedInput extends FilterInputStream {
    private final String reason;
    private long left;

    /** {@code reason} is the refusal's line, with the limit for its {@code %,d}. */
    BoundedInput(InputStream in, long most, String reason) {
        super(in);
        this.reason = reason.formatted(most);
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        return counted(super.read(), 1);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        return counted(count, count);
    }

    private int counted(int result, int count) {
        if (result >= 0) {
            left -= count;
            if (left < 0) {
                throw Refusal.of(Refusal.Kind.TOO_LARGE, reason);
            }
        }
        return result;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
