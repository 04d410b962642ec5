package dev.softservice.runner.reporting;

import dev.softservice.runner.model.ShowableText;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.report.PictureKind;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The pictures that tests attached, within a page that needs nothing else. All of them together are bounded; what is no picture by its content is none. */
final class Pictures {
    private static final int MOST_BYTES = 4 << 20;

    private final Function<String, Optional<byte[]>> attached;
    private int left = MOST_BYTES;

    /** {@code attached}: the content of a kept file, by what it is kept as. */
    Pictures(Function<String, Optional<byte[]>> attached) {
        this.attached = attached;
    }

    List<HtmlReport.PictureView> of(TestResult test) {
        var views = new ArrayList<HtmlReport.PictureView>();
        for (var file : test.attachments()) {
            if (file.file().isEmpty() || file.bytes() > left) continue;
            var content = attached.apply(file.file());
            var kind = content.flatMap(PictureKind::of);
            if (kind.isEmpty() || content.orElseThrow().length > left) continue;
            left -= content.orElseThrow().length;
            views.add(new HtmlReport.PictureView(
                    ShowableText.of(file.name()),
                    "data:" + kind.get().type() + ";base64,"
                            + Base64.getEncoder().encodeToString(content.orElseThrow())));
        }
        return views;
    }
}
