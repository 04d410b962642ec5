package dev.softservice.manifest.model;

import java.math.BigDecimal;

/** One JSON value that is neither an object nor a list. Values of different types are never equal: the text "1" is not the number 1. */
public sealed interface JsonScalar {
    /** With its type, for messages. */
    String shown();

    record Text(String value) implements JsonScalar {
        @Override
        public String shown() {
            return "the text \"" + value + "\"";
        }
    }

    /** Equal by value: 1, 1.0 and 1e0 are one number. */
    record Number(BigDecimal value) implements JsonScalar {
        private static final int LONGEST_PLAIN = 20;

        /** As JSON writes it: {@code 1}, {@code 1.5e3}. */
        public Number(String decimal) {
            this(new BigDecimal(decimal));
        }

        public Number {
            value = value.stripTrailingZeros();
        }

        @Override
        public String shown() {
            boolean large = value.scale() < -LONGEST_PLAIN || value.scale() > LONGEST_PLAIN;
            return "the number " + (large ? value.toString() : value.toPlainString());
        }
    }

    record Truth(boolean value) implements JsonScalar {
        @Override
        public String shown() {
            return "the boolean " + value;
        }
    }

    record Nothing() implements JsonScalar {
        @Override
        public String shown() {
            return "null";
        }
    }
}
