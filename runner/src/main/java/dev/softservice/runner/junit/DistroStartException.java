package dev.softservice.runner.junit;

import java.util.List;

/** A distro did not come up. The message's first line says why; the last lines of a log follow where there are any. */
public final class DistroStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DistroStartException(String distro, List<String> reasons) {
        super(distro + " did not start: " + String.join("\n  ", reasons));
    }

    DistroStartException(String distro, String reason, Throwable cause) {
        super(distro + " did not start: " + reason, cause);
    }
}
