package dev.softservice.runner.bundle;

import java.io.IOException;

/** A file that is no bundle, or not the one that was written. The message is the reason, in a few words for a line that names the file. */
public final class DamagedBundleException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedBundleException(String reason) {
        super(reason);
    }

    DamagedBundleException(String reason, Throwable cause) {
        super(reason, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
