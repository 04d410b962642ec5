package dev.softservice.server.web.page;

import dev.softservice.manifest.model.Manifest.Dropped;
import dev.softservice.server.web.Text;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Numbers and durations as people say them. */
final class Words {
    private Words() {}

    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    static String took(Duration duration) {
        var millis = Math.max(0, duration.toMillis());
        if (millis < 1_000) return millis + " ms";
        if (millis < 60_000) return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        if (millis < 3_600_000) return millis / 60_000 + " min " + millis / 1000 % 60 + " s";
        return millis / 3_600_000 + " h " + millis / 60_000 % 60 + " min";
    }

    static String seconds(double seconds) {
        return Double.isFinite(seconds) ? took(Duration.ofMillis((long) (Math.clamp(seconds, 0, 1e7) * 1000))) : "";
    }

    static String bytes(long bytes) {
        if (bytes < 1024) return count(bytes, "byte");
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }

    /** A sentence for each volume of earlier versions that a release gives up. */
    static List<String> drops(List<Dropped> drops) {
        return drops.stream()
                .map(gone ->
                        Text.showable("Gives up the volume " + gone.name() + " of earlier versions: " + gone.reason()))
                .toList();
    }

    static String capital(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
