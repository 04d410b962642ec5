package dev.softservice.runner.acceptance;

import dev.softservice.runner.model.Trace;
import java.util.Collection;

/** Sees when tests run, and what goes on beside them. */
public interface Witness {
    /** Nobody asks. */
    Witness NONE = () -> (_, _) -> Trace.UNKNOWN;

    /** An attempt of a test begins. */
    Attempt begin();

    /** One attempt. */
    interface Attempt {
        /**
         * It has ended.
         *
         * @param hosts  what it talked to, by the names that the environment has for them, the first one first
         * @param failed what was said meanwhile will be asked for
         */
        Trace end(Collection<String> hosts, boolean failed);
    }
}
