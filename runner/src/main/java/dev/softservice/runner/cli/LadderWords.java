package dev.softservice.runner.cli;

import dev.softservice.manifest.model.Rung;
import java.util.ListResourceBundle;

/** What help texts and defaults take from the list of rungs, as {@code ${bundle:ladder.top}}: annotations take constants only. */
final class LadderWords extends ListResourceBundle {
    @Override
    protected Object[][] getContents() {
        return new Object[][] {
            {"ladder.rungs", Rung.listed()},
            {"ladder.accepted", Integer.toString(Rung.ACCEPTED.number())},
            {"ladder.alone", Integer.toString(Rung.ALONE.number())},
            {"ladder.top", Integer.toString(Rung.TOP.number())}
        };
    }
}
