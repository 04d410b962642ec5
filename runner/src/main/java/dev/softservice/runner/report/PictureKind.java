package dev.softservice.runner.report;

import java.util.Optional;

/** The kinds of pictures that are shown and not only offered: none can hold a script. A file is one by how its content begins, whatever it is called. */
public enum PictureKind {
    PNG("image/png", 0, new int[] {0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a}),
    JPEG("image/jpeg", 0, new int[] {0xff, 0xd8, 0xff}),
    GIF("image/gif", 0, new int[] {'G', 'I', 'F', '8'}),
    WEBP("image/webp", 8, new int[] {'W', 'E', 'B', 'P'});

    /** So many bytes tell. */
    public static final int BEGIN = 12;

    private final String type;
    private final int from;
    private final int[] begin;

    PictureKind(String type, int from, int[] begin) {
        this.type = type;
        this.from = from;
        this.begin = begin;
    }

    /** The media type. */
    public String type() {
        return type;
    }

    /** {@code content}: a file's, at least {@link #BEGIN} bytes of it; empty: no picture that is shown. */
    public static Optional<PictureKind> of(byte[] content) {
        for (var kind : values()) if (kind.begins(content)) return Optional.of(kind);
        return Optional.empty();
    }

    private boolean begins(byte[] content) {
        if (content.length < from + begin.length) return false;
        for (int i = 0; i < begin.length; i++) if ((content[from + i] & 0xff) != begin[i]) return false;
        return true;
    }
}
