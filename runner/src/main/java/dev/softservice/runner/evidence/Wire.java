package dev.softservice.runner.evidence;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** The length-prefixed strings that SSH's key and signature formats are made of (RFC 4251, section 5). */
final class Wire {
    private Wire() {}

    /** Builds one blob. */
    static final class Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Writer raw(byte[] value) {
            bytes.writeBytes(value);
            return this;
        }

        Writer number(int value) {
            return raw(ByteBuffer.allocate(4).putInt(value).array());
        }

        Writer string(byte[] value) {
            return number(value.length).raw(value);
        }

        Writer string(String value) {
            return string(value.getBytes(StandardCharsets.UTF_8));
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }

    /** Reads one blob; anything that does not fit is a {@link Malformed}. */
    static final class Reader {
        private final ByteBuffer bytes;

        Reader(byte[] blob) {
            bytes = ByteBuffer.wrap(blob);
        }

        byte[] raw(int length) throws Malformed {
            if (length < 0 || length > bytes.remaining()) throw new Malformed("ends too early");
            var value = new byte[length];
            bytes.get(value);
            return value;
        }

        int number() throws Malformed {
            if (bytes.remaining() < 4) throw new Malformed("ends too early");
            return bytes.getInt();
        }

        byte[] string() throws Malformed {
            return raw(number());
        }

        String text() throws Malformed {
            return new String(string(), StandardCharsets.UTF_8);
        }

        void expect(byte[] value, String what) throws Malformed {
            if (!Arrays.equals(raw(value.length), value)) throw new Malformed("is not " + what);
        }

        void end() throws Malformed {
            if (bytes.hasRemaining()) throw new Malformed("has bytes after its end");
        }

        int position() {
            return bytes.position();
        }
    }

    /** A blob that is not what it should be. Never leaves this package but as a value or an IOException. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }

        @Override
        public String getMessage() {
            return Objects.requireNonNull(super.getMessage());
        }
    }
}
