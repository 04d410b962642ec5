package dev.softservice.runner.install;

import dev.softservice.runner.model.Progress;
import java.util.ArrayList;
import java.util.List;

/** Somebody who is not there: says nothing, agrees to nothing; keeps what it was told. */
final class Quiet implements Conversation {
    final List<String> heard = new ArrayList<>();
    private final boolean agrees;

    Quiet() {
        this(false);
    }

    Quiet(boolean agrees) {
        this.agrees = agrees;
    }

    @Override
    public void say(String line) {
        heard.add(line);
    }

    @Override
    public void progress(Progress what) {}

    @Override
    public boolean interactive() {
        return false;
    }

    @Override
    public String ask(String question) {
        throw new AssertionError("asked although nobody is there: " + question);
    }

    @Override
    public boolean agree(String question) {
        return agrees;
    }
}
