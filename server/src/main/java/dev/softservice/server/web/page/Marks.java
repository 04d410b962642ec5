package dev.softservice.server.web.page;

import com.github.jknack.handlebars.Handlebars.SafeString;
import java.util.HashMap;
import java.util.Map;

/** The small signs beside words: a shape of its own for every state, so that colour is never needed to tell them apart. */
final class Marks {
    private static final Map<String, String> SHAPES = new HashMap<>();

    static {
        SHAPES.put(
                "passed",
                "<circle cx='8' cy='8' r='7.5' fill='currentColor'/><path d='M4.4 8.3l2.4 2.5 4.8-5.2' fill='none'"
                        + " class='cut' stroke-width='1.9'/>");
        SHAPES.put(
                "failed",
                "<rect x='.7' y='.7' width='14.6' height='14.6' rx='2' fill='currentColor'/><path d='M4.8 4.8l6.4"
                        + " 6.4M11.2 4.8l-6.4 6.4' class='cut' stroke-width='1.9'/>");
        SHAPES.put(
                "accepted",
                "<circle cx='8' cy='8' r='6.6' fill='none' stroke='currentColor' stroke-width='1.8'/><path d='M4.6"
                        + " 8.2l2.3 2.4 4.5-4.9' fill='none' stroke='currentColor' stroke-width='1.9'/>");
        SHAPES.put("held", SHAPES.get("passed"));
        SHAPES.put(
                "flaky", "<path d='M1 10.5q3.5-9 7-2.5t7-2.5' fill='none' stroke='currentColor' stroke-width='2.4'/>");
        SHAPES.put(
                "asks",
                "<path d='M8 1.2l6 2.2v4.2c0 3.6-2.5 6-6 7.2-3.5-1.2-6-3.6-6-7.2V3.4z' fill='none'"
                        + " stroke='currentColor' stroke-width='1.7'/><path d='M8 4.8v3.6M8 10.2v1.4'"
                        + " stroke='currentColor' stroke-width='1.7'/>");
        SHAPES.put(
                "errored",
                "<path d='M8 .6l7.6 14.2H.4z' fill='currentColor'/><path d='M8 5.4v4.4M8 11.4v1.6' class='cut'"
                        + " stroke-width='1.7'/>");
        SHAPES.put(
                "running",
                "<circle cx='8' cy='8' r='6.4' fill='none' stroke='currentColor' stroke-width='2.4'"
                        + " stroke-dasharray='26 14'/>");
        SHAPES.put(
                "queued",
                "<circle cx='2.6' cy='8' r='1.9' fill='currentColor'/><circle cx='8' cy='8' r='1.9'"
                        + " fill='currentColor'/><circle cx='13.4' cy='8' r='1.9' fill='currentColor'/>");
        SHAPES.put(
                "waiting",
                "<circle cx='8' cy='8' r='6.6' fill='none' stroke='currentColor' stroke-width='1.8'/><path d='M8"
                        + " 4.2V8l2.6 1.8' fill='none' stroke='currentColor' stroke-width='1.8'/>");
        SHAPES.put(
                "cancelled",
                "<circle cx='8' cy='8' r='6.6' fill='none' stroke='currentColor' stroke-width='1.8'/><path d='M4.6"
                        + " 8h6.8' stroke='currentColor' stroke-width='2'/>");
        SHAPES.put(
                "superseded", "<path d='M2 8h9M8 4l4.4 4L8 12' fill='none' stroke='currentColor' stroke-width='2'/>");
        SHAPES.put("skipped", "<path d='M2 8h12' stroke='currentColor' stroke-width='2' stroke-dasharray='3 2'/>");
        SHAPES.put("not applicable", SHAPES.get("skipped"));
        SHAPES.put("none", "<circle cx='8' cy='8' r='3' fill='none' stroke='currentColor' stroke-width='1.6'/>");
        SHAPES.put(
                "open",
                "<circle cx='4' cy='3.4' r='2' fill='none' stroke='currentColor' stroke-width='1.6'/><circle cx='4'"
                    + " cy='12.6' r='2' fill='none' stroke='currentColor' stroke-width='1.6'/><circle cx='12'"
                    + " cy='12.6' r='2' fill='none' stroke='currentColor' stroke-width='1.6'/><path d='M4 5.4v5.2M12"
                    + " 10.6V6.4q0-3-3-3H7.4' fill='none' stroke='currentColor' stroke-width='1.6'/>");
        SHAPES.put(
                "merged",
                "<circle cx='4' cy='3.4' r='2' fill='none' stroke='currentColor' stroke-width='1.6'/><circle cx='4'"
                    + " cy='12.6' r='2' fill='none' stroke='currentColor' stroke-width='1.6'/><circle cx='12' cy='8'"
                    + " r='2' fill='none' stroke='currentColor' stroke-width='1.6'/><path d='M4 5.4v5.2M4.4 5.6Q5.4 8"
                    + " 10 8' fill='none' stroke='currentColor' stroke-width='1.6'/>");
        SHAPES.put("closed", "<path d='M3 3l10 10M13 3L3 13' stroke='currentColor' stroke-width='2'/>");
        SHAPES.put(
                "branch",
                "<circle cx='4.5' cy='3.4' r='2' fill='none' stroke='currentColor' stroke-width='1.5'/><circle"
                    + " cx='4.5' cy='12.6' r='2' fill='none' stroke='currentColor' stroke-width='1.5'/><circle cx='12'"
                    + " cy='5' r='2' fill='none' stroke='currentColor' stroke-width='1.5'/><path d='M4.5 5.4v5.2M12"
                    + " 7q0 3-7 3.4' fill='none' stroke='currentColor' stroke-width='1.5'/>");
        SHAPES.put("folder", "<path d='M1 3.2h5l1.6 1.9H15v8.4H1z' fill='currentColor'/>");
        SHAPES.put(
                "file",
                "<path d='M3.2 1h6.2L13 4.7V15H3.2z' fill='none' stroke='currentColor' stroke-width='1.4'/><path"
                        + " d='M9.2 1.2v3.7h3.6' fill='none' stroke='currentColor' stroke-width='1.2'/>");
        SHAPES.put(
                "link",
                "<path d='M2.5 13.5l9-9M5.6 4.2h6.2v6.2' fill='none' stroke='currentColor' stroke-width='1.6'/>");
    }

    private Marks() {}

    /** An SVG made of constants only; what is not known is an empty ring. */
    static SafeString of(String kind) {
        var known = SHAPES.containsKey(kind) ? kind : "none";
        var turning = known.equals("running") ? " spin" : "";
        return new SafeString("<svg class=\"mark" + turning + "\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">"
                + SHAPES.get(known) + "</svg>");
    }
}
