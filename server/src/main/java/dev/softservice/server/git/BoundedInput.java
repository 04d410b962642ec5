package dev.softservice.server.git;

import dev.softservice.server.Refusal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that ends with a refusal after so many bytes, counted after decompression. */
final class BoundedInput extends FilterInputStream {
    private final long most;
    private long left;

    BoundedInput(InputStream in, long most) {
        super(in);
        this.most = most;
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
                throw Refusal.of(Refusal.Kind.TOO_LARGE, "the request is larger than %,d bytes; ask for less at once".formatted(most));
            }
        }
        return result;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
