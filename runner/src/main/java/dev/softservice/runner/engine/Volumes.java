package dev.softservice.runner.engine;

import java.util.Collection;
import java.util.Map;

/**
 * The volumes of one run, named as in its plans, and copies of them that lie beside. Copies are of the run too: what ends the run removes them. A broken
 * engine is an {@link EngineException}.
 */
public interface Volumes {
    /** Copies volumes, owners and modes and times along, under a name ({@code [a-z-]+}); what was saved under it before is gone. Nothing may be writing to them. */
    void save(String copy, Collection<String> volumes) throws InterruptedException;

    /** What these volumes hold, by name; one that is not there holds nothing. They may be in use. */
    Map<String, Content> contents(Collection<String> volumes) throws InterruptedException;

    /** Makes the volumes exactly what was saved: those saved are what they were, all others are gone. Nothing may be using them. */
    void putBack(String copy) throws InterruptedException;

    /** Lets every user inside containers write to the top folder of a volume; one that is not there yet is made. */
    void share(String volume) throws InterruptedException;
}
