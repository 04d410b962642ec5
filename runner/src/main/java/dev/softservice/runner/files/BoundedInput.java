package dev.softservice.runner.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** A stream that ends with a refusal after so many bytes, counted after decompression. */
public final class BoundedInput extends FilterInputStream {
    private final Supplier<? extends RuntimeException> refusal;
    private long left;

    public BoundedInput(InputStream in, long most, Supplier<? extends RuntimeException> refusal) {
        super(in);
        this.refusal = refusal;
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
            if (left < 0) throw refusal.get();
        }
        return result;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
